"""Linköping: outcomes, for whom, and the cost of support. measures.md §5, LIN-5, 6, 9 and 10."""

from dataclasses import replace

import polars as pl

from projections.facts.days import col
from projections.facts.tables import TEXT
from projections.measures.everyone.outcomes import AT_EXIT, FIRST_JUDGED, STABLE
from projections.measures.linkoping.plans import PROGRAMME
from projections.measures.shared.columns import AMOUNT
from projections.measures.shared.units import COUNTED, EXITS, LATE, TWO
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Example, Measure, Step, Units
from projections.rules.absence import PAID, Ground
from projections.rules.circumstances import has_children, with_held
from projections.rules.outcomes import immature_until_exit_stands
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow


def _paid(scope: Scope) -> pl.DataFrame:
    """Returns persons and months that support was paid for, with the total amount for the month."""
    months = scope.windows.with_columns(col("first_on").alias("month"))
    paid = scope.world["support_payments"].sort("pid", "month", "on", "event")
    of_month = paid.group_by("pid", "month", maintain_order=True).agg(
        col("amount_ore").sum().alias("amount"), col("event").alias("paid_events")
    )
    return of_month.join(months, on="month").with_columns(col("period").alias("unit"), col("last_on").alias("on"))


def _is_parent(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "children")
    return frame.with_columns(has_children(frame, scope.world).fill_null(value=False).alias("is_parent"))


PARENT = Step(
    "is_parent",
    "har barn i hushållet den dagen",
    "has children in the household that day",
    _is_parent,
    ("on",),
    ("children_event",),
    {"children": TEXT},
    grounds=(Ground(("circumstances_recorded.children",)),),
    unrecorded=col("children").is_null(),
)


def _children(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Counts the children of each person once, at the last exit in the period, if that exit stands."""
    last = frame.sort("on", maintain_order=True).group_by("pid", "period", maintain_order=True).last().sort("row")
    counted = COUNTED.add(last.select(frame.columns), scope).with_columns(col("children").cast(pl.Int64).alias("amount"))
    return counted.with_columns(immature_until_exit_stands(scope))


_PAID = Units(
    "har en biståndsmånad i månaden",
    "has a support month in the month",
    _paid,
    ("month",),
    ("paid_events",),
    AMOUNT,
    grounds=(Ground(PAID),),
)
_SUPPORT = f"""{TWO}
2023-03-20 a support_paid month=2023-03 amount=8000
2023-03-25 a support_paid month=2023-03 amount=500.50
2023-04-20 a support_paid month=2023-04 amount=8000
2023-03-20 b support_paid month=2023-03 amount=6000
"""
_EXITS = f"""{TWO}
2022-01-01 a circumstances_recorded children=2 foreign_born=true
2022-01-01 b circumstances_recorded children=1 foreign_born=false
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-03-01 a exited enrolment_id=e reason=A1
2023-01-10 b enrolled enrolment_id=f unit=AME
2023-03-01 b exited enrolment_id=f reason=B1
2023-05-10 b enrolled enrolment_id=g unit=AME
2023-06-01 b exited enrolment_id=g reason=E9
2010-01-01 c participant_registered sex=M born_on=1985-02-01
2023-01-10 c enrolled enrolment_id=h unit=AME
2023-03-01 c exited enrolment_id=h reason=E9
"""
_MONTHS = Measure(
    key="LIN-6.months",
    sv="Biståndsmånader",
    en="Months with income support",
    source=f"{PROGRAMME} rad 105",
    units=_PAID,
    who=(),
    counted=COUNTED,
    shape="count",
    year="sum",
    unit="months",
    grace_days=SUPPORT_GRACE_DAYS,
    direction="down",
    example=Example(_SUPPORT, "2023", LATE, {"yes": 3, "value": 3}),
)
_LEFT_FOR_WORK = replace(
    AT_EXIT,
    key="LIN-5",
    sv="Avslutade till arbete eller studier",
    en="Left for work or studies",
    source=f"{PROGRAMME} rad 49, 55; Kolada U40455",
    example=Example(_EXITS, "2023", LATE, {"yes": 2, "no": 2, "value": 50.0}),
)


def _parity(part: str, sv: str, en: str, ratio: tuple[str, str, str], value: float) -> Measure:
    return replace(
        _LEFT_FOR_WORK,
        key=f"LIN-6.{part}",
        sv=f"Avslutade till arbete eller studier: {sv}",
        en=f"Left for work or studies: {en}",
        source=f"{PROGRAMME} rad 105",
        shape="ratio",
        ratio=ratio,
        unit="ratio",
        grace_days=SUPPORT_GRACE_DAYS,
        direction=None,
        target=1.0,
        says_sv="Kvoten är 1 när andelarna är lika.",
        says_en="The ratio is 1 when the shares are equal.",
        example=Example(_EXITS, "2023", LATE, {"value": value}),
    )


MEASURES = (
    _LEFT_FOR_WORK,
    _MONTHS,
    replace(
        _MONTHS,
        key="LIN-6.sek",
        sv="Utbetalt försörjningsstöd",
        en="Income support paid",
        shape="sum",
        scale=100,
        unit="kronor",
        says_sv="Beloppen hör till den månad som stödet avser.",
        says_en="The amounts belong to the month that the support is for.",
        example=Example(_SUPPORT, "2023", LATE, {"yes": 3, "value": 22500.5}),
    ),
    _parity("parity_sex", "kvinnors andel mot mäns", "women's share to men's", ("sex", "K", "M"), 3.0),
    _parity(
        "parity_born",
        "utrikes föddas andel mot inrikes föddas",
        "the foreign-born's share to the native-born's",
        ("born", "abroad", "sweden"),
        2.0,
    ),
    replace(
        _LEFT_FOR_WORK,
        key="LIN-9",
        sv="Föräldrar som avslutas till arbete eller studier",
        en="Parents who leave for work or studies",
        source=f"{PROGRAMME} rad 51",
        who=(PARENT,),
        example=Example(_EXITS, "2023", LATE, {"yes": 2, "no": 1, "value": 200 / 3}),
    ),
    Measure(
        key="LIN-9.children",
        sv="Barn i hushållen till de föräldrar som avslutats",
        en="Children in the households of the parents who have left",
        source=f"{PROGRAMME} rad 51",
        units=EXITS,
        who=(PARENT,),
        counted=replace(
            COUNTED,
            add=_children,
            sv="barnen räknas vid det sista avslutet",
            en="children at the last exit",
            columns=AMOUNT,
        ),
        shape="sum",
        year="cohort",
        unit="children",
        window=MeasureWindow(exits="own"),
        example=Example(_EXITS, "2023", LATE, {"yes": 2, "value": 3}),
    ),
    replace(
        STABLE,
        key="LIN-10",
        sv="Egen försörjning på lång sikt: arbete eller studier "
        f"efter {FIRST_JUDGED} dagar och {{window}}, utan stöd däremellan",
        en="Self-support in the long run: work or studies "
        f"after {FIRST_JUDGED} days and {{window}}, with no support in between",
        source=f"{PROGRAMME} rad 140",
    ),
)
