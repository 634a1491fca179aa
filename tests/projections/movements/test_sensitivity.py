"""One table over the parameters: every row is what the definitions say by that row's terms."""

from projections.movements.episodes import DeclaredLadder, Terms
from projections.movements.returning import cyclers, returns
from projections.movements.rundgang import rundgang
from projections.movements.sensitivity import CHOICES, every_way, one_at_a_time, sensitivity
from tests.projections.movements import small_journeys as small
from tests.projections.worlds_of import of_lives


def test_the_usual_terms_stand_first_and_each_other_row_differs_in_one() -> None:
    usual = Terms()
    first, *others = one_at_a_time()
    assert first == usual
    differing = [[name for name in CHOICES if getattr(terms, name) != getattr(usual, name)] for terms in others]
    assert {len(names) for names in differing} == {1}
    assert {name for (name,) in differing} == set(CHOICES)


def test_each_row_is_what_the_definitions_say_by_its_terms() -> None:
    world = of_lives(3, people=40)
    ways = every_way(Terms(), {"bridge_days": (13, 90), "productive_days": (30, None)})
    table = sensitivity(world, ways).as_table()
    assert table.height == 4
    for terms, row in zip(ways, table.rows(named=True), strict=True):
        exits, around = returns(world, terms), rundgang(world, terms)
        assert (row["bridge_days"], row["productive_days"]) == (terms.bridge_days, terms.productive_days)
        assert (row["exits"], row["returned"], row["unproductive"]) == (exits.exits, exits.returned, exits.unproductive)
        assert row["exits_not_yet"] == exits.not_yet
        assert row["cyclers"] == cyclers(world, terms).filter(outcome="yes").height
        assert row["rundgang"] == around.filter(outcome="yes").height
        assert row["persons"] == around.height


def test_short_jobs_make_or_unmake_a_rundgang_by_the_terms_alone() -> None:
    table = sensitivity(small.SHORT_JOBS, [Terms(productive_days=days) for days in (14, 30)]).table
    assert table.select("productive_days", "unproductive_returners", "cyclers", "rundgang").rows() == [
        (14, 0, 1, 0),
        (30, 1, 1, 1),
    ]


def test_without_a_ladder_the_table_says_so() -> None:
    declared = [Terms(ladders=(DeclaredLadder({"course": 1}),))]
    assert sensitivity(small.SAME_AGAIN, declared).says() == ""
    assert "trappa" in sensitivity(small.SAME_AGAIN, [Terms()]).says()
    assert "ladder" in sensitivity(small.SAME_AGAIN, [Terms()]).says("en")
