"""The breakdowns of figures. A part is a value on the case's reference day; cases without a value are in totals only.

A case may belong to several parts of some breakdowns (target groups, priority groups, parallel insatser).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from domain.errors import Unknown
from domain.vocabulary.text import Text
from projections.facts.days import age_on, attach, is_open_on
from projections.measuring.measure import Measure
from projections.rules.absence import ENROLMENTS, ENTERED, INSATSER, PLACEMENTS
from projections.rules.circumstances import held_on
from projections.rules.columns import Columns
from projections.rules.target_groups import GROUP_FACTS, GROUPS
from projections.rules.took_part import TOOK_PART, had
from projections.worlds.world import World

AGE_BANDS: Mapping[int, str] = {0: "≤19", 20: "20–24", 25: "25–29", 30: "30–44", 45: "45–64", 65: "65+"}
"""The lowest age of each band (measures.md §2, Breakdowns)."""

Parts = Callable[[pl.DataFrame, World, Columns], pl.Series]
"""Returns each case's part; columns that the units declare take precedence over values on the reference day."""


@dataclass(frozen=True)
class Breakdown:
    """Assigns each case its part, or a list of its parts."""

    text: Text
    of: Parts
    always: tuple[str, ...] = ()
    """The parts of a closed list, shown even if they are empty."""
    overlapping: bool = False
    """Whether its parts overlap by definition, so that they cannot be summed."""
    facts: tuple[str, ...] = ()
    """The kinds of events, or their fields, that decide the parts."""
    of_case: str = ""
    """The column by which a case that has it is its own part."""
    stated: tuple[str, ...] = ()
    """The fields in which such a case may state it."""


def _circumstance(field: str) -> Parts:
    return lambda frame, world, _: held_on(frame, world, field)["value"]


def _sex(frame: pl.DataFrame, _: World, __: Columns) -> pl.Series:
    return frame.select(pl.when(pl.col("sex") != "U").then(pl.col("sex"))).to_series()


def _age(frame: pl.DataFrame, _: World, __: Columns) -> pl.Series:
    age = age_on(pl.col("on"))
    band = pl.lit(None, pl.String)
    for lowest, name in AGE_BANDS.items():
        band = pl.when(age >= lowest).then(pl.lit(name)).otherwise(band)
    return frame.select(band.alias("age")).to_series()


def _born(frame: pl.DataFrame, world: World, _: Columns) -> pl.Series:
    words = {"true": "abroad", "false": "sweden"}
    return held_on(frame, world, "foreign_born")["value"].replace_strict(words, default=None, return_dtype=pl.String)


def _priority_group(frame: pl.DataFrame, world: World, _: Columns) -> pl.Series:
    return held_on(frame, world, "priority_groups")["value"].str.extract_all(r"[^|]+")


def _groups(frame: pl.DataFrame, world: World, _: Columns) -> pl.Series:
    belongs = [group.belongs(frame, world).fill_null(value=False).alias(name) for name, group in GROUPS.items()]
    names = [pl.when(pl.col(name)).then(pl.lit(name)) for name in GROUPS]
    return pl.DataFrame(belongs).select(pl.concat_list(names).list.drop_nulls()).to_series()


def _unit(frame: pl.DataFrame, world: World, declared: Columns) -> pl.Series:
    """Returns the case's own unit, otherwise the unit of the last begun enrolment active on the reference day."""
    return frame["at_unit"] if "at_unit" in declared else _enrolled(frame, world, "unit")


def _referring(frame: pl.DataFrame, world: World, declared: Columns) -> pl.Series:
    """Returns the referring party of the case's own referral, otherwise of the enrolment active on the reference day."""
    named = frame["referral"] if "referral" in declared else _enrolled(frame, world, "referral")
    referrals = frame.select("row", "pid", named.alias("referral"))
    parties = world["referrals"].select("pid", "referral", "from_party")
    return referrals.join(parties, on=["pid", "referral"], how="left", maintain_order="left")["from_party"]


def _enrolled(frame: pl.DataFrame, world: World, column: str) -> pl.Series:
    candidates = frame.select("row", "pid", pl.col("on").alias("day")).join(world["enrolments"], on="pid")
    active = candidates.filter(is_open_on(pl.col("day"))).sort("began_on", "enrolment")
    latest = active.group_by("row", maintain_order=True).agg(pl.col(column).last().alias("_found"))
    return attach(frame.select("row"), latest, ("_found",))["_found"]


def _of_activity(column: str) -> Parts:
    """The case's own value if it is an insats, a placement or a job, otherwise those of all active on the reference day.

    Such a case has only its own values: a placement has no provider, even if an insats runs in parallel.
    """

    def of(frame: pl.DataFrame, world: World, declared: Columns) -> pl.Series:
        if "code" in declared:
            return frame[column] if column in declared else pl.repeat(None, frame.height, dtype=pl.String, eager=True)
        tables = [world[name] for name in ("insatser", "placements") if column in world[name].columns]
        spells = pl.concat([table.select("pid", "began_on", "ended_on", column) for table in tables])
        candidates = frame.select("row", "pid", pl.col("on").alias("day")).join(spells, on="pid")
        active = candidates.filter(is_open_on(pl.col("day"))).drop_nulls(column)
        values = active.group_by("row").agg(pl.col(column).unique().sort().alias("_found"))
        return attach(frame.select("row"), values, ("_found",))["_found"]

    return of


BREAKDOWNS: Mapping[str, Breakdown] = {
    "sex": Breakdown(Text("kön", "sex"), _sex, ("K", "M")),
    "age": Breakdown(
        Text("åldersgrupp", "age band"), _age, tuple(AGE_BANDS.values()), facts=("participant_registered.born_on",)
    ),
    "born": Breakdown(Text("född", "born"), _born, ("sweden", "abroad"), facts=("circumstances_recorded.foreign_born",)),
    "household_type": Breakdown(
        Text("hushållstyp", "household type"), _circumstance("household_type"), facts=("circumstances_recorded.household_type",)
    ),
    "unit": Breakdown(
        Text("enhet", "unit"),
        _unit,
        facts=(*ENROLMENTS,),
        of_case="at_unit",
        stated=("insats_started.unit", "placement_started.unit"),
    ),
    "referred_by": Breakdown(
        Text("anvisad av", "referred by"),
        _referring,
        facts=(*ENROLMENTS, *(f"{kind}.referral_id" for kind in ENTERED), "referred"),
    ),
    "provider": Breakdown(
        Text("utförare", "provider"), _of_activity("provider"), facts=(*INSATSER, "insats_started.provider"), of_case="code"
    ),
    "employer": Breakdown(
        Text("arbetsgivare", "employer"),
        _of_activity("employer"),
        facts=(*PLACEMENTS, "placement_started.employer"),
        of_case="code",
    ),
    "funder": Breakdown(
        Text("finansiär", "funder"),
        _of_activity("funder"),
        facts=(*INSATSER, *PLACEMENTS, "insats_started.funder", "placement_started.funder"),
        of_case="code",
    ),
    "activity": Breakdown(
        Text("insats eller placeringsform", "insats or form of placement"),
        _of_activity("code"),
        facts=(*INSATSER, *PLACEMENTS),
        of_case="code",
    ),
    "sector": Breakdown(Text("sektor", "sector"), _of_activity("sector"), facts=(*PLACEMENTS,), of_case="code"),
    "contract": Breakdown(
        Text("kontrakt", "contract"),
        _of_activity("contract"),
        facts=(*PLACEMENTS, "placement_started.contract"),
        of_case="code",
    ),
    "ladder": Breakdown(
        Text("trappa", "ladder"),
        _of_activity("ladder"),
        facts=(*INSATSER, *PLACEMENTS, "insats_started.ladder", "placement_started.ladder"),
        of_case="code",
    ),
    "obstacle": Breakdown(Text("försörjningshinder", "obstacle"), _circumstance("obstacle"), facts=("obstacle_recorded",)),
    "area_class": Breakdown(
        Text("områdestyp", "area class"), _circumstance("area_class"), facts=("circumstances_recorded.area_class",)
    ),
    "education": Breakdown(
        Text("utbildning", "education"), _circumstance("education"), facts=("circumstances_recorded.education",)
    ),
    "priority_group": Breakdown(
        Text("prioriterad grupp", "priority group"),
        _priority_group,
        overlapping=True,
        facts=("circumstances_recorded.priority_groups",),
    ),
    "group": Breakdown(Text("målgrupp", "target group"), _groups, tuple(GROUPS), overlapping=True, facts=(*GROUP_FACTS,)),
    **{name: Breakdown(of.text, had(of), overlapping=True, facts=(*ENROLMENTS, *of.facts)) for name, of in TOOK_PART.items()},
}


def rests_on(measure: Measure, names: Sequence[str]) -> tuple[str, ...]:
    """Returns the kinds of events, or their fields, that decide to which parts of these breakdowns a case belongs."""
    return tuple(fact for name in names for fact in _facts(measure, BREAKDOWNS[name]))


def _facts(measure: Measure, breakdown: Breakdown) -> Sequence[str]:
    """A case that is its own part needs no other event, but that its own says it."""
    if breakdown.of_case not in measure.units.declared:
        return breakdown.facts
    kinds = {fact for ground in measure.units.grounds for fact in ground.kinds}
    stated = [fact for fact in (*breakdown.facts, *breakdown.stated) if "." in fact]
    own = [fact for fact in stated if fact.partition(".")[0] in kinds]
    return (*own, *ENTERED) if own and breakdown.stated else own  # without a unit it is at its enrolment's (§2.2)


def column(name: str) -> str:
    """Returns the name of a breakdown's column among the columns of a case or a figure."""
    return f"by_{name}"


def broken_down(measure: Measure, frame: pl.DataFrame, by: Sequence[str], world: World) -> pl.DataFrame:
    """Adds a column for each breakdown to a measure's cases.

    Raises `Unknown` if a breakdown does not exist.
    """
    for name in by:
        if name not in BREAKDOWNS:
            known = ", ".join(BREAKDOWNS)
            raise Unknown(
                what=Text("Uppdelningen", "breakdown"),
                name=name,
                hint=Text(f"Det finns: {known}.", f"There are: {known}."),
            )
    own = measure.units.declared
    return frame.with_columns(BREAKDOWNS[name].of(frame, world, own).alias(column(name)) for name in by)


def in_part(frame: pl.DataFrame, name: str, part: str) -> pl.DataFrame:
    """Returns the cases that belong to a part; the frame has the breakdown's column."""
    of = pl.col(column(name))
    return frame.filter(of.list.contains(part) if frame.schema[column(name)].base_type() == pl.List else of == part)
