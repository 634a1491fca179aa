"""Protected personal data are one fact over time, whichever way they are registered, the strictest of merged keys."""

from datetime import date

from domain.participant.fold import fold_cluster
from domain.participant.protection import protection
from projections.measuring.examples import events_of

ANNA = "2023-01-01 anna participant_registered sex=K"
BERIT = "2023-01-10 berit participant_registered sex=K"
MERGED = "2024-01-01 anna participants_merged absorbed=berit"


def held(*lines: str, key: str = "anna", as_of: date | None = None) -> list[tuple[str, str]]:
    threads = fold_cluster(events_of("\n".join(lines)), as_of=as_of)
    thread = next(thread for thread in threads if thread.participant == key)
    return [(level_from.from_on.isoformat(), level_from.level) for level_from in protection(thread.protecting)]


def test_protected_at_registration_is_protection_that_begins_that_day_and_ends_as_any_other() -> None:
    ended = "2023-05-01 anna protection_set level=none"
    levels = held(f"{ANNA} protected=true", ended)
    assert levels == held(ANNA, "2023-01-01 anna protection_set level=protected", ended)
    assert levels == [("2023-01-01", "protected"), ("2023-05-01", "none")]


def test_a_registration_that_does_not_protect_says_nothing() -> None:
    assert held("2023-01-01 anna protection_set level=marked", "2023-02-01 anna participant_registered sex=K") == [
        ("2023-01-01", "marked")
    ]


def test_of_one_day_the_later_registered_holds() -> None:
    late = "2023-01-01 anna protection_set level=none recorded_at=2023-01-02T09:00:00+01:00"
    assert held(f"{ANNA} protected=true recorded_at=2023-01-01T09:00:00+01:00", late) == [("2023-01-01", "none")]


def test_of_merged_keys_the_strictest_holds_on_every_day() -> None:
    marked = "2023-02-01 anna protection_set level=marked"
    lifted = "2023-06-01 berit protection_set level=none"
    ended = "2023-08-01 anna protection_set level=none"
    assert held(ANNA, f"{BERIT} protected=true", marked, lifted, ended, MERGED) == [
        ("2023-01-10", "protected"),
        ("2023-06-01", "marked"),
        ("2023-08-01", "none"),
    ]


def test_an_undone_merge_leaves_each_key_its_own() -> None:
    lines = (ANNA, f"{BERIT} protected=true", MERGED, "2024-02-01 anna merge_undone absorbed=berit")
    assert held(*lines) == []
    assert held(*lines, key="berit") == [("2023-01-10", "protected")]


def test_what_is_taken_back_never_protected() -> None:
    begun = "2023-02-01 anna protection_set level=protected id=x"
    assert held(ANNA, begun, "2023-03-01 anna retracted event=x reason=fel") == []


def test_what_holds_goes_by_the_day_whenever_it_was_registered() -> None:
    first = "2023-02-01 anna protection_set level=protected recorded_at=2023-09-01T09:00:00+02:00"
    last = "2023-04-01 anna protection_set level=none recorded_at=2023-08-01T09:00:00+02:00"
    assert held(ANNA, last, first) == [("2023-02-01", "protected"), ("2023-04-01", "none")]


def test_of_one_day_and_instant_the_greater_source_and_then_id_holds() -> None:
    marked, lifted = (f"2023-02-01 anna protection_set level={level}" for level in ("marked", "none"))
    assert held(ANNA, f"{marked} source=b id=1", f"{lifted} source=a id=2") == [("2023-02-01", "marked")]
    assert held(ANNA, f"{marked} source=a id=2", f"{lifted} source=a id=1") == [("2023-02-01", "marked")]


def test_of_one_day_the_later_registered_holds_whatever_its_source_and_id() -> None:
    marked = "2023-02-01 anna protection_set level=marked source=b id=2 recorded_at=2023-02-01T09:00:00+01:00"
    lifted = "2023-02-01 anna protection_set level=none source=a id=1 recorded_at=2023-02-02T09:00:00+01:00"
    assert held(ANNA, marked, lifted) == [("2023-02-01", "none")]


def test_a_registration_competes_as_any_other_of_its_instant() -> None:
    lifted = "2023-01-01 anna protection_set level=none id=1"
    assert held(f"{ANNA} protected=true id=2", lifted) == [("2023-01-01", "protected")]
    assert held(f"{ANNA} protected=true id=0", lifted) == [("2023-01-01", "none")]
