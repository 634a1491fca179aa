"""What could be known of each measure by deliveries alone, before any event is there: for a mapping that is being written."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.events.records import DeliveryRecorded
from domain.vocabulary.text import Text
from projections.facts.rows_of_nobody import frames_of_nobody
from projections.health.knowable import Knowable, needed_facts, uncovered, undelivered_by
from projections.measuring.cases import population
from projections.measuring.counts import facts_of
from projections.measuring.measure import Measure
from projections.rules.absence import REGISTERED, state
from projections.worlds.coverage import Coverage


def covered_by(deliveries: Iterable[DeliveryRecorded], last_on: date) -> Coverage:
    return Coverage(frames_of_nobody(deliveries)["deliveries"], last_on)


def foreseen(
    measures: Iterable[Measure], coverage: Coverage, first: date, last: date
) -> Iterator[tuple[str, Knowable, Sequence[Text]]]:
    """Yields for each measure what can be known of it over a span, if all that was delivered is there, and what it lacks."""
    for measure in measures:
        lacking = uncovered(_facts_that_decide(measure), coverage, first, last)
        gone = any(state(coverage, fact, first, last) == "none" for fact in _of_population(measure))
        knowable: Knowable = "unknown" if gone else "in_part" if lacking else "known"
        yield measure.key, knowable, tuple(dict.fromkeys(undelivered_by(fact, coverage, last) for fact in lacking))


def _facts_that_decide(measure: Measure) -> Sequence[str]:
    """Returns the kinds and fields without which some case cannot be judged."""
    grounds = (*population(measure), *measure.counted.grounds)
    filled = (field for ground in grounds for field in ground.unless_missing)
    return tuple(dict.fromkeys((*facts_of(measure), *_fields_needed(measure), *filled)))


def _of_population(measure: Measure) -> Sequence[str]:
    kinds = (kind for ground in population(measure) for kind in ground.kinds)
    return (REGISTERED, *kinds, *_fields_needed(measure))


def _fields_needed(measure: Measure) -> Sequence[str]:
    return [fact for facts in needed_facts(measure) for fact in facts if "." in fact]
