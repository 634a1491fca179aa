"""Makes a bundle: everything in the log that a published figure depends on, and nothing else about participants."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from domain.errors import RodTradError
from domain.events.event import kind_of
from domain.events.records import DeliveryRecorded, ReferenceValueSet
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.proving.checkpoints import Checkpoints
from domain.log.proving.leaf_ranges import proof_of_positions
from domain.participant.merging import clusters
from domain.used import Used
from domain.vocabulary.text import Text
from projections.bundles.contents import Anchor, Bundle, Environment, FigureMember, Gone, Stream, Streams, Withdrawn
from projections.bundles.definition import definition_of
from projections.bundles.deriving import Derivation, breakdowns_of
from projections.bundles.entries import Keyed, keyed, leaves, packed
from projections.bundles.members import bundled
from projections.measures.catalogue import find
from projections.measuring.breakdowns import column
from projections.measuring.measure import Measure
from projections.publishing.published import Published, coordinates_of
from projections.publishing.register import Pseudonyms, rows_of, the_published
from projections.publishing.rows import as_text, of_part
from projections.rules.circumstances import sharing_a_household
from projections.worlds.store import Worlds

NAMING = "employer"
"""The breakdown whose parts are sealed names. Names never leave the log, so a bundle cannot derive this breakdown."""
LARGEST = 1_000_000_000
"""The maximum size in bytes of a bundle that can be made and read."""


class NoBundle(RodTradError):
    """A published figure that cannot be verified from data parts alone."""

    text = Text("Siffran {id} kan inte buntas: {why}", "The figure {id} cannot be bundled: {why}")


def make_bundle(worlds: Worlds, name: str, environment: Environment) -> bytes:
    """Returns the bundle of a published figure.

    Its bytes change only if a participant is erased, the figure is withdrawn, or a witness cosigns its checkpoint.

    Raises `Unknown` if nothing was published under this id, `NoBundle` if the figure cannot be bundled.
    """
    published = the_published(worlds.log, name)
    bundle = _Making(worlds, published, rows_of(worlds.log, published)).bundle(environment)
    archive = bundled(bundle.contents())
    if len(archive) > LARGEST:
        raise NoBundle(id=name, why=Text("den blir för stor.", "it becomes too large."))
    return archive


@dataclass(frozen=True)
class _Making:
    worlds: Worlds
    published: Published
    rows: pl.DataFrame

    @property
    def log(self) -> Log:
        return self.worlds.log

    @cached_property
    def used(self) -> Used:
        """Selects the entries that the figure used: registered by K and up to its position."""
        return coordinates_of(self.published.entry).used

    @cached_property
    def measure(self) -> Measure:
        return find(self.published.figure["definition"])[0]

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms.of(self.log, str(self.published.entry.publication))

    @cached_property
    def who(self) -> set[str]:
        """The pseudonyms of everyone in the figure."""
        return set(of_part(self.rows, self.published.figure["breakdown"])["who"])

    @cached_property
    def living(self) -> dict[str, Subject]:
        """Everyone who is not erased, by pseudonym."""
        return {self.pseudonyms.of_stream(subject.stream): subject for subject in self.log.keys.everyone()}

    @cached_property
    def kin(self) -> dict[str, tuple[str, ...]]:
        """The keys merged with each key by the merges that the figure used, undone or not."""
        return dict(clusters(self.log.merges(self.used)))

    @cached_property
    def subjects(self) -> list[Subject]:
        """The subjects whose entries the figure depends on: all keys of everyone in it, and of households if it uses them."""
        names = {self.living[who].name for who in self.who & self.living.keys()}
        if self.measure.units.homes:
            names |= self._at_home(names)
        subjects = self.log.keys.find(sorted({key for name in names for key in self.kin.get(name, (name,))}))
        return sorted((subject for subject in subjects.values() if subject is not None), key=lambda subject: subject.stream)

    def _at_home(self, names: set[str]) -> set[str]:
        """Returns the keys of everyone who ever shared a household with these participants."""
        world = self.worlds.world(coordinates_of(self.published.entry))
        theirs = world["keys"].filter(pl.col("key").is_in(names))["pid"]
        there = sharing_a_household(theirs, world)
        return set(world["keys"].filter(pl.col("pid").is_in(there.implode()))["key"])

    @cached_property
    def entries(self) -> list[Keyed]:
        references = self.log.keys.system_stream(kind_of(ReferenceValueSet))
        deliveries = self.log.keys.system_stream(kind_of(DeliveryRecorded))
        by_stream = {subject.stream: subject for subject in (*self.subjects, references)}
        whenever = replace(self.used, known_at=None)  # a delivery holds by position alone
        rows = [stored for stored in self.log.rows.streams(by_stream) if self.used.has(stored)]
        rows += [stored for stored in self.log.rows.streams([deliveries.stream]) if whenever.has(stored)]
        by_stream[deliveries.stream] = deliveries
        return [keyed(by_stream[stored.stream], stored) for stored in rows]

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(self._stream(subject) for subject in self.subjects)

    def _stream(self, subject: Subject) -> Stream:
        who = self.pseudonyms.of_stream(subject.stream)
        fields = {"stream": subject.stream.hex(), "who": who}
        return Stream(**fields, key=subject.name) if subject.name in self.kin else Stream(**fields)

    def bundle(self, environment: Environment) -> Bundle:
        if column(NAMING) in self.rows.columns:
            raise NoBundle(
                id=self.published.id,
                why=Text(
                    "den är uppdelad på arbetsgivare, vars namn inte lämnar loggen.",
                    "it is broken down by employer, whose names do not leave the log.",
                ),
            )
        return Bundle(
            self._figure(),
            definition_of(self.measure),
            as_text(self.rows),
            self._keys(),
            self._gone(),
            environment,
            packed(self.entries),
            self._anchor(),
        )

    def _anchor(self) -> Anchor | None:
        """Returns the first checkpoint after the publication, with the proof of the entries; None if nothing was signed."""
        kept = Checkpoints(self.log).of(self.published.position)
        if kept is None:
            return None
        positions = [entry.stored.position for entry in self.entries]
        proof = proof_of_positions(self.log, positions, kept.size) if positions else []
        return Anchor(kept.note.encode(), b"".join(proof))

    def _figure(self) -> FigureMember:
        published, withdrawn = self.published, self.published.withdrawn
        return FigureMember(
            published=published.entry,
            log_position=published.position,
            participants=self.rows["who"].n_unique(),
            withdrawn=Withdrawn(at=withdrawn.recorded_at, by=withdrawn.by) if withdrawn else None,
        )

    def _keys(self) -> Streams:
        return Streams(publication_key=self.pseudonyms.key.hex(), leaves=leaves(self.entries), streams=self.streams)

    def _gone(self) -> Gone:
        erased = self.who - self.living.keys()
        return Gone(erased=tuple(sorted(erased)), resting=tuple(sorted(self._resting())))

    def _resting(self) -> Iterable[str]:
        """Returns the participants whose row can no longer be derived: a household member was erased after publication."""
        later = any(fence.position > self.published.position for fence in self.log.rows.fences())
        if not (self.measure.units.homes and later):
            return ()
        again = Derivation(self.published.entry, self.measure, self.entries, self.streams, self.pseudonyms)
        derived = again.rows(breakdowns_of(self.rows))
        theirs = self.rows.filter(pl.col("who").is_in(self.who & self.living.keys()))
        return theirs.join(derived, on=theirs.columns, how="anti")["who"].unique()
