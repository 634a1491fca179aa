"""The checks of a bundle's contents: each check yields the differences that it detects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

import polars as pl

from domain.errors import Unreadable
from domain.events.records import FigurePublished
from domain.proof.checkpoints import NOBODY, Trusted
from domain.proof.notes import NoteBroken
from domain.proof.proofs import root_by_joint_proof
from domain.vocabulary.text import Text
from projections.bundles.aggregation import aggregated_fields
from projections.bundles.contents import Bundle
from projections.bundles.definition import definition_of
from projections.bundles.deriving import Derivation, breakdowns_of
from projections.bundles.entries import Keyed, leaves, leaves_by_index, unpacked
from projections.fingerprints.code import code_version
from projections.measures.catalogue import find
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.measure import Measure, definition_hash
from projections.publishing.published import coordinates_of, figure_of
from projections.publishing.register import Pseudonyms
from projections.publishing.rows import COLUMNS, as_text, digest, from_text, of_part
from projections.worlds.coordinates import Coordinates


@dataclass(frozen=True)
class Checking:
    bundle: Bundle
    trusted: Trusted = NOBODY

    @cached_property
    def measure(self) -> Measure:
        return find(self.bundle.entry.figure["definition"])[0]

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Raises `Unreadable` if the columns are not those of published rows."""
        rows = from_text(self.bundle.rows)
        by = rows.columns[len(COLUMNS) :]
        known = [f"by_{name}" in by for name in breakdowns_of(rows)]
        if (*rows.columns[: len(COLUMNS)],) != COLUMNS or not all(known) or not {*breakdowns_of(rows)} <= {*BREAKDOWNS}:
            raise Unreadable(where="rows.tsv.xz", why=Text("har andra kolumner.", "has other columns."))
        return rows

    @cached_property
    def entries(self) -> list[Keyed]:
        return unpacked(self.bundle.packed)

    @cached_property
    def who(self) -> set[str]:
        """The pseudonyms of everyone in the figure."""
        return set(of_part(self.rows, self.bundle.entry.figure["breakdown"])["who"])

    @property
    def doubted(self) -> set[str]:
        """The participants in the figure whose rows cannot be derived again."""
        return self.who & self.bundle.gone.all

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms(bytes.fromhex(self.bundle.streams.publication_key))

    @cached_property
    def derivation(self) -> Derivation:
        return Derivation(self.bundle.entry, self.measure, self.entries, self.bundle.streams.streams, self.pseudonyms)

    @property
    def same_code(self) -> bool:
        return self.bundle.entry.code_version == code_version()

    @property
    def same_definition(self) -> bool:
        """Whether the definition has the published hash here; also false if this version computes hashes in another way."""
        return definition_hash(self.measure, {}) == self.bundle.entry.definition_hash

    def definition(self) -> Iterable[Text]:
        """Compares hashes only within one code version: another version may change the rule or how the hash is computed."""
        entry, stated, here = self.bundle.entry, self.bundle.definition, definition_of(self.measure)
        made_by = self.bundle.environment.code_version
        if stated["definition"] != entry.figure["definition"]:
            yield _differs("definition", stated["definition"], entry.figure["definition"])
        if stated["sha256"] != entry.definition_hash and made_by == entry.code_version:
            yield Text("definition.json är inte den som publicerades", "definition.json is not the one that was published")
        if stated["sha256"] == here["sha256"]:
            yield from _unlike(stated, here)
        elif made_by == code_version():
            yield _differs("sha256", stated["sha256"], here["sha256"])

    def published_rows(self) -> Iterable[Text]:
        entry, rows = self.bundle.entry, self.rows
        if digest(self.bundle.rows) != entry.cases_digest or as_text(rows) != self.bundle.rows:
            yield Text("rows.tsv.xz är inte de rader som publicerades", "rows.tsv.xz is not the rows that were published")
        number = rows["who"].n_unique()
        if number != self.bundle.figure.participants:
            yield _differs("participants", self.bundle.figure.participants, number)
        by_person = rows.group_by("who").agg(pl.len().alias("n"), (pl.col("in") == "1").all().alias("in"))
        for who in by_person.filter(~pl.col("in") & (pl.col("n") > 1))["who"].sort():
            yield Text(f"{who} står både med och utanför", f"{who} is both in and out")

    def count(self) -> Iterable[Text]:
        figure = figure_of(self.bundle.entry)
        again = aggregated_fields(self.measure, self.rows, figure)
        return [*_unlike({name: figure[name] for name in again}, again), *_coordinates(self.bundle.entry)]

    def log_entries(self) -> Iterable[Text]:
        entry = self.bundle.entry
        if leaves(self.entries) != self.bundle.streams.leaves:
            yield Text("posterna har andra löv än i loggen", "the entries have other leaves than in the log")
        used = coordinates_of(entry).used
        if any(not used.has(stored) for stored, _, _ in self.entries):
            yield Text("där finns poster som siffran inte kände till", "there are entries that the figure did not know of")
        for stream, of in groupby((stored for stored, _, _ in self.entries), key=attrgetter("stream")):
            versions = [stored.version for stored in of]
            if versions != (sorted({*versions}) if entry.known_at else [*range(1, len(versions) + 1)]):
                yield Text(f"ström {stream.hex()}: en post saknas", f"stream {stream.hex()}: an entry is missing")

    def anchor(self) -> Iterable[Text]:
        """Compares the entries' leaves with the checkpoint's root, and its signatures with the keys that the reader gave."""
        anchor, entries = self.bundle.anchor, leaves_by_index(self.entries)
        if anchor is None:
            return
        try:
            checkpoint = anchor.opened
            cosigned = self.trusted.opened(anchor.written)[1] if self.trusted.log else []
        except NoteBroken as fault:
            yield Text(f"kontrollpunkten håller inte ({fault})", f"the checkpoint does not hold ({fault})")
            return
        for witness in self.trusted.witnesses:
            if witness not in cosigned:
                yield Text(f"{witness.name} har inte signerat den", f"{witness.name} has not cosigned it")
        if checkpoint.size < self.bundle.figure.log_position:
            yield Text("kontrollpunkten är äldre än siffran", "the checkpoint is older than the figure")
        proven = root_by_joint_proof(entries, checkpoint.size, anchor.hashes) if entries else checkpoint.root
        if proven != checkpoint.root:
            yield Text("posterna står inte i kontrollpunktens träd", "the entries are not in the checkpoint's tree")

    def people(self) -> Iterable[Text]:
        named = {stream.stream: stream.who for stream in self.bundle.streams.streams}
        for stream, who in named.items():
            if who != self.pseudonyms.of_stream(bytes.fromhex(stream)):
                yield Text(f"{who} är inte ström {stream}", f"{who} is not stream {stream}")
        if len(named) != len(self.bundle.streams.streams):
            yield Text("en ström står två gånger", "a stream stands twice")
        there = {named.get(stored.stream.hex()) for stored, _, _ in self.entries}
        erased = {*self.bundle.gone.erased}
        for who in sorted(self.who - there - erased):
            yield Text(f"{who} har inga poster", f"{who} has no entries")
        for who in sorted((self.bundle.gone.all - self.who) | (erased & there)):
            yield Text(f"{who} är inte gallrad ur siffran", f"{who} is not erased from the figure")

    def cases(self) -> Iterable[Text]:
        """Compares only participants in the figure: the bundle may lack events that decide the rows of other participants."""
        theirs = pl.col("who").is_in(sorted(self.who - self.bundle.gone.all))
        published = self.rows.filter(theirs)
        again = self.derivation.rows(breakdowns_of(self.rows)).filter(theirs)
        for only, origin in ((published, Text("publicerad", "published")), (again, Text("härledd", "derived"))):
            other = again if only is published else published
            for row in only.join(other, on=only.columns, how="anti").iter_rows():
                yield Text("bara {origin}: {row}", "only {origin}: {row}").format(origin=origin, row=" ".join(row))
        if published.height != again.height:
            yield _differs("rows", published.height, again.height)

    def figure(self) -> Iterable[Text]:
        """Compares every field, unless rows are doubted or the part has no cases: then only its rows are counted."""
        if self.doubted or not self.who:
            return ()
        again = self.derivation.figure()
        if again is None:
            return [Text("ingen siffra för den delen", "no figure of that part")]
        return _unlike(self.bundle.entry.figure, again)


def _coordinates(entry: FigurePublished) -> Iterable[Text]:
    """Returns the coordinates (A, K, position and others) that differ between the figure and its entry."""
    stated = Coordinates.of_record(entry.figure).fields()
    return _unlike(stated | {"position": stated["position"] or 0}, coordinates_of(entry).fields())


def _unlike(stated: Mapping[str, Any], again: Mapping[str, Any]) -> list[Text]:
    names = dict.fromkeys((*stated, *again))
    return [_differs(name, stated.get(name), again.get(name)) for name in names if stated.get(name) != again.get(name)]


def _differs(name: str, stated: object, again: object) -> Text:
    return Text(f"{name}: {stated} i bunten, {again} på nytt", f"{name}: {stated} in the bundle, {again} again")
