"""Over HTTP nobody is known, so that the gate is always shut: in figures and on a measure's page; and nothing opens it."""

import re

from tests.api.desk import Desk
from tests.scripts.command_line import lines_of

WOMEN, MEN = 4, 97
QUESTION = {"period": "2023-12", "as_of": "2024-03-31", "by": "sex"}
YOUNG = "/api/v1/measures/UPP-1.6/figures"


def with_few_women(desk: Desk) -> Desk:
    story = ""
    for n in range(WOMEN + MEN):
        story += f"2010-01-01 person-{n:03} participant_registered sex={'K' if n < WOMEN else 'M'} born_on=2003-05-15\n"
        story += f"2023-12-20 person-{n:03} support_paid month=2023-12 amount=8000\n"
    assert not desk.shop.take_in(lines_of(story)).refused
    return desk


def tells_of_the_men(text: str) -> bool:
    return re.search(rf"(?<![\w-]){MEN}(?![\d-])", text) is not None


def test_what_is_hidden_is_null_and_named(empty: Desk) -> None:
    response = with_few_women(empty).get(YOUNG, **QUESTION)
    whole, women, men = response.json()["figures"]
    assert (whole["value"], whole["suppressed"], whole["hidden"]) == (WOMEN + MEN, False, [])
    assert [(part["value"], part["yes"], part["suppressed"]) for part in (women, men)] == [(None, None, True)] * 2
    assert {"value", "yes", "upper"} <= {*women["hidden"]}
    assert not tells_of_the_men(response.text)


def test_no_question_opens_the_gate(empty: Desk) -> None:
    assert with_few_women(empty).get(YOUNG, **QUESTION, open_counts=True).status_code == 422


def test_a_page_has_the_sign_and_says_what_it_means(empty: Desk) -> None:
    """The list of cases below it is for those who may see persons."""
    page, _, _ = with_few_women(empty).get("/matt/UPP-1.6", **QUESTION).text.partition('<h2 id="fallen">')
    assert '<abbr title="dolt: små antal">..</abbr>' in page
    assert ".. dolt: små antal." in page
    assert "101 personer" in page
    assert not tells_of_the_men(page)
