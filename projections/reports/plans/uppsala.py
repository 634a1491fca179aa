"""Uppsala: the follow-up of ”Plan för 1000 fler Uppsalabor i egen försörjning”, as its Uppföljningsplan has it."""

from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Absent, Column, Paragraph, Section, Table
from projections.reports.parts.over_time import over_time
from projections.reports.parts.sentences import notes
from projections.reports.parts.side_by_side import against_baseline, side_by_side
from projections.reports.parts.stretches import Spans
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


def sections(answers: Answers, spans: Spans) -> list[Section]:
    return [_goal(answers, spans), *(_area(area, answers, spans) for area in AREAS)]


def _goal(answers: Answers, spans: Spans) -> Section:
    """The board's goal 2.2 and what the plan is named for."""
    return Section(
        "Nämndmålet",
        (
            Paragraph(
                "Nämndmål 2.2: andelen Uppsalabor i behov av ekonomiskt bistånd ska minska och i slutet av mandatperioden "
                "inte överstiga en procent av befolkningen."
            ),
            *over_time(answers, "UPP-0", spans),
            Paragraph(
                "Planens namn, 1000 fler i egen försörjning, har ingen indikator i dokumentet. Här räknas det brutto, "
                "återkomster och netto.",
                is_note=True,
            ),
            side_by_side(answers, "1000 fler Uppsalabor i egen försörjning", _THOUSAND, spans),
            *notes([key for _, key in _THOUSAND]),
        ),
    )


def _area(area: Area, answers: Answers, spans: Spans) -> Section:
    rows = [(f"{one.number} {one.text}", one.keys[0]) for one in area.indicators if one.keys[0] not in _TIMED]
    return Section(
        f"Målområde {area.number}. {area.title}",
        (_actions(area), against_baseline(answers, f"Indikatorer, målområde {area.number}", rows, spans)),
        tuple(_indicator(one, answers, spans) for one in area.indicators),
    )


def _actions(area: Area) -> Table:
    columns = tuple(map(Column, ("Åtgärd", "Förväntad effekt", "Årtal", "Indikator", "Belyses också av")))
    rows = tuple(
        (f"{one.number}. {one.text}", one.effect, one.years, one.indicators or Absent.NONE, one.beside or Absent.NONE)
        for one in area.actions
    )
    return Table(f"Åtgärder, målområde {area.number}", columns, rows)


def _indicator(one: Indicator, answers: Answers, spans: Spans) -> Section:
    """The indicator over time; its other readings beside it."""
    blocks: list[Paragraph | Table] = [Paragraph(f"Mål i planen: {one.goal.lower()}.")]
    first, *others = one.keys
    blocks += over_time(answers, first, spans, one.system)
    if first in _TIMED:
        blocks.append(lead_times(answers, f"{one.number}: fördelningen", [(one.text, first)], spans))
    if others:
        blocks.append(side_by_side(answers, f"{one.number}: andra sätt att räkna", [("", key) for key in others], spans))
        blocks += [said for said in notes(others) if said not in blocks]
    return Section(f"{one.number} {one.text}", tuple(blocks))
