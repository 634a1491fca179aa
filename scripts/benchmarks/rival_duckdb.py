"""Three measures as SQL by hand, in DuckDB over the same facts: equal counts, and how fast.

The facts of a World are exported to Parquet and read into DuckDB's own tables before anything is measured; ours lie in memory
too, first with nothing derived from them, then with what measures share and a running process carries on. Each run counts
every period, for the whole and for each sex. Seconds are the processor's, of all threads together, as for the other rival in
`flows`.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from domain.participant.folding import RULES
from domain.participant.journeys import X1
from domain.vocabulary.code_lists import ASSIGNMENT_COMPLETED, HOLIDAY
from projections.measures.catalogue import CATALOGUE
from projections.measures.shared.units import ADULT_FROM
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.rules.support import LONG_TERM_MONTHS, LONG_TERM_OF
from projections.worlds.world import World
from scripts.benchmarks.measuring import BenchmarkRow, medians

TIMES_SLOWER: Final = 1.5
"""What ours may take, of its time."""
_MONTHS: Final = [f"2023-{month:02}" for month in range(1, 13)]
_TABLES: Final = ("participants", "support_payments", "enrolments", "insatser", "placements")
Counts = Mapping[tuple[str, str | None], tuple[float | None, ...]]
"""By period and sex (None: the whole) the cases that are yes, no and immature, and the share. What has no cases is absent."""

_COUNT: Final = """
SELECT period, sex, count(*) FILTER (outcome = 'yes') AS yes, count(*) FILTER (outcome = 'no') AS no,
    count(*) FILTER (outcome = 'immature'), 100.0::DOUBLE * yes / nullif(yes + no, 0)
FROM (SELECT counted.*, nullif(sex, 'U') AS sex FROM counted JOIN participants USING (pid))
GROUP BY GROUPING SETS ((period), (period, sex)) HAVING grouping(sex) = 1 OR sex IS NOT NULL
"""
_LONG_TERM: Final = f"""
WITH paid AS (SELECT DISTINCT pid, month FROM support_payments),
adults AS (
    SELECT period, pid, windows.last_on, month FROM paid
    JOIN windows ON month = first_on JOIN participants USING (pid)
    WHERE date_sub('year', born_on, last_on) >= {ADULT_FROM}
),
counted AS (
    SELECT adults.period, adults.pid, CASE
        WHEN any_value(last_on) > $as_of THEN 'immature' WHEN count(*) >= {LONG_TERM_MONTHS} THEN 'yes' ELSE 'no'
    END AS outcome
    FROM adults JOIN paid
    ON paid.pid = adults.pid AND paid.month BETWEEN adults.month - INTERVAL {LONG_TERM_OF - 1} MONTH AND adults.month
    GROUP BY adults.period, adults.pid
)
{_COUNT}
"""
_INSATS_IN_MONTH: Final = f"""
WITH enrolled AS (
    SELECT DISTINCT period, first_on, last_on, pid FROM enrolments JOIN windows
    ON began_on <= last_on AND (ended_on IS NULL OR ended_on >= last_on)
    WHERE unit = 'UJC-A'
),
counted AS (
    SELECT period, pid, CASE WHEN last_on > $as_of THEN 'immature' WHEN EXISTS (
        SELECT 1 FROM insatser WHERE insatser.pid = enrolled.pid AND code <> 'mapping'
        AND began_on <= last_on AND (ended_on IS NULL OR ended_on >= first_on)
    ) THEN 'yes' ELSE 'no' END AS outcome
    FROM enrolled
)
{_COUNT}
"""
_RETURNED: Final = f"""
WITH last AS (
    SELECT pid, journey, min(began_on) AS began_on,
        arg_max(row(ended_on, reason), row(coalesce(ended_on, DATE '9000-01-01'), began_on, enrolment)) AS ending
    FROM enrolments GROUP BY pid, journey
),
journeys AS (
    SELECT pid, journey, began_on,
        CASE WHEN ending[2] IS DISTINCT FROM '{X1}' THEN ending[1] END AS ended_on,
        CASE WHEN ending[1] IS NOT NULL THEN ending[2] END AS reason
    FROM last
),
activities AS (
    SELECT pid, code, began_on FROM insatser UNION ALL SELECT pid, code, began_on FROM placements
),
holiday AS (
    SELECT journeys.pid, journey FROM journeys JOIN activities
    ON activities.pid = journeys.pid AND activities.began_on >= journeys.began_on
    AND (ended_on IS NULL OR activities.began_on <= ended_on)
    GROUP BY journeys.pid, journey HAVING bool_and(code IN {tuple(sorted(HOLIDAY))})
),
kept AS (
    SELECT *, lead(began_on) OVER (PARTITION BY pid ORDER BY journey) AS again_on
    FROM journeys ANTI JOIN holiday USING (pid, journey)
    WHERE reason IS DISTINCT FROM '{ASSIGNMENT_COMPLETED}'
),
counted AS (
    SELECT period, pid, CASE
        WHEN ended_on + INTERVAL 1 YEAR > $as_of OR ended_on + {RULES.journey_gap_days} > $as_of THEN 'immature'
        WHEN again_on <= ended_on + INTERVAL 1 YEAR THEN 'yes' ELSE 'no' END AS outcome
    FROM kept JOIN windows ON ended_on BETWEEN first_on AND last_on
)
{_COUNT}
"""


@dataclass(frozen=True)
class ByHand:
    """A measure's periods, and what counts them in SQL."""

    key: str
    periods: list[str]
    sql: str

    @property
    def ask(self) -> Ask:
        return Ask(CATALOGUE[self.key], [period(label) for label in self.periods], ("sex",))


BY_HAND: Final = (
    ByHand("UPP-1.2", _MONTHS, _LONG_TERM),
    ByHand("UPP-1.1", _MONTHS, _INSATS_IN_MONTH),
    ByHand("RET-365", ["2021", "2022", "2023", "2024"], _RETURNED),
)


def rows(world: World, times: int, size: str) -> Iterator[BenchmarkRow]:
    """The benchmark's lines. Raises `AssertionError` when the two do not count the same."""
    with tempfile.TemporaryDirectory() as room, duckdb.connect() as database:
        filled(database, world, Path(room))
        for measure in BY_HAND:
            if (mine := ours(measure, world, anew=False)) != theirs(measure, database, world):
                raise AssertionError(f"not as DuckDB: {measure.key}")
            assert mine, measure.key
            beside = medians(
                f"DuckDB {duckdb.__version__}", partial(_seconds, partial(theirs, measure, database, world)), times
            )
            for anew, derived in ((True, "nothing derived"), (False, "shared tables derived")):
                own = medians("Röda tråden", partial(_seconds, partial(ours, measure, world, anew=anew)), times)
                what = f"{measure.key}, {len(measure.periods)} periods by sex, {derived}, {size}"
                yield BenchmarkRow(what, beside.median * TIMES_SLOWER, own, "CPU s", beside)


def ours(measure: ByHand, world: World, *, anew: bool) -> Counts:
    """`anew`: from the facts alone, else also from what was derived for this World before."""
    world = World(world.frames, world.as_of, rules=world.rules) if anew else world
    counted = {
        (figure.period, figure.breakdown.get("sex")): (figure.yes, figure.no, figure.immature, figure.value)
        for figure in figures(measure.ask, world)
    }
    return {part: counts for part, counts in counted.items() if any(counts)}


def theirs(measure: ByHand, database: duckdb.DuckDBPyConnection, world: World) -> Counts:
    spans = [(each.label, each.first_on, each.last_on) for each in measure.ask.periods]
    database.execute("CREATE OR REPLACE TEMP TABLE windows (period TEXT, first_on DATE, last_on DATE)")
    database.executemany("INSERT INTO windows VALUES (?, ?, ?)", spans)
    counted = database.execute(measure.sql, {"as_of": world.as_of}).fetchall()
    return {(label, sex): tuple(counts) for label, sex, *counts in counted}


def filled(database: duckdb.DuckDBPyConnection, world: World, room: Path) -> None:
    """Exports the facts to Parquet, and reads them into tables of the database."""
    for table in _TABLES:
        world[table].write_parquet(room / f"{table}.parquet")
        database.execute(f"CREATE TABLE {table} AS FROM read_parquet('{room / table}.parquet')")


def _seconds(count: Callable[[], Counts]) -> float:
    started = time.process_time()
    count()
    return time.process_time() - started
