"""Finds the bearer of an identity number: its participant in the log, else a new participant with a key derived from it.

The key is derived from the number's keyed hash, so that the same file sent again refers to the same participants, and
only a holder of the master key can derive it from a number.
"""

from collections.abc import Iterator, Sequence
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


def bearers_in(log: Log) -> Lookup:
    """Returns a lookup in this log that caches each number, so that a whole import gets the same answer."""
    answers: dict[str, Bearer] = {}

    def lookup(number: str) -> Bearer:
        if number not in answers:
            answers[number] = _bearer(log, number)
        return answers[number]

    return lookup


def _bearer(log: Log, number: str) -> Bearer:
    """Returns the bearer, the first by key if there are several; a separate finding reports that there are several."""
    number_hash = log.keys.number_hash(number)
    bearing = log.keys.by_stream(log.rows.with_number(number_hash))
    rows = {subject.name: log.rows.stream(subject.stream) for subject in bearing.values()}
    names = {name for subject in bearing.values() for name in _standing_for(log, subject, rows[subject.name], number)}
    if not names:
        return Bearer(_new_key(log, number_hash), registered=False)
    participant = min(names)
    subject = next((subject for subject in bearing.values() if subject.name == participant), None)
    return Bearer(participant, registered=True, lacks=_lacked(subject, rows.get(participant, ())))


def _lacked(subject: Subject | None, rows: Sequence[Stored]) -> frozenset[str]:
    """Returns the particulars that no entry states. Of a survivor of a merge, who bears the number by another key, none."""
    if subject is None:
        return frozenset()
    opened = (open_row(subject, row) for row in rows if row.kind in _STATING)
    return lacking([event for event in opened if isinstance(event, Statement)])


def _standing_for(log: Log, subject: Subject, rows: Sequence[Stored], number: str) -> Iterator[str]:
    """Yields the participants of the number, without retracted registrations and with merged participants' survivor."""
    kinds = [row.kind for row in rows]
    if subject.name not in log.clusters() and "retracted" not in kinds and sum(kind in _NUMBERED for kind in kinds) == 1:
        yield subject.name
        return
    events = effective_events(log.history(subject.name)).events
    absorbed, _ = apply_merges(events)
    for event in events:
        if isinstance(event, IdentityRegistered | IdentityReplaced) and one_form(event.number) == number:
            yield surviving_key(event.participant, absorbed)


def _new_key(log: Log, number_hash: bytes) -> str:
    """Returns the first key without a living participant. An erased participant's key is reused, so that it stays erased."""
    nr = 0
    while log.keys.find([key := _key(number_hash, nr)]).get(key) is not None:
        nr += 1
    return key


def _key(number_hash: bytes, nr: int) -> str:
    return "p-" + sha256(b"participant|%d|" % nr + number_hash).hexdigest()[:24]
