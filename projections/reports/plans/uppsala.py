"""Uppsala: the follow-up of ”Plan för 1000 fler Uppsalabor i egen försörjning”, as its Uppföljningsplan specifies."""

from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Absent, Paragraph, ReportColumn, ReportTable, Section
from projections.reports.parts.over_time import over_time
from projections.reports.parts.periods import ReportPeriods
from projections.reports.parts.sentences import notes
from projections.reports.parts.side_by_side import against_baseline, side_by_side
from projections.reports.parts.waiting import lead_times
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
            Paragraph(
                "Planens namn, 1000 fler i egen försörjning, har ingen indikator i dokumentet. Här räknas det brutto, "
                "återkomster och netto.",
                is_note=True,
            ),
            side_by_side(answers, "1000 fler Uppsalabor i egen försörjning", _THOUSAND, periods),
            *notes([key for _, key in _THOUSAND]),
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
        (_actions(area), against_baseline(answers, f"Indikatorer, målområde {area.number}", rows, periods)),
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
            action.beside or Absent.NONE,
        )
        for action in area.actions
    )
    return ReportTable(f"Åtgärder, målområde {area.number}", columns, rows)


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
        blocks += [reservation for reservation in notes(others) if reservation not in blocks]
    return Section(f"{indicator.number} {indicator.text}", tuple(blocks))
