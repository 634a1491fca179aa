"""Work or study on a day: what a follow-up tells of it, and what counts where an employment alone does (measures.md §2.5)."""

from datetime import date
from typing import get_args

import pytest

from domain.vocabulary.code_lists import COUNTING_FORMS, WorkDefinition, label
from domain.vocabulary.way_codes import EmploymentForm, FollowUpForm, PlacementForm
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
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
