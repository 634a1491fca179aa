"""The time from one happening to another, and destinations when there are several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import polars as pl

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.measuring.periods import Period
from projections.measuring.survival import lead_times
from projections.movements.between import Between, CountFrom, Happening, Until
from projections.movements.competing import Competing
from scripts.cli.console.rendering import Column
from scripts.cli.measures.figures import LEAD_TIMES
from scripts.cli.movements.tables.answer import AnswerPart, part
from scripts.cli.movements.tables.step_labels import happening_word, step_word

_PARTICIPANT = Column("participant", Text("Deltagare", "Participant"), whole=True)
_DAYS = Column("days", Text("Dagar", "Days"), number=True)
_FROM = Column("from_on", Text("Från dag", "From day"), whole=True)
_TO = Column("to_on", Text("Till dag", "To day"), whole=True)
_FRAMES: Final = ("n", "median", "p25", "p75", "p90", "mean", "km_median", "waiting", "withdrawn", "under_way")
_KM: Final[Text] = Text(
    "Antal och median är de framkomnas; KM-median räknar med dem som ännu väntar. Avbröt: flyttade eller avled före.",
    "Number and median are of those who arrived; the KM median counts those still waiting too. Withdrew: moved or died before.",
)
_NAIVE: Final[Text] = Text(
    "AJ (Aalen–Johansen) är andelen som gått dit. 1−KM räknar de andra målen som bortfall och visar för mycket.",
    "AJ (Aalen–Johansen) is the share that went there. 1−KM takes the others for lost and shows too much.",
)


_COUNTED_FROM: Final[Mapping[CountFrom, Text]] = {
    "every": Text("varje sådan händelse", "every such event"),
    "first": Text("personens första sådana händelse", "a person's first such event"),
    "last": Text("personens sista sådana händelse", "a person's last such event"),
}
_COUNTED_TO: Final[Mapping[Until, Text]] = {
    "next": Text("den som kommer härnäst", "the one that comes next"),
    "last": Text("den sista efter", "the last one after"),
    "first": Text("personens första; pågick: hade den redan", "a person's first; under way: had it already"),
}


@dataclass(frozen=True)
class Wait:
    """The start and end of the wait, which occurrence of each, and when it began."""

    start: Happening
    end: Happening
    count_from: CountFrom
    until: Until
    period: Period | None

    def record(self) -> dict[str, Any]:
        ends = {"from": asdict(self.start), "to": asdict(self.end)}
        return {
            **ends,
            "count_from": self.count_from,
            "until": self.until,
            "period": self.period.label if self.period else None,
        }

    def title(self) -> Text:
        start = happening_word(self.start.kind, self.start.code)
        end = happening_word(self.end.kind, self.end.code)
        return Text("Från {start} till {end}, dagar", "From {start} to {end}, days").format(start=start, end=end)

    def sentence(self) -> Text:
        began = Text(f" under {self.period.label}", f" in {self.period.label}") if self.period else Text.same("")
        return Text("Från {start}{began} till {end}.", "From {start}{began} to {end}.").format(
            start=_COUNTED_FROM[self.count_from], began=began, end=_COUNTED_TO[self.until]
        )


TITLES: Final[Mapping[str, Text]] = {
    "exit": Text("Vart avsluten ledde, procent efter så många dagar", "Where exits led, percent after so many days"),
    "journey": Text("Vart resorna ledde, procent efter så många dagar", "Where journeys led, percent after so many days"),
}
_WHOSE: Final[Mapping[str, Text]] = {
    "exit": Text("{} avslut{} som står fast.", "{} exits{} that stand."),
    "journey": Text("{} resor, räknade från första dagen{}.", "{} journeys, counted from the first day{}."),
}


def of_whom(start: str, period: Period | None, competing: Competing) -> Text:
    within = Text(f" under {period.label}", f" in {period.label}") if period else Text.same("")
    return _WHOSE[start].format(competing.cases.height, within)


def competing_parts(
    competing: Competing, days: Sequence[int], lang: Lang, top: int | None, title: Text
) -> dict[str, Callable[[], AnswerPart]]:
    return {
        "shares": partial(shares_part, competing, days, lang, title),
        "risk": partial(risk_part, competing, days, lang),
        "curve": partial(curve_part, competing, lang, top),
        "cases": partial(destinations_part, competing, lang, top),
    }


def times_part(waits: Between, title: Text, lang: Lang) -> AnswerPart:
    records = [{name: getattr(waits.times, name) for name in _FRAMES}]
    return part(records, LEAD_TIMES, lang, title, notes=(_KM,))


def arrived_part(waits: Between, days: Sequence[int], lang: Lang) -> AnswerPart:
    """The Kaplan–Meier share that has arrived by a day, if it can be estimated."""
    within = lead_times(waits.cases, {}, {str(day): day for day in days}).within
    came = waits.cases.filter(pl.col("outcome") == "completed")["days"]
    records = [{"days": day, "arrived": int((came <= day).sum()), "share": within.get(str(day))} for day in days]
    columns = (
        Column("days", Text("Inom dagar", "Within days"), number=True),
        Column("arrived", Text("Framme", "Arrived"), number=True),
        Column("share", Text("Andel, % (KM)", "Share, % (KM)"), number=True),
    )
    notes = (Text("Streck: ingen har följts så länge.", "A dash: nobody has been followed so long."),)
    return part(records, columns, lang, Text("Framme inom", "Arrived within"), notes=notes)


def waits_part(waits: Between, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        _PARTICIPANT,
        _FROM,
        _TO,
        Column("withdrawn_on", Text("Avbröt", "Withdrew"), whole=True),
        Column("outcome", Text("Utfall", "Outcome"), whole=True),
        _DAYS,
        Column("from_event", Text("Från händelse", "From event")),
        Column("to_event", Text("Till händelse", "To event")),
    )
    records = waits.cases.sort("participant", "from_on", "from_event").to_dicts()

    def says(record: Record) -> Record:
        return {**record, "outcome": labels.outcome(record["outcome"], lang)}

    return part(records, columns, lang, Text("Fallen", "The cases"), says, top=top)


def shares_part(competing: Competing, days: Sequence[int], lang: Lang, title: Text) -> AnswerPart:
    """Builds a table with one row per destination: the percentage that had gone there by each day, by both estimates."""
    records: list[dict[str, Any]] = []
    for day in days:
        by = competing.by(day).with_columns(
            pl.col("incidence", "naive") * 100 * _known(competing, day), pl.lit(day).alias("days")
        )
        records += by.select("days", "destination", "incidence", "naive").to_dicts()
    columns = [Column("destination", Text("Mål", "Destination"))]
    for day in days:
        columns += [Column(f"aj{day}", Text.same(f"{day} d\nAJ"), True), Column(f"km{day}", Text.same("\n1−KM"), True)]
    rows: dict[str, dict[str, Any]] = {name: {"destination": step_word(name, lang)} for name in competing.destinations}
    for record in records:
        row = rows[record["destination"]]
        row[f"aj{record['days']}"], row[f"km{record['days']}"] = record["incidence"], record["naive"]
    shown = part(list(rows.values()), columns, lang, title, notes=(_NAIVE,))
    return AnswerPart(records, shown.grids)


def _known(competing: Competing, day: int) -> pl.Expr:
    """Null for a day that nobody was followed to, unless all have reached a destination."""
    followed = (competing.cases["days"] >= day).any() or (
        competing.cases.height > 0 and competing.cases["destination"].null_count() == 0
    )
    return pl.lit(1.0 if followed else None, pl.Float64)


def risk_part(competing: Competing, days: Sequence[int], lang: Lang) -> AnswerPart:
    columns = (
        Column("days", Text("Dag", "Day"), number=True),
        Column("at_risk", Text("Följs ännu", "Still followed"), number=True),
        *(Column(name, Text(_heading(name, "sv"), _heading(name, "en")), number=True) for name in competing.destinations),
        Column("censored", Text("Ur sikte", "Out of sight"), number=True),
    )
    notes = (
        Text(
            "Ur sikte: följda kortare tid än så, och hade inte gått någonstans.",
            "Out of sight: followed for less, and gone nowhere.",
        ),
    )
    return part(competing.risk_table(days).to_dicts(), columns, lang, Text("Antal bakom", "The numbers behind"), notes=notes)


def _heading(name: str, lang: Lang) -> str:
    return step_word(name, lang).capitalize().replace(" ", "\n", 1)


def curve_part(competing: Competing, lang: Lang, top: int | None) -> AnswerPart:
    """Builds the curve in percent, day by day."""
    columns = (
        _DAYS,
        Column("destination", Text("Mål", "Destination")),
        Column("at_risk", Text("Följs ännu", "Still followed"), number=True),
        Column("ended", Text("Gick dit", "Went there"), number=True),
        Column("incidence", Text.same("AJ, %"), number=True),
        Column("naive", Text.same("1−KM, %"), number=True),
        Column("remaining", Text("Ingenstans, %", "Nowhere, %"), number=True),
    )
    records = competing.curve.with_columns(pl.col("incidence", "naive", "remaining") * 100).to_dicts()

    def says(record: Record) -> Record:
        return {**record, "destination": step_word(record["destination"], lang)}

    return part(records, columns, lang, Text("Dag för dag", "Day by day"), says, top=top)


def destinations_part(competing: Competing, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        _PARTICIPANT,
        Column("journey", Text("Resa", "Journey"), number=True),
        _FROM,
        _TO,
        Column("destination", Text("Mål", "Destination")),
        _DAYS,
        Column("event", Text("Händelse", "Event")),
    )
    records = competing.cases.sort("participant", "from_on").to_dicts()

    def says(record: Record) -> Record:
        return {**record, "destination": step_word(record["destination"], lang) if record["destination"] else None}

    return part(records, columns, lang, Text("Fallen", "The cases"), says, top=top)
