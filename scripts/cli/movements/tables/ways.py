"""Flows, variants and rework as tables: which steps followed which, whole ways, and repeated steps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.movements.flows import Flows
from projections.movements.variants import Variants
from scripts.cli.console.rendering import Column
from scripts.cli.movements.tables.answer import AnswerPart, part
from scripts.cli.movements.tables.step_labels import kind_word, step_word

_TIMES = Column("times", Text("Gånger", "Times"), number=True)
_STEP = Column("step", Text("Steg", "Step"))
_SHARE = Column("share", Text("Andel, %", "Share, %"), number=True)


FOLDED: Final[Mapping[str, Text]] = {
    "none": Text("Upprepningar visas.", "Loops are shown."),
    "runs": Text("Samma steg flera gånger i rad är ett.", "The same step several times in a row is one."),
    "pairs": Text(
        "Samma steg, eller samma två steg, flera gånger i rad är en gång.",
        "The same step, or the same two steps, several times in a row are once.",
    ),
}


def left_out(kinds: Sequence[str]) -> Text:
    words = Text.of(lambda lang: ", ".join(kind_word(kind, lang) for kind in kinds))
    return Text("Ska komma igen och räknas inte: {words}.", "Meant to come again and not counted: {words}.").format(words=words)


def _cases(within: str) -> Column:
    return (
        Column("cases", Text("Resor", "Journeys"), True)
        if within == "journey"
        else Column("cases", Text("Deltagare", "Participants"), True)
    )


_NOTHING = Text.same("–")


def _worded(lang: Lang, *names: str, none: Text = _NOTHING) -> Callable[[Record], Record]:
    """Returns a function that converts step names in these columns to labels."""

    def says(record: Record) -> Record:
        return {**record, **{name: step_word(record[name], lang) if record[name] else none[lang] for name in names}}

    return says


def moves_part(flows: Flows, within: str, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        Column("step", Text("Från", "From")),
        Column("next", Text("Till", "To")),
        _TIMES,
        _cases(within),
        Column("median_days", Text("Dagar från\nstart till start", "Days from\nstart to start"), number=True),
        Column("median_gap", Text("Dagar från\nslut till start", "Days from\nend to start"), number=True),
    )
    notes = (
        Text(
            "Dagar är medianer; under noll: nästa började innan det förra slutat.",
            "Days are medians; below zero: they overlapped.",
        ),
    )
    title = Text("Från steg till nästa steg", "From step to next step")
    return part(flows.edges.to_dicts(), columns, lang, title, _worded(lang, "step", "next"), notes, top)


def loops_part(flows: Flows, within: str, lang: Lang, top: int | None) -> AnswerPart:
    columns = (_STEP, Column("via", Text("Och igen efter", "And again after")), _TIMES, _cases(within))
    says = _worded(lang, "step", "via", none=Text("inget annat", "nothing else"))
    return part(flows.loops.to_dicts(), columns, lang, Text("Tillbaka till samma steg", "Back to the same step"), says, (), top)


def steps_part(flows: Flows, within: str, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        _STEP,
        _TIMES,
        _cases(within),
        Column("began_here", Text("Började här", "Began here"), number=True),
        Column("ended_here", Text("Sist här", "Last here"), number=True),
    )
    return part(flows.nodes.to_dicts(), columns, lang, Text("Stegen", "The steps"), _worded(lang, "step"), (), top)


def variants_part(variants: Variants, within: str, lang: Lang, top: int | None) -> AnswerPart:
    whose = Text("resor", "journeys") if within == "journey" else Text("deltagare", "participants")
    columns = (_cases(within), _SHARE, Column("steps", Text("Väg", "Way")))
    notes = (
        Text(
            "{cases} {whose} gick {ways} olika vägar; {alone} av vägarna har en enda gått.",
            "{cases} {whose} went {ways} ways; {alone} of the ways were gone by one alone.",
        ).format(cases=variants.cases, whose=whose, ways=variants.ways, alone=variants.alone),
        Text("En väg som en enda har gått pekar ut en person.", "A way that one alone has gone points out a person."),
    )

    def says(record: Record) -> Record:
        return {**record, "steps": " → ".join(step_word(step, lang) for step in record["steps"])}

    return part(
        variants.table.to_dicts(),
        columns,
        lang,
        Text("Hela vägar, vanligast först", "Whole ways, commonest first"),
        says,
        notes,
        top,
    )


def rework_part(rework: pl.DataFrame, within: str, lang: Lang, top: int | None) -> AnswerPart:
    share = (100 * pl.col("repeated") / pl.col("cases")).alias("share")
    columns = (
        _STEP,
        _cases(within),
        Column("repeated", Text("Mer än\nen gång", "More than\nonce"), number=True),
        _SHARE,
        Column("in_a_row", Text("Direkt igen", "Straight again"), number=True),
        Column("after_other", Text("Efter annat", "After other"), number=True),
        Column("extra", Text("Gånger utöver\nden första", "Times beyond\nthe first"), number=True),
    )
    notes = (
        Text(
            "Den som både fick det direkt igen och efter annat räknas i båda.",
            "Who had it straight again and after other is counted in both.",
        ),
    )
    records = (
        rework.with_columns(share).select("step", "cases", "repeated", "share", "in_a_row", "after_other", "extra").to_dicts()
    )
    return part(records, columns, lang, Text("Samma steg igen", "The same step again"), _worded(lang, "step"), notes, top)
