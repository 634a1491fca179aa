"""Finds the bearer of an identity number: its participant in the log, else a new participant with a key derived from it.

The key is derived from the number's keyed hash, so that the same file sent again refers to the same participants, and
only a holder of the master key can derive it from a number.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.identity import one_form
from domain.intake.complementing import lacking
from domain.intake.mapping import Bearer, Lookup
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.mapper import open_row
from domain.log.rows import Stored
from domain.participant.effective import effective_events
from domain.participant.merging import apply_merges, surviving_key
from domain.participant.particulars import Statement

_NUMBERED = ("identity_registered", "identity_replaced")
_STATING = ("participant_registered", "particulars_recorded")
_RETRACTED = "retracted"


def bearers_in(log: Log) -> Lookup:
    """Returns a lookup in this log that caches each number, so that a whole import gets the same answer."""
    answers: dict[str, Bearer] = {}

    def lookup(numbers: Collection[str]) -> Mapping[str, Bearer]:
        answers.update(_bearers(log, [number for number in numbers if number not in answers]))
        return {number: answers[number] for number in numbers}

    return lookup


@dataclass(frozen=True, slots=True)
class _Registered:
    """What the log has of those in whose streams a number was registered."""

    subject: Subject
    rows: Sequence[Stored]
    """Their entries that register numbers or state particulars, and retractions."""


def _bearers(log: Log, numbers: Sequence[str]) -> Iterator[tuple[str, Bearer]]:
    hashes = {number: log.keys.number_hash(number) for number in numbers}
    bearing = log.rows.with_numbers(hashes.values())
    registered = _registered(log, {stream for streams in bearing.values() for stream in streams})
    merged = log.clusters()
    unknown: dict[str, bytes] = {}
    for number, number_hash in hashes.items():
        here = [registered[stream] for stream in bearing.get(number_hash, ()) if stream in registered]
        names = {name for each in here for name in _standing_for(log, each, number, merged)}
        if names:
            yield number, _bearer(min(names), here)
        else:
            unknown[number] = number_hash
    first = log.keys.find([_key(number_hash, 0) for number_hash in unknown.values()])
    for number, number_hash in unknown.items():
        yield number, Bearer(_new_key(log, number_hash, first), registered=False)


def _registered(log: Log, streams: Collection[bytes]) -> dict[bytes, _Registered]:
    """Returns what the log has of these streams, without those that are erased."""
    rows: dict[bytes, list[Stored]] = {}
    for row in log.rows.streams(streams, kinds=(*_NUMBERED, *_STATING, _RETRACTED)):
        rows.setdefault(row.stream, []).append(row)
    return {stream: _Registered(subject, rows.get(stream, ())) for stream, subject in log.keys.by_stream(streams).items()}


def _bearer(participant: str, registered: Sequence[_Registered]) -> Bearer:
    """Returns the bearer, the first by key if there are several; a separate finding reports that there are several."""
    own = next((each for each in registered if each.subject.name == participant), None)
    return Bearer(participant, registered=True, lacks=_lacked(own))


def _lacked(registered: _Registered | None) -> frozenset[str]:
    """Returns the particulars that no entry states. Of a survivor of a merge, who bears the number by another key, none."""
    if registered is None:
        return frozenset()
    opened = (open_row(registered.subject, row) for row in registered.rows if row.kind in _STATING)
    return lacking([event for event in opened if isinstance(event, Statement)])


def _standing_for(log: Log, registered: _Registered, number: str, merged: Container[str]) -> Iterator[str]:
    """Yields the participants of the number, without retracted registrations and with merged participants' survivor."""
    name, kinds = registered.subject.name, [row.kind for row in registered.rows]
    if name not in merged and _RETRACTED not in kinds and sum(kind in _NUMBERED for kind in kinds) == 1:
        yield name
        return
    events = effective_events(log.history(name)).events
    absorbed, _ = apply_merges(events)
    for event in events:
        if isinstance(event, IdentityRegistered | IdentityReplaced) and one_form(event.number) == number:
            yield surviving_key(event.participant, absorbed)


def _new_key(log: Log, number_hash: bytes, first: Mapping[str, Subject | None]) -> str:
    """Returns the first key without a living participant. An erased participant's key is reused, so that it stays erased.

    `first`: who has the first of the keys that numbers give.
    """
    nr, key = 0, _key(number_hash, 0)
    living = first.get(key)
    while living is not None:
        nr += 1
        key = _key(number_hash, nr)
        living = log.keys.find([key]).get(key)
    return key


def _key(number_hash: bytes, nr: int) -> str:
    return "p-" + sha256(b"participant|%d|" % nr + number_hash).hexdigest()[:24]
