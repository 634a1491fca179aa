"""Converts a figure to cells: typed fields, hidden where the figure hides them; status and course in words."""

from collections.abc import Mapping

from domain.vocabulary.ladders import LADDERS
from projections.measures.breakdown_names import part_label
from projections.measures.catalogue import CATALOGUE
from projections.measuring import labels
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure
from projections.reports.parts.answers import SEXES, Part
from projections.reports.parts.course import IN_WORDS, nothing_known
from projections.reports.parts.course import course as which_way
from projections.reports.parts.model import Absent, Cell, Number, ReportColumn
from projections.rules.lacking import LACKING
from projections.rules.target_groups import GROUPS

_HELD_AGAINST = ("baseline", "target")
_JUDGED = ("value", "numerator", "upper", "coverage")
"""The fields that say nothing where no case can be judged."""


def unit(measure: Measure) -> str:
    return labels.unit(measure.unit, "sv")


def number(value: float, unit_name: str) -> Number:
    return Number(value, labels.decimals(value, unit_name))


def cell(value: float | None, unit_name: str) -> Cell:
    return Absent.NONE if value is None else number(value, unit_name)


def field_cell(figure: Figure | None, field: str = "value") -> Cell:
    """Returns one field of a figure, hidden or not, or not known; `Absent.NONE` if there is no figure."""
    if figure is None:
        return Absent.NONE
    if field in figure.hidden:
        return Absent.HIDDEN
    return Absent.NOT_KNOWN if not_known(figure, field) else cell(figure.fields()[field], _unit_of(field, figure))


def not_known(figure: Figure, field: str) -> bool:
    """Whether a number would only be what was not sent: none of a figure without deliveries is one (measures.md §11)."""
    if figure.status == "not_delivered":
        return field not in _HELD_AGAINST
    return field in _JUDGED and figure.fields()[field] is not None and nothing_known(figure)


def _unit_of(field: str, figure: Figure) -> str:
    if field == "coverage":
        return "percent"
    return figure.unit if field in ("value", "upper", "baseline", "target") else "cases"


def status(figure: Figure | None) -> Cell:
    return labels.status(figure.standing, "sv") if figure and figure.standing else Absent.NONE


def course(figure: Figure | None) -> Cell:
    """Returns the direction of change since the baseline, in words; hidden where the value is."""
    if figure is None:
        return Absent.NONE
    if "value" in figure.hidden and figure.baseline is not None and figure.direction is not None:
        return Absent.HIDDEN
    gone = which_way(figure)
    return Absent.NONE if gone is None else IN_WORDS[gone]


def since_baseline(figure: Figure | None) -> Cell:
    """Returns the difference to the baseline; none of a value that what was not delivered could carry past it."""
    if figure is not None and figure.status in LACKING and which_way(figure) in ("within_bounds", "not_known"):
        return difference(Absent.NOT_KNOWN, field_cell(figure, "baseline"))
    return difference(field_cell(figure), field_cell(figure, "baseline"), figure.unit if figure else "")


BESIDE: Mapping[str, str] = {
    "numerator": "Antal",
    "denominator": "Av",
    "upper": "Högst",
    "coverage": "Täckning %",
    "immature": "Ej mätbara",
}
"""The fields shown beside every counted value, and their headings."""
BESIDE_COLUMNS = (*(ReportColumn(heading, is_number=True) for heading in BESIDE.values()), ReportColumn("Läge"))


def beside(figure: Figure | None) -> tuple[Cell, ...]:
    """Returns numerator, denominator, upper bound, coverage, number of immature cases, and status."""
    of_lead = {"numerator": "n"} if figure is not None and figure.lead is not None else {}
    cells = {field: field_cell(figure, of_lead.get(field, field)) for field in BESIDE}
    if figure is not None and CATALOGUE[figure.measure].of_all:
        cells["denominator"] = _judged(figure)
    return (*cells.values(), status(figure))


def cases_cell(figure: Figure | None) -> Cell:
    """Returns the number of cases that a value is of; hidden if anything that it is the sum of is."""
    if figure is None or figure.lead is not None:
        return field_cell(figure, "n")
    if figure.denominator is not None or "denominator" in figure.hidden:
        return field_cell(figure, "denominator")
    return _judged(figure) if figure.hidden or figure.judged is not None else Absent.NONE


def _judged(figure: Figure) -> Cell:
    """Returns the number of judged cases of a figure that has counts."""
    if figure.status == "not_delivered":
        return Absent.NOT_KNOWN
    return Absent.HIDDEN if figure.judged is None else cell(figure.judged, "cases")


def difference(value: Cell, before: Cell, unit_name: str = "") -> Cell:
    """Returns the difference with its unit; hidden if either value is hidden, since that could be computed from the other."""
    if isinstance(value, Number) and isinstance(before, Number):
        of = "procentenheter" if unit_name == "percent" else labels.unit(unit_name, "sv") if unit_name else ""
        return Number(value.value - before.value, max(value.decimals, before.decimals), of)
    return next((why for why in (Absent.HIDDEN, Absent.NOT_KNOWN) if why in (value, before)), Absent.NONE)


def called(measure: Measure, name: str) -> str:
    """Returns a row's name with unit and definition. An empty name means the measure's own."""
    return f"{name or measure.sv}, {unit(measure)} {by_definition(measure)}"


def by_definition(measure: Measure) -> str:
    """Returns the definition's key and version; the guide lists the parameters."""
    return f"[{measure.definition({})}]"


def of_sex(name: str, sex: Part) -> str:
    """Returns the name for the row of the whole; for the rows below it, the sex."""
    return name if sex is None else f"– {SEXES[sex].lower()}"


def part_name(by: str, part: Part) -> str:
    """Returns the display name of a part of a breakdown."""
    if by == "sex":
        return SEXES[part]
    if part is None:
        return "Totalt"
    if by == "ladder":
        return LADDERS[part].name.sv if part in LADDERS else part
    if by == "group":
        return GROUPS[part].text.sv
    if by == "born":
        return {"sweden": "Inrikes födda", "abroad": "Utrikes födda"}[part]
    return part_label(by, part, "sv")
