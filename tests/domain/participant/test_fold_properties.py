"""What holds of the fold whatever has happened: random histories, wild ones and lives."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.participant.decisions.decide import admit
from domain.participant.dependencies import is_correction
from domain.participant.effective import target
from domain.participant.fold import fold, fold_cluster
from domain.participant.soft_findings import soft_findings
from domain.participant.thread import Thread
from tests.conftest import Many
from tests.histories import LIVES, WILD, Line, lives, wild
from tests.memory import book, read, together

HISTORIES = st.one_of(WILD, LIVES)
DAYS = st.dates(date(2021, 1, 1), date(2025, 1, 1))


def as_values(threads: Sequence[Thread]) -> list[dict[str, Any]]:
    """Threads as plain values, findings in one order: they are found in the order in which lines came."""
    plain = [asdict(thread) for thread in threads]
    for thread in plain:
        for name in ("hard", "soft"):
            thread[name] = sorted(
                thread[name], key=lambda finding: (finding["code"], repr(finding["event"]), finding["detail"])
            )
        thread["corrections"] = sorted(thread["corrections"], key=repr)
        thread["coming"] = []  # what is planned is no part of the thread yet
    return sorted(plain, key=lambda thread: str(thread["participant"]))


@pytest.mark.parametrize("make", [wild, lives])
def test_the_fold_is_total(make: Callable[[Random], list[Line]], many: Many) -> None:
    for seed in range(many(5000)):
        events = read(make(Random(seed)))
        for thread in fold_cluster(events):
            for finding in (*thread.hard, *soft_findings(thread)):
                assert finding.text.sv


@given(HISTORIES, DAYS)
def test_what_happens_can_be_folded_as_of_any_day(lines: list[Line], day: date) -> None:
    for thread in fold_cluster(read(lines), as_of=day):
        assert all(event.on <= day or event.timeless for event in thread.events)


@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_means_nothing_but_for_corrections_of_one_instant(
    lines: list[Line], chance: Random
) -> None:
    for share in together(read(lines)):
        instants = [e.recorded_at for e in share if is_correction(e) or isinstance(e, ParticipantsMerged | MergeUndone)]
        if len(instants) != len(set(instants)):
            continue
        shuffled = chance.sample(share, len(share))
        assert as_values(fold_cluster(shuffled)) == as_values(fold_cluster(share))


@given(HISTORIES)
def test_what_is_retracted_never_was(lines: list[Line]) -> None:
    for share in together(book(lines).events):
        known = {(e.source, e.id) for e in share}
        gone = {target(e, known) for e in share if isinstance(e, Retracted)}
        replaced = {target(e, known) for e in share if e.replaces is not None}
        if gone & replaced or any((e.source, e.id) in gone and e.replaces is not None for e in share):
            continue  # a link of a chain: what it replaced stays replaced
        without = [e for e in share if (e.source, e.id) not in gone and not isinstance(e, Retracted)]
        threads = fold_cluster(share)
        for thread in threads:
            thread.corrections = []
        assert _with_events(threads) == _with_events(fold_cluster(without))


def _with_events(threads: Sequence[Thread]) -> list[dict[str, Any]]:
    return as_values([thread for thread in threads if thread.events])


@given(HISTORIES)
def test_what_is_accepted_has_no_hard_finding(lines: list[Line]) -> None:
    for share in together(book(lines).events):
        assert [finding for thread in fold_cluster(share) for finding in thread.hard] == []


@given(HISTORIES, st.integers(1, 4))
def test_accepted_lines_are_accepted_again_in_one_batch_or_in_many(lines: list[Line], size: int) -> None:
    for share in together(book(lines).events):
        whole = admit([], share)
        assert not whole.refused
        stored: list[Event] = []
        waiting: Sequence[Event] = share
        while waiting:
            before = len(waiting)
            refused: list[Event] = []
            for at in range(0, len(waiting), size):
                result = admit(stored, waiting[at : at + size])
                stored += result.accepted
                refused += [event for event, _ in result.refused]
            waiting = refused
            if len(waiting) == before:
                break
        if not waiting:
            assert as_values(fold_cluster(stored)) == as_values(fold_cluster(share))


@given(HISTORIES, DAYS)
def test_as_of_a_day_is_the_fold_of_what_had_happened(lines: list[Line], day: date) -> None:
    for share in together(book(lines).events):
        if any(isinstance(e, Retracted) or e.replaces is not None for e in share) or len({e.participant for e in share}) > 1:
            continue  # corrections and merges take effect whatever their day
        known = [e for e in share if e.on <= day or e.timeless]
        if known:
            thread = fold(share, as_of=day)
            thread.coming = []
            assert as_values([thread]) == as_values([fold(known)])
