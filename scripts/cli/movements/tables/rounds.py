"""Tables of the three definitions of coming back: return, in and out, rundgång; and the effect of their parameters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

import polars as pl

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measures.everyone.going_round import NEVER_A_GROUND_EN, NEVER_A_GROUND_SV
from projections.movements.episodes import VERSION, Terms
from projections.movements.returning import Returns
from projections.movements.rundgang import NO_LADDER
from projections.movements.sensitivity import CHOICES
from scripts.cli.console.rendering import Column
from scripts.cli.movements.tables.answer import AnswerPart, part
from scripts.cli.movements.tables.step_labels import step_word

NEVER_A_GROUND: Final[Text] = Text(NEVER_A_GROUND_SV, NEVER_A_GROUND_EN)
OURS: Final[Text] = Text(
    f"Definitionerna (version {VERSION}) är våra egna: någon officiell svensk definition av rundgång har inte hittats.",
    f"The definitions (version {VERSION}) are our own: no official Swedish definition of rundgång was found.",
)
PENSION: Final[Text] = Text(
    "Den som gått i pension räknas med dem som flyttat eller avlidit.",
    "Whoever was pensioned is counted with those who moved or died.",
)
WHAT_CAME_FIRST: Final[Text] = Text(
    "Vad som kom först efter avslutet, procent efter så många dagar",
    "What came first after the exit, percent after so many days",
)

_PARTICIPANT = Column("participant", Text("Deltagare", "Participant"), whole=True)
_OUTCOME = Column("outcome", Text("Utfall", "Outcome"), whole=True)
_NOT_YET = Column("not_yet", Text("Ännu ej", "Not yet"), number=True)
_SPLIT: Final[Sequence[tuple[str, Text]]] = (
    ("unproductive", Text("tillbaka utan stadigt arbete eller studier emellan", "back with no lasting work or study between")),
    ("after_productive", Text("tillbaka efter stadigt arbete eller studier", "back after lasting work or study")),
    ("not_returned", Text("inte tillbaka", "not back")),
    ("past_help", Text("flyttat, avlidit eller gått i pension", "moved, dead or pensioned")),
    ("not_yet", Text("följda för kort tid, inte tillbaka än", "followed too short, not back so far")),
)
_TERMS: Final[Mapping[str, Text]] = {
    "bridge_days": Text("glapp till och med {} dagar överbryggas", "gaps of up to {} days are bridged"),
    "productive_days": Text("arbete eller studier är stadigt efter {} dagar", "work or study is lasting after {} days"),
    "return_days": Text("återinträde inom {} dagar", "return within {} days"),
    "spells": Text("in och ut: minst {} perioder", "in and out: at least {} spells"),
    "window_days": Text("perioderna börjar inom {} dagar", "the spells begin within {} days"),
    "moves": Text("rundgång: minst {} förflyttningar som inte leder högre", "rundgång: at least {} moves that lead no higher"),
}
_NEVER: Final[Text] = Text("inget arbete räknas som stadigt", "no work counts as lasting")


def notes_of(ladder: bool) -> list[Text]:
    """Returns the notes that accompany the definitions in every format."""
    return [NEVER_A_GROUND, OURS, *([] if ladder else [NO_LADDER])]


def terms_record(terms: Terms) -> dict[str, Any]:
    ladders = [{**asdict(ladder), "rungs": dict(ladder.rungs)} for ladder in terms.ladders]
    lists = {name: sorted(getattr(terms, name)) for name in ("studies_as_insatser", "left_out")}
    return {**{name: getattr(terms, name) for name in _TERMS}, **lists, "ladders": ladders, "version": VERSION}


def terms_sentence(terms: Terms) -> Text:
    words = Text.joined("; ", (_term_sentence(terms, name) for name in _TERMS))
    return Text("Parametrar: {words}.", "Parameters: {words}.").format(words=words)


def _term_sentence(terms: Terms, name: str) -> Text:
    value = getattr(terms, name)
    return (_NEVER if value is None else _TERMS[name]).format(value)


_MATTER: Final[Text] = Text("Hur mycket inställningarna betyder", "How much the settings matter")
_DEFINITIONS: Final[Mapping[str, tuple[Text, Text]]] = {
    "return": (Text("Återinträde efter avslutad period", "Return after a spell"), Text("avslut", "exits")),
    "cycler": (Text("In och ut", "In and out (cycler)"), Text("personer", "persons")),
    "rundgang": (Text("Rundgång", "Rundgång (round and round)"), Text("personer", "persons")),
}
"""The name of each definition, and what it counts, in Swedish and in English."""


def definitions_part(exits: Returns, people: pl.DataFrame, around: pl.DataFrame, lang: Lang) -> AnswerPart:
    """The lower bound is the share of yes among all; the upper bound also counts those not yet decided as yes."""
    records = [
        _definition("return", exits.exits, exits.returned, exits.not_yet),
        _definition("cycler", people.height, _count(people, "yes"), _count(people, "not_yet")),
        _definition("rundgang", around.height, _count(around, "yes"), 0),
    ]
    columns = (
        Column("definition", Text.same("Definition"), whole=True),
        Column("cases", Text("Antal", "Number"), number=True),
        Column("of", Text.same(""), whole=True),
        Column("yes", Text("Ja", "Yes"), number=True),
        _NOT_YET,
        Column("lower", Text("Minst, %", "At least, %"), number=True),
        Column("upper", Text("Högst, %", "At most, %"), number=True),
    )

    def says(record: Record) -> Record:
        definition, of = _DEFINITIONS[record["definition"]]
        return {**record, "definition": definition[lang], "of": of[lang]}

    return part(records, columns, lang, Text("Tre definitioner", "Three definitions"), says)


def _definition(name: str, cases: int, yes: int, not_yet: int) -> dict[str, Any]:
    lower, upper = (100 * yes / cases, 100 * (yes + not_yet) / cases) if cases else (None, None)
    return {"definition": name, "cases": cases, "yes": yes, "not_yet": not_yet, "lower": lower, "upper": upper}


def _count(cases: pl.DataFrame, outcome: str) -> int:
    return cases.filter(pl.col("outcome") == outcome).height


def outcomes_part(exits: Returns, lang: Lang) -> AnswerPart:
    """Builds the table of all exits by outcome."""
    records = [{"outcome": name, "exits": getattr(exits, name)} for name, _ in _SPLIT]
    words = dict(_SPLIT)
    columns = (Column("outcome", Text("Utfall", "Outcome")), Column("exits", Text("Avslut", "Exits"), number=True))

    def says(record: Record) -> Record:
        return {**record, "outcome": words[record["outcome"]][lang]}

    return part(records, columns, lang, Text("Vad avsluten ledde till", "What became of the exits"), says)


def months_part(exits: Returns, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        Column("month", Text("Avslutsmånad", "Month of exit"), whole=True),
        Column("exits", Text("Avslut", "Exits"), number=True),
        Column("returned", Text("Tillbaka", "Back"), number=True),
        Column("not_returned", Text("Inte tillbaka", "Not back"), number=True),
        Column("moved_or_dead", Text("Borta", "Gone"), number=True),
        _NOT_YET,
        Column("followed", Text("Fullt följda", "Fully followed"), number=True),
        Column("share", Text("Tillbaka av dem, %", "Back of those, %"), number=True),
    )
    latest = exits.by_month.with_columns(pl.col("month").dt.to_string("%Y-%m")).reverse()
    notes = (Text("Senaste månaden först.", "The latest month first."),)
    return part(latest.to_dicts(), columns, lang, Text("Återinträde per månad", "Returns by month"), notes=notes, top=top)


def exits_part(exits: Returns, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        _PARTICIPANT,
        Column("began_on", Text("Började", "Began"), whole=True),
        Column("ended_on", Text("Slutade", "Ended"), whole=True),
        Column("productive_on", Text("Stadigt arbete\neller studier", "Lasting work\nor study"), whole=True),
        Column("past_help_on", Text("Borta", "Gone"), whole=True),
        Column("again_on", Text("Tillbaka", "Back"), whole=True),
        _OUTCOME,
    )
    rows = exits.cases.select(*(column.name for column in columns)).sort("participant", "began_on")
    return part(rows.to_dicts(), columns, lang, Text("Avsluten", "The exits"), _outcomes(lang), top=top)


def cyclers_part(people: pl.DataFrame, lang: Lang, top: int | None) -> AnswerPart:
    columns = (_PARTICIPANT, Column("spells", Text("Perioder", "Spells"), number=True), _OUTCOME)
    rows = people.select("participant", "spells", "outcome").sort("spells", "participant", descending=[True, False])
    return part(
        rows.to_dicts(), columns, lang, Text("Personerna: in och ut", "The persons: in and out"), _outcomes(lang), top=top
    )


def rounds_part(around: pl.DataFrame, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        _PARTICIPANT,
        _OUTCOME,
        Column("circular", Text("Varav inte\nhögre", "Of them\nno higher"), number=True),
        Column("moves", Text("Förflytt-\nningar", "Moves"), number=True),
        Column("progressive", Text("Varav\nhögre", "Of them\nhigher"), number=True),
        Column("revisits", Text("Samma\nslag igen", "Same\nkind again"), number=True),
        Column("began_on", Text("Kedjan\nbörjade", "Chain\nbegan"), whole=True),
        Column("days_in_chain", Text("Dagar i\nkedjan", "Days in\nchain"), number=True),
    )
    rows = around.select(*(column.name for column in columns)).sort("circular", "participant", descending=[True, False])
    return part(rows.to_dicts(), columns, lang, Text("Personerna: rundgång", "The persons: rundgång"), _outcomes(lang), top=top)


def _outcomes(lang: Lang) -> Callable[[Record], Record]:
    words = {"yes": Text("ja", "yes"), "no": Text("nej", "no")}

    def says(record: Record) -> Record:
        code = record["outcome"]
        return {**record, "outcome": words[code][lang] if code in words else step_word(code, lang)}

    return says


def sensitivity_part(table: pl.DataFrame, usual: Terms, lang: Lang, top: int | None) -> AnswerPart:
    """Builds the sensitivity table; each row is named by its non-default parameters."""
    columns = (
        Column("setting", Text("Inställning", "Setting")),
        Column("exits", Text("Avslut", "Exits"), number=True),
        Column("returned", Text("Tillbaka", "Back"), number=True),
        Column("unproductive", Text("varav utan\nstadigt arbete", "no lasting\nwork between"), number=True),
        Column("exits_not_yet", Text("Avslut,\nännu ej", "Exits,\nnot yet"), number=True),
        Column("persons", Text("Personer", "Persons"), number=True),
        Column(
            "unproductive_returners",
            Text("Personer tillbaka,\nutan stadigt arbete", "Persons back with\nno lasting work"),
            number=True,
        ),
        Column("cyclers", Text("In och\nut", "In and\nout"), number=True),
        Column("cyclers_not_yet", Text("In och ut,\nännu ej", "In and out,\nnot yet"), number=True),
        Column("rundgang", Text.same("Rundgång"), number=True),
    )

    def says(record: Record) -> Record:
        terms = replace(usual, **{name: record[name] for name in CHOICES})
        unlike = [_term_sentence(terms, name)[lang] for name in CHOICES if getattr(terms, name) != getattr(usual, name)]
        return {**record, "setting": ", ".join(unlike) or Text("parametrarna nedan", "the parameters below")[lang]}

    return part(table.to_dicts(), columns, lang, _MATTER, says, top=top or table.height)
