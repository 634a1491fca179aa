"""The options of an import that concern the delivery of a table, and what its summary says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from domain.calendar import STOCKHOLM, day_of, end_of_day
from domain.errors import BadOption
from domain.intake.snapshots.completeness import Completeness, completeness_of
from domain.intake.snapshots.delivering import Delivery, delivery_of
from domain.intake.snapshots.taking_in import IntakeResult
from domain.intake.sources import Sources
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from domain.vocabulary.undeclared import UNDECLARED
from scripts.cli.console.coordinates import day
from scripts.cli.console.declarations import option


@dataclass(frozen=True)
class DeliveryOptions:
    extracted_at: Annotated[
        str | None,
        option(
            "--extracted-at",
            metavar=Text("DATUM|TIDPUNKT", "DATE|INSTANT"),
            help=Text(
                "När tabellen togs ut ur källan. Förval: nu. En äldre leverans ändrar aldrig en nyare.",
                "When the table was extracted from its source. Default: now. An older delivery never undoes a newer.",
            ),
        ),
    ] = None
    accept_changes: Annotated[
        bool,
        option(
            "--accept-changes",
            help=Text(
                "Läser in en hel leverans också när mycket har ändrats eller är borta.",
                "Takes in a full delivery also where much has changed or is gone.",
            ),
        ),
    ] = False

    complete_from: Annotated[
        str | None,
        option(
            "--complete-from",
            metavar=Text("DATUM", "DATE"),
            help=Text(
                "Filerna är kompletta från den dagen: det som inte finns i dem hände inte. Antecknas för varje källa i dem.",
                "The files are complete from this day: what is not in them did not happen. Recorded for each source in them.",
            ),
        ),
    ] = None
    complete_to: Annotated[
        str | None,
        option(
            "--complete-to",
            metavar=Text("DATUM", "DATE"),
            help=Text("… till och med den dagen.", "… to this day inclusive."),
        ),
    ] = None

    def of(self, sources: Sources) -> Delivery | Completeness | None:
        """Returns the delivery that the files are, if the mapping or an option describes any. Raises `BadOption`."""
        if (completeness := self._completeness(sources)) is not None:
            if sources.mapping is not None and sources.mapping.delivery is not None:
                raise _incomplete("mappningen säger det redan i [delivery].", "the mapping says so already in [delivery].")
            return completeness
        at = None if self.extracted_at is None else _instant(self.extracted_at)
        delivery = None if sources.mapping is None else delivery_of(sources.mapping, sources.files, sources.now, at)
        if delivery is None and (at is not None or self.accept_changes):
            raise BadOption(
                option="--extracted-at, --accept-changes",
                why=Text("hör till en mappning med [delivery].", "goes with a mapping that has [delivery]."),
            )
        return delivery

    def _completeness(self, sources: Sources) -> Completeness | None:
        if self.complete_from is None and self.complete_to is None:
            return None
        if self.complete_from is None or self.complete_to is None:
            raise _incomplete("ange båda dagarna.", "give both days.")
        first, last = day(self.complete_from, "--complete-from"), day(self.complete_to, "--complete-to")
        if last < first:
            raise _incomplete("den sista dagen är före den första.", "the last day is before the first.")
        if last > day_of(sources.now):
            raise _incomplete("ingen fil är komplett in i framtiden.", "no file is complete into the future.")
        mapping = sources.mapping
        return Completeness(first, last) if mapping is None else completeness_of(mapping, sources.files, first, last)


def _incomplete(sv: str, en: str) -> BadOption:
    return BadOption(option="--complete-from, --complete-to", why=Text(sv, en))


def _instant(given: str) -> datetime:
    try:
        if len(given) == len("2024-01-01"):
            return end_of_day(date.fromisoformat(given))
        at = datetime.fromisoformat(given)
    except ValueError:
        raise BadOption(
            option="--extracted-at",
            why=Text("ange ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDTHH:MM.", "give YYYY-MM-DD or YYYY-MM-DDTHH:MM."),
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


def delivery_record(taken: IntakeResult, sources: Sources) -> dict[str, Any]:
    """Returns what the JSON summary says of the delivery."""
    declared = {"declared": taken.is_declared}
    described = sources.mapping is not None and sources.mapping.delivery is not None
    if not (described or taken.recorded or taken.is_empty):
        return declared
    full = taken.full
    names = ("new", "changed", "gone", "same", *(["of_erased"] if full is not None and full.of_erased else []))
    counts = {} if full is None else {name: getattr(full, name) for name in names}
    return {**declared, "delivery": {**counts, "recorded": taken.recorded, **({"assumed": True} if taken.refused else {})}}


def delivery_counts(taken: IntakeResult, lang: Lang) -> Iterator[tuple[str, int]]:
    """Yields the counts of a full delivery: how its rows compare with what they said before."""
    if (full := taken.full) is not None:
        yield Text("  nya", "  new")[lang], full.new
        yield Text("  rättelser av ändrade", "  corrections of changed")[lang], full.changed
        yield Text("  makuleringar av försvunna", "  retractions of gone")[lang], full.gone
        yield Text("  oförändrade", "  unchanged")[lang], full.same
        if full.of_erased:
            yield Text("  om gallrade, lagras inte", "  about erased, not stored")[lang], full.of_erased


_AGAIN = Text(
    "Innehållet är den förra leveransens, och ingen ny är antecknad. Är tabellen uttagen på nytt: --extracted-at.",
    "The content is that of the last delivery; no new one was recorded. If it was extracted anew: --extracted-at.",
)
_EMPTY = Text(
    "Filerna innehåller inga händelser av något slag. Därför antecknas ingen leverans: de säger inte vad som inte hände.",
    "The files hold no event of any kind. So no delivery is recorded: they do not say what did not happen.",
)


_ASSUMED = Text(
    "Leveransen är antecknad som antagen: {number} avvisades, och det som står i dem räknas som att det inte hände. "
    "Rätta dem och läs in dem igen.",
    "The delivery has been recorded as assumed: {number} were refused, and what they say counts as if it did not happen. "
    "Correct them and import them again.",
)


def delivery_notes(taken: IntakeResult, sources: Sources, dry: bool, lang: Lang) -> list[str]:
    notes = []
    if taken.full is not None and sources.nameless_rows:
        notes.append(
            Text(
                "Det går inte att läsa vilka alla rader är; därför räknas inga händelser som försvunna.",
                "It cannot be read which rows all are; so no events are held to be gone.",
            )
        )
    if taken.recorded and taken.refused:
        notes.append(_ASSUMED.format(number=Text.of(lambda lang: counted(taken.refused, "line", lang))))
    elif taken.recorded:
        notes.append(Text("Leveransen är antecknad.", "The delivery has been recorded."))
    if taken.is_empty:
        notes.append(_EMPTY)
    elif not dry and not taken.is_declared and taken.summary.added + taken.summary.already:
        notes.append(UNDECLARED)
    if taken.is_again:
        notes.append(_AGAIN)
    return [note[lang] for note in notes]
