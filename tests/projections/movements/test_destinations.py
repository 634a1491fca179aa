"""Where exits and journeys led: cases by examples, and a plain search through random lives."""

from datetime import date, timedelta
from typing import Any

from projections.measuring.periods import period
from projections.movements.destinations import after_exit, out_of_journey
from projections.rules.status import work
from projections.worlds.world import World
from tests.projections.worlds_of import of_lives, world_of

OUT = """
2022-01-01 anna enrolled enrolment_id=e1 unit=AME
2022-03-01 anna exited enrolment_id=e1 {reason}
"""


def went(text: str, as_of: date = date(2023, 12, 31)) -> list[tuple[str | None, int]]:
    return after_exit(world_of(OUT.format(reason="reason=E9") + text, as_of)).cases.select("destination", "days").rows()


def test_after_an_exit_the_first_that_comes_counts() -> None:
    job = "2022-05-01 anna employment_started employment_id=j1 form=permanent\n"
    again = "2022-04-01 anna re_entered enrolment_id=e2 unit=AME\n"
    assert went(job) == [("work", 61)]
    assert went(job + again) == [("new_journey", 31)]
    assert went(job + "2022-04-20 anna moved_out") == [("moved_or_dead", 50)]
    assert went("2022-03-20 anna study_started study_id=s1 programme=yrkes student_aid=true") == [("study", 19)]
    assert went("2022-03-20 anna study_started study_id=s1 programme=yrkes") == [(None, 670)]


def test_work_that_had_begun_before_the_exit_is_there_the_day_after_and_a_short_job_is_none() -> None:
    job = "2022-02-01 anna employment_started employment_id=j1 form=permanent\n"
    assert went(job) == [("work", 1)]
    assert went(job + "2022-03-01 anna employment_ended employment_id=j1") == [(None, 670)]
    assert went(job.replace("02-01", "03-10") + "2022-03-30 anna employment_ended employment_id=j1") == [(None, 670)]


def test_an_exit_that_does_not_stand_yet_is_none() -> None:
    assert went("", date(2022, 3, 14)) == []
    assert went("", date(2022, 3, 15)) == [(None, 14)]
    assert out_of_journey(world_of(OUT.format(reason="reason=A1"), date(2022, 3, 14))).cases["destination"].to_list() == [None]


def test_a_journey_leads_where_its_exits_reason_says() -> None:
    led = {"A4": "work", "B2": "study", "C1": "other_authority", "D1": "other_exit", "E9": "other_exit", "E3": "moved_or_dead"}
    for reason, destination in led.items():
        destinations = out_of_journey(world_of(OUT.format(reason=f"reason={reason}"), date(2023, 1, 1)))
        assert destinations.cases.select("destination", "days").rows() == [(destination, 59)]
    assert out_of_journey(world_of(OUT.format(reason=""), date(2023, 1, 1))).cases["destination"].to_list() == ["no_reason"]


def test_who_died_in_a_journey_went_there_and_an_open_journey_waits() -> None:
    began = OUT.splitlines()[1]
    assert out_of_journey(world_of(f"{began}\n2022-02-01 anna deceased", date(2022, 6, 1))).cases["days"].to_list() == [31]
    waits = out_of_journey(world_of(began, date(2022, 6, 1)))
    assert waits.cases.select("destination", "days").rows() == [(None, 151)]
    assert waits.risk_table([90, 180]).select("at_risk", "censored").rows() == [(1, 0), (0, 1)]


def test_only_journeys_of_the_period_are_followed() -> None:
    world = world_of(OUT.format(reason="reason=A1"), date(2023, 1, 1))
    assert [out_of_journey(world, period(label)).cases.height for label in ("2022-01", "2022-02")] == [1, 0]
    assert [after_exit(world, period(label)).cases.height for label in ("2022-02", "2022-03")] == [0, 1]


def test_random_exits_lead_where_a_plain_search_finds_them() -> None:
    for seed in range(25):
        world = of_lives(seed)
        exits = after_exit(world).cases.select("participant", "from_on", "destination", "days").sort("participant", "from_on")
        assert exits.rows() == sorted(plainly(world), key=lambda row: row[:2])


def plainly(world: World) -> list[tuple[str, date, str | None, int]]:
    """Day by day after each exit, what there is that day."""
    names = dict(world["participants"].select("pid", "participant").iter_rows())
    rows = []
    for exit_ in world.exits.filter(world.exits["stands_on"] <= world.as_of).rows(named=True):
        own = {name: frame.filter(pid=exit_["pid"]).rows(named=True) for name, frame in world.frames.items() if name != "keys"}
        own["jobs"] = work(world, "kas").filter(pid=exit_["pid"], counts="yes").rows(named=True)
        day, to = exit_["ended_on"], None
        while (to := there(own, exit_, day)) is None and day < world.as_of:
            day += timedelta(days=1)
        rows.append((names[exit_["pid"]], exit_["ended_on"], to, (day - exit_["ended_on"]).days))
    return rows


def there(own: dict[str, list[dict[str, Any]]], exit_: dict[str, Any], day: date) -> str | None:
    """Where the person is on a day, if anywhere."""

    def runs(spell: dict[str, Any]) -> bool:
        return day > exit_["ended_on"] and spell["began_on"] <= day <= (spell["ended_on"] or date.max)

    if any(runs(job) for job in own["jobs"]):
        return "work"
    if any(runs(study) for study in own["studies"] if study["student_aid"]):
        return "study"
    gone = any(event["kind"] in ("moved_out", "deceased") and event["on"] == day for event in own["moments"])
    if gone or (day == exit_["ended_on"] and exit_["reason"] in ("E3", "E4")):
        return "moved_or_dead"
    return "new_journey" if exit_["next_began_on"] == day else None
