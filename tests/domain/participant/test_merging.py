"""Who is one participant with whom (events.md §2, Person)."""

from domain.participant.merging import clusters, surviving_key


def test_all_that_were_ever_merged_are_one_cluster_in_whatever_order_the_pairs_come() -> None:
    chained = dict.fromkeys("abcd", ("a", "b", "c", "d"))
    assert clusters([("a", "b"), ("b", "c"), ("c", "d")]) == chained
    assert clusters([("a", "b"), ("c", "d"), ("b", "c")]) == chained
    assert clusters([("a", "b"), ("c", "b"), ("d", "a")]) == chained
    assert clusters([("a", "b"), ("c", "d")]) == {key: pair for pair in (("a", "b"), ("c", "d")) for key in pair}
    assert clusters([]) == {}


def test_the_key_that_survives_is_the_last_of_the_chain() -> None:
    absorbed = {"a": "b", "b": "c"}
    assert [surviving_key(key, absorbed) for key in "abcd"] == ["c", "c", "c", "d"]
