"""Ladders against their templates: the goal's employment, the length of steps, the entry rules. measures.md §9, SOD-5."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from domain.vocabulary.ladders import LADDERS, Ladder, LadderStep
from projections.facts.days import age_on, col, days_after
from projections.facts.tables import INT, TEXT
from projections.measures.shared.ladder_steps import STEPS_BEGUN
from projections.measures.shared.units import LATE, TWO
from projections.measures.shared.waits import waiting_for, waits
from projections.measures.sodertalje.journeys import REPORT
from projections.measures.sodertalje.language import LEVELS
from projections.measuring.measure import Counted, Example, Measure, Step
from projections.rules.absence import BEGUN, OF_ACTIVITY, OVER, Ground
from projections.rules.circumstances import with_held
from projections.rules.outcomes import immature_until, unknown_if, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.windows import AT_ONCE, MeasureWindow

_WITHIN = {"6 mån": 183, "12 mån": 365, "24 mån": 730, "36 mån": 1095}
_LINES = f"{REPORT} rad 230–232, 256–276"


def _of_steps(named: Callable[[Ladder, LadderStep], tuple[str, ...] | None], *columns: str) -> pl.DataFrame:
    """Returns `ladder`, `step` and these columns for each step of a template of which something is stated."""
    stated = ((ladder.key, step.number, named(ladder, step)) for ladder in LADDERS.values() for step in ladder.steps)
    rows = [(key, number, *values) for key, number, values in stated if values]
    return pl.DataFrame(rows, {"ladder": TEXT, "step": INT, **dict.fromkeys(columns, TEXT)}, orient="row")


def _with_template(frame: pl.DataFrame, template: pl.DataFrame) -> pl.DataFrame:
    return frame.join(template, on=["ladder", "step"], how="left", maintain_order="left")


def _enters_with_goal(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    goals = [key for key, ladder in LADDERS.items() if ladder.goal]
    return frame.with_columns((col("is_first") & col("ladder").is_in(goals)).fill_null(value=False).alias("enters"))


def _to_goal(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Waits for the first employment of a form that is the ladder's goal, begun on or after its first step."""
    goals = [(key, form) for key, ladder in LADDERS.items() for form in ladder.goal]
    forms = pl.DataFrame(goals, {"ladder": TEXT, "form": TEXT}, orient="row")
    jobs = scope.world["employments"].select("pid", "form", day="began_on", event="began_event")
    ends = frame.select("row", "pid", "ladder").join(forms, on="ladder").join(jobs, on=["pid", "form"])
    return waits(frame, scope, ends)


def _lasting(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    lengths = _of_steps(lambda _, step: (step.shortest or "0d", step.longest) if step.longest else None, "shortest", "longest")
    return _with_template(frame, lengths).with_columns(col("longest").is_not_null().alias("lasting"))


def _as_long(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if the step ended no earlier and no later than the template's length; its last day is in it (§1.1)."""
    begun, over = col("began_on"), days_after(col("ended_on"), 1)
    frame = frame.with_columns(window_after("began_on", scope.window))
    as_long = over.is_between(begun.dt.offset_by(col("shortest")), begun.dt.offset_by(col("longest")))
    return frame.with_columns(yes_if(as_long.fill_null(value=False))).with_columns(immature_until(col("to_on"), scope))


def _ruled(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    """True for a step that requires a language level, and for the first step on a ladder that requires an age."""
    levels = _of_steps(lambda _, step: (step.language,) if step.language else None, "needed")
    ages = [(key, *ladder.ages) for key, ladder in LADDERS.items() if ladder.ages]
    bounds = pl.DataFrame(ages, {"ladder": TEXT, "youngest": INT, "oldest": INT}, orient="row")
    frame = _with_template(frame, levels).join(bounds, on="ladder", how="left", maintain_order="left")
    of_age = col("is_first") & col("youngest").is_not_null()
    return frame.with_columns((col("needed").is_not_null() | of_age).fill_null(value=False).alias("ruled"))


def _below(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if the level assessed last before the step or on its first day is lower, or the age is another."""
    frame = with_held(frame, scope.world, "language", "began_on")
    held, needed = (col(name).replace_strict(LEVELS, default=None, return_dtype=INT) for name in ("language", "needed"))
    age = age_on(col("began_on"))
    by_level = col("needed").is_not_null()
    known = pl.when(by_level).then(held.is_not_null()).otherwise(age.is_not_null())
    met = pl.when(by_level).then(held >= needed).otherwise(age.is_between("youngest", "oldest"))
    return frame.with_columns(yes_if(~met)).with_columns(unknown_if(~known))


_CLIMBED = f"""{TWO}
2023-01-02 a insats_started insats_id=i insats=course ladder=koksbitrade step=1
2023-04-10 a insats_ended insats_id=i result=completed
2023-04-11 a placement_started placement_id=p form=extratjanst sector=municipal ladder=koksbitrade step=2
2023-12-28 a employment_started employment_id=j form=permanent
2023-01-02 b insats_started insats_id=k insats=course ladder=koksbitrade step=1
2023-02-10 b insats_ended insats_id=k result=interrupted
2023-01-01 a language_assessed level=A2
2023-05-01 a insats_started insats_id=m insats=skills_assessment ladder=vard_omsorg step=2
2023-05-01 b insats_started insats_id=n insats=skills_assessment ladder=vard_omsorg step=2
2023-05-01 b insats_started insats_id=o insats=work_practice ladder=telge_tillvaxt step=1
"""
_LENGTH = Measure(
    key="SOD-5.length",
    sv="Trappsteg som varade så länge som mallen anger",
    en="Steps of ladders that lasted as long as the template says",
    source=_LINES,
    units=STEPS_BEGUN,
    who=(
        Step(
            "lasting",
            "steget har en längd i trappans mall",
            "the step has a length in the ladder's template",
            _lasting,
            columns={"shortest": TEXT, "longest": TEXT},
        ),
    ),
    counted=Counted(
        "as_long",
        "slutade varken före eller efter mallens längd",
        "ended neither before nor after the template's length",
        _as_long,
        ("from_on", "to_on"),
        grounds=(Ground(OVER, "from_on", "to_on", unit=OF_ACTIVITY),),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=MeasureWindow("1y"),  # no template is longer
    views=True,
    direction="up",
    says_sv="Hur många dagar stegen tog visas av SOD-5.days. Kommunens egna trappor har ingen mall.",
    says_en="How many days the steps took is shown by SOD-5.days. The municipality's own ladders have no template.",
    example=Example(_CLIMBED, "2023", LATE, {"yes": 1, "no": 2, "value": 100 / 3}),
)
MEASURES = (
    replace(
        _LENGTH,
        key="SOD-5.goal",
        sv="Tid från trappans första steg till den anställning som är dess mål",
        en="Time from a ladder's first step to the employment that is its goal",
        who=(
            Step(
                "enters",
                "är personens första steg på en trappa vars mål är en anställning",
                "is the person's first step on a ladder whose goal is an employment",
                _enters_with_goal,
                grounds=(Ground(BEGUN),),
            ),
        ),
        counted=waiting_for("målets anställning", "the goal's employment", _to_goal, ("employment_started",)),
        shape="lead_time",
        unit="days",
        window=AT_ONCE,
        views=False,
        within=_WITHIN,
        direction="down",
        says_sv="Andelen framme inom 6, 12, 24 och 36 månader är skattad med de väntande censurerade (Kaplan–Meier).",
        says_en="The share that arrived within 6, 12, 24 and 36 months takes the waiting as censored (Kaplan–Meier).",
        example=Example(_CLIMBED, "2023", LATE, {"n": 2, "median": 300.5, "waiting": 3}),
    ),
    _LENGTH,
    replace(
        _LENGTH,
        key="SOD-5.entry",
        sv="Trappsteg som påbörjades utan att stegets ingångskrav var uppfyllt",
        en="Steps of ladders begun below the step's entry rule",
        who=(
            Step(
                "ruled",
                "steget kräver en språknivå, eller är det första på en trappa för en viss ålder",
                "the step requires a language level, or is the first on a ladder for certain ages",
                _ruled,
                columns={"needed": TEXT, "youngest": INT, "oldest": INT},
            ),
        ),
        counted=Counted(
            "below",
            "språknivån var lägre än stegets krav, eller åldern en annan än trappans",
            "the language level was below the step's rule, or the age another than the ladder's",
            _below,
            ("began_on", "born_on"),
            ("language_event",),
            {"language": TEXT},
            grounds=(Ground(("language_assessed",), "began_on", "began_on", answers=("yes",)),),
        ),
        window=AT_ONCE,
        views=False,
        direction="down",
        says_sv="Kravet är mallens; att börja utan det kan vara rätt. Långtidsarbetslös (SRY Städ) kan inte prövas.",
        says_en="The rule is the template's; to begin without it may be right. Long-term unemployment cannot be tested.",
        example=Example(_CLIMBED, "2023", LATE, {"yes": 2, "no": 0, "unknown": 1, "value": 200 / 3}),
    ),
)
