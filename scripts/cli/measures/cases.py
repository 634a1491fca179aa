"""Cases and explanations as tables: each unit with its outcome, the reason, and the days and events that decided it."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measures.catalogue import called
from projections.measures.questions import Question
from projections.measuring import labels
from projections.measuring.cases import NO_UNIT
from projections.measuring.explanation import Case
from projections.measuring.measure import Measure
from scripts.cli.console.rendering import Column, Grid

_WHICH = (Column("measure", Text("Mått", "Measure"), whole=True), Column("period", Text.same("Period"), whole=True))
_CASE_COLUMNS = (
    Column("participant", Text("Deltagare", "Participant"), whole=True),
    Column("unit", Text("Enhet", "Unit"), whole=True),
    Column("in", Text("Med", "In")),
    Column("outcome", Text("Utfall", "Outcome")),
    Column("reason", Text("Varför", "Why")),
    Column("dates", Text("Dagar", "Days")),
    Column("events", Text("Händelser", "Events")),
)


def case_records(answers: Sequence[tuple[Measure, Case]], question: Question) -> list[dict[str, Any]]:
    """Returns each case's fields; with several measures or windows, also the measure and window it belongs to."""
    several = len(question.measures) > 1
    windows = len({case.period for _, case in answers}) > 1
    return [
        ({"measure": called(measure)} if several else {}) | ({"period": case.period} if windows else {}) | case.fields()
        for measure, case in answers
    ]


def case_grid(records: Sequence[Record], lang: Lang) -> Grid:
    extra = tuple(column for column in _WHICH if any(column.name in record for record in records))
    number = f"{counted(len(records), 'case', lang)}."
    return Grid((*extra, *_CASE_COLUMNS), [_case_row(record, lang) for record in records], notes=[number])


def _case_row(record: Record, lang: Lang) -> Record:
    outcome = labels.outcome(record["outcome"], lang) if record["outcome"] else None
    return {**record, "outcome": outcome, "dates": labels.days(record["dates"], lang)}


_STEP_COLUMNS = (
    Column("result", Text("Svar", "Answer"), whole=True),
    Column("says", Text("Vad regeln säger", "What the rule says")),
    Column("dates", Text("Dagar", "Days")),
    Column("events", Text("Händelser", "Events")),
)


def explanation_grids(called: str, record: Record, lang: Lang) -> list[Grid]:
    """Returns a table for each of the participant's units: the rules in order, with their results.

    `called`: the measure's name and title.
    """
    grids = []
    for unit in record.get("units", [record]):
        rows = [_step_row(step, lang) for step in unit["steps"]]
        about = [record["participant"], *(unit[name] for name in ("unit", "period") if unit.get(name, NO_UNIT) != NO_UNIT)]
        grids.append(Grid(_STEP_COLUMNS, rows, f"{called}\n{', '.join(about)}: {_verdict(unit, lang)}"))
    return grids


def _step_row(step: Record, lang: Lang) -> Record:
    return {**step, "result": labels.outcome(step["result"], lang), "dates": labels.days(step["dates"], lang)}


def _verdict(unit: Record, lang: Lang) -> str:
    if not unit["in"]:
        return Text("inte med", "not a case")[lang]
    outcome = labels.outcome(unit["outcome"], lang)
    return Text(f"med, utfall {outcome}", f"a case, outcome {outcome}")[lang]
