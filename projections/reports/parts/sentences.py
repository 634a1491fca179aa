"""The sentences beside figures: definitions, reservations, and the alternative text of charts."""

from collections.abc import Iterable, Sequence

from projections.measures.catalogue import CATALOGUE
from projections.measuring import labels
from projections.measuring.measure import Measure
from projections.reports.parts.answers import Answers
from projections.reports.parts.cells import number, unit
from projections.reports.parts.model import Absent, Cell, Number, Paragraph, ReferenceLine


def about(answers: Answers, measure: Measure, system: str = "") -> list[Paragraph]:
    """Returns what a measure counts, its definition, its target, and its reservation."""
    kept = f" Källsystem i dokumentet: {system}." if system else ""
    aim = f" Mål: {goal(measure)}." if measure.target is not None else ""
    text = f"{measure.sv}; {unit(measure)}. Definition {measure.definition(measure.parameters)}, efter {measure.source}."
    return [Paragraph(f"{text}{kept}{aim}"), *note(answers, measure)]


def note(answers: Answers, measure: Measure) -> list[Paragraph]:
    says = measure.note("sv", declared=answers.declared)
    return [Paragraph(f"{measure.key}: {says}", is_note=True)] if says else []


def notes(answers: Answers, keys: Iterable[str]) -> list[Paragraph]:
    """Returns the reservations of several measures, without duplicates."""
    first: dict[str, Measure] = {}
    for key in keys:
        first.setdefault(CATALOGUE[key].says_sv, CATALOGUE[key])
    return [paragraph for measure in first.values() for paragraph in note(answers, measure)]


def reference_lines(measure: Measure) -> tuple[ReferenceLine, ...]:
    """Returns the values to compare with: the baseline of 2022 and the target, where they exist."""
    held = {"2022": measure.baseline.get("all"), "Mål": measure.target}
    return tuple(ReferenceLine(name, number(value, measure.unit)) for name, value in held.items() if value is not None)


def goal(measure: Measure) -> str:
    """Returns the direction, and the target with its day if there is a number."""
    return labels.goal(measure, "sv") or "–"


def course_of(name: str, labels: Sequence[str], values: Sequence[Cell]) -> str:
    """Returns the course of a line in words, for readers who cannot see the chart."""
    points = [(at, value) for at, value in zip(labels, values, strict=True) if isinstance(value, Number)]
    gone = "".join(
        f" {why.says.capitalize()} ({', '.join(absent)})."
        for why in (Absent.HIDDEN, Absent.NOT_KNOWN)
        if (absent := [at for at, value in zip(labels, values, strict=True) if value is why])
    )
    if not points:
        return f"{name}: inga värden.{gone}"
    (first, begins), (last, ends) = points[0], points[-1]
    if len(points) == 1:
        return f"{name}: {begins} ({first}).{gone}"
    low, high = (pick(points, key=lambda point: point[1].value) for pick in (min, max))
    course = f"från {begins} ({first}) till {ends} ({last}), lägst {low[1]} ({low[0]}), högst {high[1]} ({high[0]})"
    return f"{name}: {course}.{gone}"


def drawn(kind: str, courses: Iterable[str], against: Sequence[ReferenceLine]) -> str:
    """Returns the alternative text of a chart."""
    held = [f"{line.name}: {line.number}." for line in against]
    return " ".join((f"{kind}.", *courses, *held))
