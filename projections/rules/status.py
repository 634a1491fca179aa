"""Work or study on a day, outcome at exit, stable outcome: measures.md §2.5 to 2.7. Shared by all measures of outcomes.

Each function takes a frame with `row` and `pid` and returns columns: `outcome` (yes, no, unknown, immature), `why` (a
code with a sentence in `projections.measuring.labels`), and the day and event that decided it (`since`, `event`).
"""

import polars as pl

from domain.vocabulary.code_lists import COUNTING_FORMS, COUNTING_PLACEMENTS, NOT_REGULAR, WORK_OR_STUDY, WorkDefinition
from projections.facts.days import FAR, after, attach, days_after, on_the_day
from projections.facts.tables import DAY, TEXT
from projections.rules.support import on_support
from projections.rules.windows import speaks_of
from projections.worlds.carrying import derived_by_participant
from projections.worlds.world import World

STABLE_DAYS = 90
"""The number of consecutive days of work or study that make a stable outcome (§2.7)."""
NAMED = {"named_outcome": TEXT, "named_on": DAY, "named_event": TEXT, "extra_event": TEXT, "extra_on": DAY}
"""The columns that only `at_exit` adds: of the employment that the exit names, and of the extratjänst after it."""
_DECIDED = ("outcome", "why", "since", "event")


def work(world: World, definition: WorkDefinition) -> pl.DataFrame:
    """Returns the employments whose form counts, with `counts`: `yes`, `immature` (cannot be judged yet) or `short`.

    Under `kas` an employment counts if it, with employments that follow without a gap, lasts an unbroken month (§2.5a).
    """
    return world.once(("work", definition), lambda: _work(world, definition))


def _work(world: World, definition: WorkDefinition) -> pl.DataFrame:
    counting = world["employments"].filter(pl.col("form").is_in(list(COUNTING_FORMS[definition])))
    stretches = unbroken(counting)
    a_month = days_after(after(pl.col("stretch_began"), "1mo"), -1)
    may_go_on = pl.col("stretch_ended") >= world.as_of
    lasts = a_month <= pl.min_horizontal("stretch_ended", pl.lit(world.as_of))
    if definition != "kas":
        lasts = pl.lit(value=True)
    result = pl.when(lasts).then(pl.lit("yes")).when(may_go_on).then(pl.lit("immature")).otherwise(pl.lit("short"))
    return stretches.with_columns(result.alias("counts"))


def unbroken(spells: pl.DataFrame) -> pl.DataFrame:
    """Adds to each spell the first and last day of its unbroken stretch; FAR while the stretch is open."""
    end = pl.col("_end")
    return (
        spells.with_columns(pl.col("ended_on").fill_null(FAR).alias("_end"))
        .sort("pid", "began_on", "_end")
        .with_columns(end.cum_max().shift(1).over("pid").alias("_before"))
        .with_columns((pl.col("began_on") > days_after(pl.col("_before"), 1)).fill_null(value=True).alias("_new"))
        .with_columns(pl.col("_new").cum_sum().over("pid").alias("stretch"))
        .with_columns(
            pl.col("began_on").min().over("pid", "stretch").alias("stretch_began"),
            end.max().over("pid", "stretch").alias("stretch_ended"),
        )
        .drop("_end", "_before", "_new")
    )


def stable(world: World, days: int = STABLE_DAYS) -> pl.DataFrame:
    """Returns stretches of at least `days` days, each day covered by work or study that counts under `kas` (§2.7).

    Columns: pid, first_on, last_on (A while it goes on), event.
    """
    return world.once(("stable", days), lambda: _stable(world, days))


def _stable(world: World, days: int) -> pl.DataFrame:
    spell = ("pid", "began_on", "ended_on", "began_event")
    jobs = work(world, "kas").filter(pl.col("counts") == "yes").select(spell)
    studies = counting_studies(world).select(spell)
    last_on = pl.min_horizontal(pl.col("stretch_ended"), pl.lit(world.as_of))
    return (
        unbroken(pl.concat([jobs, studies]))
        .group_by("pid", "stretch")
        .agg(
            pl.col("stretch_began").first().alias("first_on"),
            last_on.first().alias("last_on"),
            pl.col("began_event").sort_by("began_on").first().alias("event"),
        )
        .filter((pl.col("last_on") - pl.col("first_on")).dt.total_days() + 1 >= days)
    )


def work_or_study(
    frame: pl.DataFrame, world: World, day: str, definition: WorkDefinition, by_employment: bool = False
) -> pl.DataFrame:
    """Returns what was known of work or study on each row's day: the first source that applies, in the order of §2.5.

    `by_employment`: only employments count; studies and placements do not.
    """
    known = [
        *_counted(frame, world, day, definition, by_employment),
        _followed_up(frame, world, day, definition, by_employment),
        *_occupied(frame, world, day, definition),
        _with_support(frame, world, day),
        _dead(frame, world, day),
    ]
    first = pl.concat(known).sort("row", "rank", "since", "event").group_by("row", maintain_order=True).first()
    return _otherwise_unknown(attach(frame, first, _DECIDED))


def _otherwise_unknown(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("outcome").fill_null("unknown"), pl.col("why").fill_null("nothing_known"))


def _results(cases: pl.DataFrame, rank: int, outcome: pl.Expr | str, why: str, since: str, event: str) -> pl.DataFrame:
    return cases.select(
        "row",
        pl.lit(rank, pl.Int32).alias("rank"),
        (pl.lit(outcome) if isinstance(outcome, str) else outcome).alias("outcome"),
        pl.lit(why).alias("why"),
        pl.col(since).alias("since"),
        pl.col(event).alias("event"),
    )


def counting_studies(world: World) -> pl.DataFrame:
    """Returns the studies that count as work or study: studies with student aid (§2.5a)."""
    return world["studies"].filter(pl.col("student_aid"))


def _counted(
    frame: pl.DataFrame, world: World, day: str, definition: WorkDefinition, by_employment: bool
) -> list[pl.DataFrame]:
    """5a: an employment or study that counts; under `scb90` also an extratjänst."""
    jobs = on_the_day(frame, work(world, definition), day)
    studies = on_the_day(frame, counting_studies(world).filter(not by_employment), day)
    counting = pl.col("code").is_in(list(COUNTING_PLACEMENTS[definition]))
    placements = on_the_day(frame, world["placements"].filter(counting & (not by_employment)), day)
    began = ("began_on", "began_event")
    return [
        _results(jobs.filter(pl.col("counts") == "yes"), 1, "yes", "works", *began),
        _results(studies, 1, "yes", "studies", *began),
        _results(placements, 1, "yes", "placement_counts", *began),
        _results(jobs.filter(pl.col("counts") == "immature"), 2, "immature", "month_not_over", *began),
    ]


def _followed_up(frame: pl.DataFrame, world: World, day: str, definition: WorkDefinition, by_employment: bool) -> pl.DataFrame:
    """5b: the follow-up nearest to the day, of the follow-ups that apply to it (`speaks_of`); on a tie, the later."""
    cases = frame.select("row", "pid", pl.col(day).alias("day"))
    distance = (pl.col("on") - pl.col("day")).dt.total_days()
    counting = COUNTING_FORMS[definition] | (frozenset() if by_employment else COUNTING_PLACEMENTS[definition])
    form_counts = pl.col("form").is_null() | pl.col("form").is_in(list(counting))
    works = (pl.col("status") == "work") & form_counts
    outcome = (
        pl.when(works | ((pl.col("status") == "study") & (not by_employment)))
        .then(pl.lit("yes"))
        .when(pl.col("status") == "unknown")
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("no"))
    )
    nearest = (
        cases.join(world["follow_ups"], on="pid")
        .filter(speaks_of(pl.col("day")))
        .sort("row", distance.abs(), pl.col("on"), pl.col("nr"), descending=[False, False, True, True])
        .group_by("row", maintain_order=True)
        .first()
    )
    return _results(nearest, 3, outcome, "followed_up", "on", "event")


def _occupied(frame: pl.DataFrame, world: World, day: str, definition: WorkDefinition) -> list[pl.DataFrame]:
    """5c: in the programme, or in work or study that does not count."""
    tables = {
        "enrolments": "enrolled",
        "insatser": "in_insats",
        "placements": "in_placement",
        "employments": "work_does_not_count",
        "studies": "study_does_not_count",
    }
    return [
        _results(on_the_day(frame, world[table], day), 4, "no", why, "began_on", "began_event") for table, why in tables.items()
    ]


def _with_support(frame: pl.DataFrame, world: World, day: str) -> pl.DataFrame:
    """5c: a support month containing the day."""
    return _results(on_support(frame, world, day), 4, "no", "has_support", "month", "event")


def _dead(frame: pl.DataFrame, world: World, day: str) -> pl.DataFrame:
    dead = world["participants"].filter(pl.col("deceased_on").is_not_null())
    cases = frame.select("row", "pid", pl.col(day).alias("day")).join(dead, on="pid")
    return _results(cases.filter(pl.col("deceased_on") <= pl.col("day")), 4, "no", "dead", "deceased_on", "deceased_event")


def at_exit(frame: pl.DataFrame, world: World, definition: WorkDefinition) -> pl.DataFrame:
    """Adds the outcome at exit (§2.6): by the employment that the exit names, if known; otherwise by the exit's reason."""
    named = _named_employment(frame, world, definition)
    frame = attach(frame, named, ("named_outcome", "named_on", "named_event"))
    frame = attach(frame, _extratjanst_after(frame, world, definition), ("extra_event", "extra_on"))
    extra, has_named = pl.col("extra_event").is_not_null(), pl.col("named_outcome").is_not_null()
    return frame.with_columns(
        pl.when(extra).then(pl.lit("yes")).otherwise(pl.coalesce("named_outcome", _by_reason(definition))).alias("outcome"),
        pl.when(extra)
        .then(pl.lit("placement_counts"))
        .when(has_named)
        .then(pl.lit("named_employment"))
        .when(pl.col("reason").is_null())
        .then(pl.lit("no_reason"))
        .otherwise(pl.lit("exit_reason"))
        .alias("why"),
        pl.coalesce("extra_on", "named_on", "ended_on").alias("since"),
        pl.coalesce("extra_event", "named_event", "ended_event").alias("event"),
    )


def _by_reason(definition: WorkDefinition) -> pl.Expr:
    counts = pl.col("reason").str.head(1).is_in(list(WORK_OR_STUDY))
    if definition == "regular":
        counts &= pl.col("reason") != NOT_REGULAR
    result = pl.when(counts).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return pl.when(pl.col("reason").is_null()).then(pl.lit("unknown")).otherwise(result)


def _named_employment(frame: pl.DataFrame, world: World, definition: WorkDefinition) -> pl.DataFrame:
    """Returns the outcome of the named employment on its own start day, as in 5a."""
    counting = work(world, definition).select("pid", "employment", "counts", "began_on")
    named = (
        frame.select("row", "pid", "employment")
        .join(world["employments"].select("pid", "employment", "began_on", "began_event"), on=["pid", "employment"])
        .join(counting, on=["pid", "employment", "began_on"], how="left")
    )
    outcome = pl.col("counts").replace_strict({"yes": "yes", "immature": "immature"}, default="no").fill_null("no")
    return named.group_by("row").agg(
        outcome.first().alias("named_outcome"),
        pl.col("began_on").first().alias("named_on"),
        pl.col("began_event").first().alias("named_event"),
    )


def _extratjanst_after(frame: pl.DataFrame, world: World, definition: WorkDefinition) -> pl.DataFrame:
    counting = world["placements"].filter(pl.col("code").is_in(list(COUNTING_PLACEMENTS[definition])))
    day_after = frame.with_columns(days_after(pl.col("ended_on"), 1).alias("day_after"))
    return (
        on_the_day(day_after, counting, "day_after")
        .group_by("row")
        .agg(pl.col("began_event").first().alias("extra_event"), pl.col("began_on").first().alias("extra_on"))
    )


derived_by_participant("work", work)
derived_by_participant("stable", stable)
