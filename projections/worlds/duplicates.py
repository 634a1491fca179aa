"""Possible duplicates: participants who share an identity number and have not been merged, as rows of findings.

A duplicate is not a fact of a single participant, so no fold detects it; it is computed from the log for a World.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.identity import one_form
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.rows import in_log_order
from domain.participant.effective import effective_events
from projections.facts.tables import BY_NAME
from projections.worlds.world import World

Numbered = IdentityRegistered | IdentityReplaced
FINDINGS = BY_NAME["findings"]


def possible_duplicates(log: Log, world: World) -> pl.DataFrame:
    """Returns a row for each participant who shares a number with others; `detail` names the others."""
    subjects = log.keys.by_stream(log.rows.of_shared_numbers())
    kin = log.clusters()
    clusters = {kin.get(subject.name, (subject.name,)) for subject in subjects.values()}
    whose = dict(world["participants"].select("participant", "pid").iter_rows())
    pids = dict(world["keys"].select("key", "pid").iter_rows())
    bearing: dict[str, dict[int, Numbered]] = {}
    for cluster in sorted(clusters):
        for event in _numbers(log, cluster, world):
            if (pid := pids.get(event.participant)) is not None:
                bearing.setdefault(one_form(event.number), {}).setdefault(pid, event)
    names = {pid: name for name, pid in whose.items()}
    rows = [row for of in bearing.values() if len(of) > 1 for row in _rows(of, names)]
    return pl.DataFrame(sorted(set(rows)), FINDINGS.schema, orient="row")


def _numbers(log: Log, cluster: Sequence[str], world: World) -> Iterable[Numbered]:
    """Returns the numbers in force at the World, ordered by day, without retracted events."""
    used = world.coordinates.used
    living: Iterable[Subject] = (subject for subject in log.keys.find(cluster).values() if subject is not None)
    remaining = effective_events(
        in_log_order(pair for pair in log.open_streams(living, with_person=True) if used.has(pair[0]))
    ).events
    numbered = [event for event in remaining if isinstance(event, Numbered) and event.on <= world.as_of]
    return sorted(numbered, key=lambda event: (event.on, event.id))


def _rows(bearing: Mapping[int, Numbered], names: Mapping[int, str]) -> Iterable[tuple[object, ...]]:
    """The finding holds from the day on which a second participant has the number."""
    from_on = sorted(event.on for event in bearing.values())[1]
    for pid, event in bearing.items():
        others = ", ".join(sorted(names[other] for other in bearing if other != pid))
        yield (pid, "possible_duplicate", False, event.kind, event.on, from_on, None, event.id, event.source, others)
