"""Flows, variants and rework as tables: which steps followed which, whole ways, and what was gone through again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from domain.vocabulary.code_lists import Lang
from projections.exports.csv_text import Record
from projections.movements.flows import Flows
from projections.movements.variants import Variants
from scripts.cli.console.rendering import Column
from scripts.cli.movements.tables.answer import LANGS, Part, Sentence, part
from scripts.cli.movements.tables.step_labels import kind_word, step_word

_TIMES = Column("times", "Gånger", "Times", number=True)
_STEP = Column("step", "Steg", "Step")
_SHARE = Column("share", "Andel, %", "Share, %", number=True)


FOLDED: Final[Mapping[str, Sentence]] = {
    "none": ("Upprepningar visas.", "Loops are shown."),
    "runs": ("Samma steg flera gånger i rad är ett.", "The same step several times in a row is one."),
    "pairs": (
        "Samma steg, eller samma två steg, flera gånger i rad är en gång.",
        "The same step, or the same two steps, several times in a row are once.",
    ),
}


def left_out(kinds: Sequence[str]) -> Sentence:
    sv, en = (", ".join(kind_word(kind, lang) for kind in kinds) for lang in LANGS)
    return f"Ska komma igen och räknas inte: {sv}.", f"Meant to come again and not counted: {en}."


def _cases(within: str) -> Column:
    return (
        Column("cases", "Resor", "Journeys", True)
        if within == "journey"
        else Column("cases", "Deltagare", "Participants", True)
    )


def _worded(lang: Lang, *names: str, none: Sentence = ("–", "–")) -> Callable[[Record], Record]:
    """Rows with these columns' names of steps told in words."""
    empty = none[0] if lang == "sv" else none[1]

    def says(record: Record) -> Record:
        return {**record, **{name: step_word(record[name], lang) if record[name] else empty for name in names}}

    return says


def moves_part(told: Flows, within: str, lang: Lang, top: int | None) -> Part:
    columns = (
        Column("step", "Från", "From"),
        Column("next", "Till", "To"),
        _TIMES,
        _cases(within),
        Column("median_days", "Dagar från\nstart till start", "Days from\nstart to start", number=True),
        Column("median_gap", "Dagar från\nslut till start", "Days from\nend to start", number=True),
    )
    notes = (
        (
            "Dagar är medianer; under noll: nästa började innan det förra slutat.",
            "Days are medians; below zero: they overlapped.",
        ),
    )
    title = "Från steg till nästa steg", "From step to next step"
    return part(told.edges.to_dicts(), columns, lang, title, _worded(lang, "step", "next"), notes, top)


def loops_part(told: Flows, within: str, lang: Lang, top: int | None) -> Part:
    columns = (_STEP, Column("via", "Och igen efter", "And again after"), _TIMES, _cases(within))
    says = _worded(lang, "step", "via", none=("inget annat", "nothing else"))
    return part(told.loops.to_dicts(), columns, lang, ("Tillbaka till samma steg", "Back to the same step"), says, (), top)


def steps_part(told: Flows, within: str, lang: Lang, top: int | None) -> Part:
    columns = (
        _STEP,
        _TIMES,
        _cases(within),
        Column("began_here", "Började här", "Began here", number=True),
        Column("ended_here", "Sist här", "Last here", number=True),
    )
    return part(told.nodes.to_dicts(), columns, lang, ("Stegen", "The steps"), _worded(lang, "step"), (), top)


def variants_part(told: Variants, within: str, lang: Lang, top: int | None) -> Part:
    sv, en = ("resor", "journeys") if within == "journey" else ("deltagare", "participants")
    columns = (_cases(within), _SHARE, Column("steps", "Väg", "Way"))
    notes = (
        (
            f"{told.cases} {sv} gick {told.ways} olika vägar; {told.alone} av vägarna har en enda gått.",
            f"{told.cases} {en} went {told.ways} ways; {told.alone} of the ways were gone by one alone.",
        ),
        ("En väg som en enda har gått pekar ut en person.", "A way that one alone has gone points out a person."),
    )

    def says(record: Record) -> Record:
        return {**record, "steps": " → ".join(step_word(step, lang) for step in record["steps"])}

    return part(
        told.table.to_dicts(), columns, lang, ("Hela vägar, vanligast först", "Whole ways, commonest first"), says, notes, top
    )


def rework_part(told: pl.DataFrame, within: str, lang: Lang, top: int | None) -> Part:
    share = (100 * pl.col("repeated") / pl.col("cases")).alias("share")
    columns = (
        _STEP,
        _cases(within),
        Column("repeated", "Mer än\nen gång", "More than\nonce", number=True),
        _SHARE,
        Column("in_a_row", "Direkt igen", "Straight again", number=True),
        Column("after_other", "Efter annat", "After other", number=True),
        Column("extra", "Gånger utöver\nden första", "Times beyond\nthe first", number=True),
    )
    notes = (
        (
            "Den som både fick det direkt igen och efter annat räknas i båda.",
            "Who had it straight again and after other is counted in both.",
        ),
    )
    records = (
        told.with_columns(share).select("step", "cases", "repeated", "share", "in_a_row", "after_other", "extra").to_dicts()
    )
    return part(records, columns, lang, ("Samma steg igen", "The same step again"), _worded(lang, "step"), notes, top)
