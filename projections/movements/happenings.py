"""Everything dated in a World, in one table: the person, the day, the kind and the event.

The kinds are those of the catalogue (events.md §2); a spell has its start and its end. `re_entered` is counted as `enrolled`,
since measures treat both alike; a journey has `journey_started` and `journey_ended`. The code distinguishes rows of
the same kind: the insats, the form, the programme, the unit of the enrolment, the reason of an exit.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import polars as pl

from domain.errors import Unknown
from domain.events import EVENTS
from domain.events.event import kind_of
from domain.events.sentences import code_list
from domain.vocabulary.text import Text
from projections.worlds.world import World


class _Source(NamedTuple):
    table: str
    on: str
    event: str
    code: str | None


def _spell(table: str, started: str, ended: str, code: str, end_code: str | None = None) -> dict[str, _Source]:
    return {
        started: _Source(table, "began_on", "began_event", code),
        ended: _Source(table, "ended_on", "ended_event", end_code or code),
    }


_SOURCES: Final[dict[str, _Source]] = {
    **_spell("enrolments", "enrolled", "exited", "unit", "reason"),
    **_spell("referrals", "referred", "referral_closed", "from_party", "outcome"),
    **_spell("insatser", "insats_started", "insats_ended", "code"),
    **_spell("placements", "placement_started", "placement_ended", "code"),
    **_spell("studies", "study_started", "study_ended", "programme"),
    **_spell("employments", "employment_started", "employment_ended", "form"),
    **_spell("plans", "plan_decided", "plan_ended", "goal"),
    "milestone_reached": _Source("milestones", "reached_on", "reached_event", None),
    "plan_followed_up": _Source("plan_follow_ups", "on", "event", None),
    "support_applied": _Source("applications", "began_on", "event", None),
    "application_withdrawn": _Source("applications", "ended_on", "ended_event", None),
    "support_decided": _Source("decisions", "on", "event", "outcome"),
    "support_paid": _Source("support_payments", "on", "event", "role"),
    "followed_up": _Source("follow_ups", "on", "event", "status"),
}

_JOURNEYS: Final[dict[str, tuple[str, str, str]]] = {
    "journey_started": ("began_on", "began_event", "unit"),
    "journey_ended": ("ended_on", "ended_event", "reason"),
}

_POINT_EVENTS: Final = {kind_of(kind): (kind, kind.point_event) for kind in EVENTS if kind.point_event is not None}

EVENT_KINDS: Final = frozenset(_SOURCES.keys() | _JOURNEYS.keys() | _POINT_EVENTS.keys())
"""The kinds that can be selected."""

CODE_LISTS: Final[Mapping[str, str]] = {
    "exited": "exit_reason",
    "followed_up": "follow_up_status",
    "journey_ended": "exit_reason",
    "referral_closed": "referral_outcome",
    "referred": "party",
    "support_decided": "decision_outcome",
    "support_paid": "support_role",
    **dict.fromkeys(("insats_started", "insats_ended"), "insats_code"),
    **dict.fromkeys(("placement_started", "placement_ended"), "placement_form"),
    **dict.fromkeys(("study_started", "study_ended"), "programme"),
    **dict.fromkeys(("employment_started", "employment_ended"), "employment_form"),
    **dict.fromkeys(("plan_decided", "plan_ended"), "goal"),
    **{
        name: codes
        for name, (kind, point_event) in _POINT_EVENTS.items()
        if point_event.code and (codes := code_list(kind, point_event.code))
    },
}
"""The closed code list of each kind."""

FREE_CODES: Final[Mapping[str, Text]] = {
    "enrolled": Text("enheten", "the unit"),
    "journey_started": Text("enheten", "the unit"),
    "attendance_recorded": Text("veckan", "the week"),
}
"""Kinds whose code is not from a list, and what the code is."""


def known_kind(kind: str) -> str:
    """Returns the kind. Raises `Unknown` if it is not in `EVENT_KINDS`."""
    if kind not in EVENT_KINDS:
        known = ", ".join(sorted(EVENT_KINDS))
        raise Unknown(
            what=Text("Händelseslaget", "kind of event"),
            name=kind,
            hint=Text(f"Det finns: {known}.", f"There are: {known}."),
        )
    return kind


def happenings(world: World, kinds: Collection[str] | None = None) -> pl.DataFrame:
    """Returns the rows of these kinds, or of every kind, unordered: `pid`, `on`, `event`, `kind`, `code`.

    `journey_started` and `journey_ended` are included only when selected: they duplicate events of enrolments.
    """
    frames = [_of_source(world, kind, source) for kind, source in _SOURCES.items() if kinds is None or kind in kinds]
    frames += [_of_journeys(world, kind) for kind in _JOURNEYS if kinds is not None and kind in kinds]
    point_events = world["moments"] if kinds is None else world["moments"].filter(pl.col("kind").is_in(list(kinds)))
    return pl.concat([*frames, point_events.select("pid", "on", "event", "kind", "code")])


def _of_source(world: World, kind: str, source: _Source) -> pl.DataFrame:
    frame = world[source.table]
    events = _columns(frame, kind, source.on, source.event, source.code)
    # The table has a row for each due date of a milestone, but a milestone is reached only once.
    return events.unique(["pid", "event"], keep="first") if kind == "milestone_reached" else events


def _of_journeys(world: World, kind: str) -> pl.DataFrame:
    """Returns journey starts or ends. An exit that does not stand yet is excluded (measures.md §1.3)."""
    journeys = world.standing_exits if kind == "journey_ended" else world.journeys
    return _columns(journeys, kind, *_JOURNEYS[kind])


def _columns(frame: pl.DataFrame, kind: str, on: str, event: str, code: str | None) -> pl.DataFrame:
    return frame.filter(pl.col(on).is_not_null()).select(
        "pid",
        pl.col(on).alias("on"),
        pl.col(event).alias("event"),
        pl.lit(kind).alias("kind"),
        (pl.col(code) if code else pl.lit(None, pl.String)).alias("code"),
    )
