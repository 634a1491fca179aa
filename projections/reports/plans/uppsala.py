"""Uppsala: the follow-up of ”Plan för 1000 fler Uppsalabor i egen försörjning”, as its Uppföljningsplan specifies."""

from collections.abc import Sequence

from projections.measures.catalogue import CATALOGUE
from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Absent, Paragraph, ReportColumn, ReportTable, Section
from projections.reports.parts.over_time import over_time
from projections.reports.parts.periods import ReportPeriods
from projections.reports.parts.sentences import notes
from projections.reports.parts.side_by_side import Named, against_baseline, by_part, side_by_side
from projections.reports.parts.waiting import lead_times, shares_of_time
from projections.reports.plans.uppsala_plan import AREAS, Area, Indicator

TITLE = "1000 fler Uppsalabor i egen försörjning"
LEAD = (
    "Uppföljning av Uppsala kommuns plan (AMN-2023-00174): fyra målområden, 23 åtgärder och deras indikatorer, "
    "mot utgångsvärdet 2022, för kvinnor och män, månad för månad och vid delårs- och årsbokslut."
)
_TIMED = {"UPP-2.4"}
_THOUSAND = (
    ("1000 fler, netto", "UPP-1000.net"),
    ("Brutto: till egen försörjning", "UPP-1000.gross"),
    ("Återkomna i försörjningsstöd", "UPP-1000.returns"),
    ("Nya långvariga mottagare", "UPP-1000.long_term"),
)


def sections(answers: Answers, periods: ReportPeriods) -> list[Section]:
    return [_goal(answers, periods), *(_area(area, answers, periods) for area in AREAS)]


def _goal(answers: Answers, periods: ReportPeriods) -> Section:
    """Returns the board's goal 2.2 and the target that the plan is named after."""
    return Section(
        "Nämndmålet",
        (
            Paragraph(
                "Nämndmål 2.2: andelen Uppsalabor i behov av ekonomiskt bistånd ska minska och i slutet av mandatperioden "
                "inte överstiga en procent av befolkningen."
            ),
            *over_time(answers, "UPP-0", periods),
            side_by_side(answers, "Alla i hushållen, vuxna och barn", (("Av alla invånare", "UPP-0.all"),), periods),
            *notes(answers, ["UPP-0.all"]),
            Paragraph(
                "Planens namn, 1000 fler i egen försörjning, har ingen indikator i dokumentet. Här räknas det brutto, "
                "återkomster och netto.",
                is_note=True,
            ),
            side_by_side(answers, "1000 fler Uppsalabor i egen försörjning", _THOUSAND, periods),
            *notes(answers, [key for _, key in _THOUSAND]),
        ),
    )


def _area(area: Area, answers: Answers, periods: ReportPeriods) -> Section:
    rows = [
        (f"{indicator.number} {indicator.text}", indicator.keys[0])
        for indicator in area.indicators
        if indicator.keys[0] not in _TIMED
    ]
    return Section(
        f"Målområde {area.number}. {area.title}",
        (
            _actions(area),
            *_beside_actions(area, answers, periods),
            against_baseline(answers, f"Indikatorer, målområde {area.number}", rows, periods),
        ),
        tuple(_indicator(indicator, answers, periods) for indicator in area.indicators),
    )


def _actions(area: Area) -> ReportTable:
    columns = tuple(map(ReportColumn, ("Åtgärd", "Förväntad effekt", "Årtal", "Indikator", "Belyses också av")))
    rows = tuple(
        (
            f"{action.number}. {action.text}",
            action.effect,
            action.years,
            action.indicators or Absent.NONE,
            ", ".join(each.key for each in action.beside) or action.why_not or Absent.NONE,
        )
        for action in area.actions
    )
    return ReportTable(f"Åtgärder, målområde {area.number}", columns, rows)


def _beside_actions(area: Area, answers: Answers, periods: ReportPeriods) -> list[Paragraph | ReportTable]:
    """Returns the figures that follow the area's åtgärder beside its indicators, those of a breakdown part by part."""
    each = [(f"Åtgärd {action.number}: {beside.text}", beside) for action in area.actions for beside in action.beside]
    whole = [(name, beside.key) for name, beside in each if not beside.by]
    timed = [(name, key) for name, key in whole if CATALOGUE[key].shape == "lead_time"]
    others = [row for row in whole if row not in timed]
    blocks: list[Paragraph | ReportTable] = []
    if others:
        blocks.append(side_by_side(answers, f"Åtgärder, målområde {area.number}: mått bredvid planens", others, periods))
    if timed:
        blocks.append(lead_times(answers, f"Åtgärder, målområde {area.number}: ledtider", timed, periods))
        blocks += _in_bands(answers, timed, periods)
    blocks += [by_part(answers, name, beside.key, periods, beside.by) for name, beside in each if beside.by]
    return [*blocks, *notes(answers, list(dict.fromkeys(beside.key for _, beside in each)))]


def _in_bands(answers: Answers, rows: Sequence[Named], periods: ReportPeriods) -> list[ReportTable]:
    """Returns the shares within each limit, and in each band, of the lead times that state some."""
    within, bands = ([row for row in rows if getattr(CATALOGUE[row[1]], field)] for field in ("within", "bands"))
    tables = [shares_of_time(answers, "Framme inom (Kaplan–Meier)", within, periods, "within")] if within else []
    return [*tables, *([shares_of_time(answers, "Fördelade på längd", bands, periods, "bands")] if bands else [])]


def _indicator(indicator: Indicator, answers: Answers, periods: ReportPeriods) -> Section:
    """Returns the indicator over time, with its other readings beside it."""
    blocks: list[Paragraph | ReportTable] = [Paragraph(f"Mål i planen: {indicator.goal.lower()}.")]
    first, *others = indicator.keys
    blocks += over_time(answers, first, periods, indicator.system)
    if first in _TIMED:
        blocks.append(lead_times(answers, f"{indicator.number}: fördelningen", [(indicator.text, first)], periods))
    if others:
        blocks.append(
            side_by_side(answers, f"{indicator.number}: andra sätt att räkna", [("", key) for key in others], periods)
        )
        blocks += [reservation for reservation in notes(answers, others) if reservation not in blocks]
    return Section(f"{indicator.number} {indicator.text}", tuple(blocks))
