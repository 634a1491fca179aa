"""For corrections whose source lacks the event they name: which other sources of the participant have it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.participant.thread import Finding

NOTHING = "corrects_nothing"


def with_other_sources(
    findings: Sequence[Finding], events: Iterable[Event], surviving_key: Callable[[str], str]
) -> Iterator[Finding]:
    """Yields the findings, with the sources that have the named event added to corrections of nothing.

    `surviving_key`: returns the key that owns a key's events.
    """
    named = {(surviving_key(finding.event.participant), finding.detail) for finding in findings if finding.code == NOTHING}
    bearing: dict[tuple[str, str], list[Event]] = {name: [] for name in named}
    for event in events if named else ():
        if (name := (surviving_key(event.participant), event.id)) in named:
            bearing[name].append(event)
    for finding in findings:
        own = bearing.get((surviving_key(finding.event.participant), finding.detail), ()) if finding.code == NOTHING else ()
        yield replace(finding, elsewhere=_sources(finding.event, own)) if own else finding


def _sources(correction: Event, bearing: Iterable[Event]) -> tuple[str, ...]:
    """Empty if the correction's own source has the event: then it is refused for another reason."""
    sources = {event.source for event in bearing if _can_correct(correction, event)}
    return () if sources & {correction.named_source, correction.source} else tuple(sorted(sources))


def _can_correct(correction: Event, event: Event) -> bool:
    """A replacement must be of the same kind as its target, and nothing corrects itself or a retraction."""
    alike = correction.replaces is None or event.__class__ is correction.__class__
    return alike and event is not correction and not isinstance(event, Retracted)
