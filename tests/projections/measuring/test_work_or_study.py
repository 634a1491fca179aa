"""Work or study on a day: what a follow-up tells of it, and what counts where an employment alone does (measures.md §2.5)."""

from datetime import date
from typing import get_args

import pytest

from domain.vocabulary.code_lists import COUNTING_FORMS, WorkDefinition, label
from domain.vocabulary.way_codes import EmploymentForm, FollowUpForm, PlacementForm
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.rules.status import stable, work_or_study
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
EXITED = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
"""
ESTABLISHED = "2022-01-01 anna circumstances_recorded establishment_to=2023-03-01 education_duty=true\n"


def figure_of(text: str, key: str) -> Figure:
    (figure,) = figures(Ask(CATALOGUE[key], [period("2023-03")]), world_of(text, LATE))
    return figure


def test_a_follow_up_tells_of_any_form_of_employment_or_placement() -> None:
    assert set(get_args(FollowUpForm)) == {*get_args(EmploymentForm), *get_args(PlacementForm)}


@pytest.mark.parametrize("form", get_args(FollowUpForm))
@pytest.mark.parametrize("definition", ["kas", "scb90", "regular"])
def test_a_followed_up_form_counts_where_an_employment_or_a_placement_of_it_does(form: str, definition: WorkDefinition) -> None:
    text = f"{EXITED}2023-05-30 anna followed_up status=work form={form}"
    counts = form in COUNTING_FORMS[definition] or (form, definition) == ("extratjanst", "scb90")
    figure = figure_of(text, f"OUT-90.{definition}")
    assert (figure.yes, figure.no) == ((1, 0) if counts else (0, 1))


@pytest.mark.parametrize("form", get_args(FollowUpForm))
def test_a_followed_up_form_is_shown_by_its_word(form: str) -> None:
    (employment, placement) = (get_args(EmploymentForm), get_args(PlacementForm))
    assert (form in employment) != (form in placement)
    assert label("employment_form" if form in employment else "placement_form", form, "sv")


@pytest.mark.parametrize(
    ("event", "work", "either"),
    [
        ("2023-05-01 anna employment_started employment_id=j form=samhall", "yes", "yes"),
        ("2023-05-01 anna study_started study_id=s programme=yh student_aid=true", "no", "yes"),
        ("2023-05-01 anna placement_started placement_id=p form=extratjanst sector=municipal", "no", "yes"),
        ("2023-05-30 anna followed_up status=work form=osa", "yes", "yes"),
        ("2023-05-30 anna followed_up status=work", "yes", "yes"),
        ("2023-05-30 anna followed_up status=work form=extratjanst", "no", "yes"),
        ("2023-05-30 anna followed_up status=study", "no", "yes"),
        ("2023-05-30 anna followed_up status=unknown", "unknown", "unknown"),
    ],
)
def test_after_establishment_an_employment_alone_is_work(event: str, work: str, either: str) -> None:
    text = f"{ESTABLISHED}{event}"
    for key, outcome in (("ENK-1.work", work), ("ENK-1", either)):
        figure = figure_of(text, key)
        assert getattr(figure, outcome) == 1, key
        assert (figure.yes or 0) + (figure.no or 0) + (figure.unknown or 0) == 1


DAY = date(2023, 5, 30)
JOB = "2023-05-01 anna employment_started employment_id=j form=permanent\n"
HOURLY = "2023-05-20 anna employment_started employment_id=j form=hourly\n"
ENDED = "2023-06-05 anna employment_ended employment_id=j\n"
STUDY = "2023-05-02 anna study_started study_id=s programme=yh student_aid="
EXTRA = "2023-05-03 anna placement_started placement_id=p form=extratjanst sector=municipal\n"
SUPPORT = "2023-05-20 anna support_paid month=2023-05 amount=1\n"
PROGRAMME = "2023-05-05 anna insats_started insats_id=i insats=coaching\n"
ENROLLED = "2023-05-04 anna enrolled enrolment_id=e unit=AME\n"


def known(text: str, definition: WorkDefinition, as_of: date = LATE) -> tuple[str, str, date | None, str | None]:
    """Outcome, why, since when, and the event, by its line after Anna's registration."""
    world = world_of(text, as_of)
    frame = world["participants"].select("pid").with_row_index("row").with_columns(on=DAY)
    outcome, why, since, event = work_or_study(frame, world, "on", definition).select("outcome", "why", "since", "event").row(0)
    return outcome, why, since, event


@pytest.mark.parametrize(
    ("text", "definition", "expected"),
    [
        (JOB, "kas", ("yes", "works", date(2023, 5, 1), "2")),
        (STUDY + "true", "kas", ("yes", "studies", date(2023, 5, 2), "2")),
        (STUDY + "false", "kas", ("no", "study_does_not_count", date(2023, 5, 2), "2")),
        (EXTRA, "scb90", ("yes", "placement_counts", date(2023, 5, 3), "2")),
        (EXTRA, "kas", ("no", "in_placement", date(2023, 5, 3), "2")),
        (HOURLY + ENDED, "kas", ("no", "work_does_not_count", date(2023, 5, 20), "2")),
        (HOURLY + ENDED, "regular", ("yes", "works", date(2023, 5, 20), "2")),
        ("2023-06-01 anna followed_up status=work", "kas", ("yes", "followed_up", date(2023, 6, 1), "2")),
        ("2023-06-01 anna followed_up status=neither", "kas", ("no", "followed_up", date(2023, 6, 1), "2")),
        ("2023-06-01 anna followed_up status=unknown", "kas", ("unknown", "followed_up", date(2023, 6, 1), "2")),
        (ENROLLED, "kas", ("no", "enrolled", date(2023, 5, 4), "2")),
        (PROGRAMME, "kas", ("no", "in_insats", date(2023, 5, 5), "2")),
        (SUPPORT, "kas", ("no", "has_support", date(2023, 5, 1), "2")),
        ("2023-05-30 anna deceased", "kas", ("no", "dead", date(2023, 5, 30), "2")),
        ("", "kas", ("unknown", "nothing_known", None, None)),
        (STUDY + "true\n" + JOB, "kas", ("yes", "works", date(2023, 5, 1), "3")),
        (STUDY + "true\n" + JOB.replace("-01", "-02"), "kas", ("yes", "studies", date(2023, 5, 2), "2")),
        (PROGRAMME + ENROLLED + EXTRA, "kas", ("no", "in_placement", date(2023, 5, 3), "4")),
    ],
)
def test_what_decides_is_named_with_its_day_and_event(
    text: str, definition: WorkDefinition, expected: tuple[str, str, date | None, str | None]
) -> None:
    """Of several of one rank the one that began first, then that of the lesser event."""
    assert known(text, definition) == expected


def test_a_job_that_may_still_last_its_month_goes_before_a_follow_up_and_after_studies() -> None:
    text, today = f"{HOURLY}2023-05-30 anna followed_up status=neither\n", date(2023, 6, 1)
    assert known(text, "kas", today) == ("immature", "month_not_over", date(2023, 5, 20), "2")
    assert known(f"{text}{STUDY}true", "kas", today)[:2] == ("yes", "studies")


@pytest.mark.parametrize(
    ("ended", "as_of", "expected"),
    [
        (date(2023, 7, 29), LATE, [(date(2023, 5, 1), date(2023, 7, 29), "2")]),
        (date(2023, 7, 28), LATE, []),
        (None, date(2023, 7, 29), [(date(2023, 5, 1), date(2023, 7, 29), "2")]),
        (None, date(2023, 7, 28), []),
    ],
)
def test_a_stable_outcome_is_ninety_days_the_first_and_the_last_counted(
    ended: date | None, as_of: date, expected: list[tuple[date, date, str]]
) -> None:
    text = JOB + (f"{ended} anna employment_ended employment_id=j" if ended else "")
    assert stable(world_of(text, as_of)).select("first_on", "last_on", "event").rows() == expected


def test_a_stable_outcome_may_go_from_work_to_studies_without_a_day_between() -> None:
    job = f"{JOB}2023-06-15 anna employment_ended employment_id=j\n"
    study = " anna study_started study_id=s programme=yh student_aid=true\n"
    ended = "2023-07-29 anna study_ended study_id=s result=completed"
    at_once, later = (stable(world_of(job + on + study + ended, LATE)) for on in ("2023-06-16", "2023-06-17"))
    assert at_once.select("first_on", "last_on", "event").rows() == [(date(2023, 5, 1), date(2023, 7, 29), "2")]
    assert later.is_empty()
