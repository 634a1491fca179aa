"""What was delivered and what can be known by it, over HTTP and on its page: the same as the command line tells."""

from typing import Any

import pytest

from tests.api.desk import Desk
from tests.api.page import Page
from tests.projections.measuring.test_lacking import ENROLMENTS, delivery, line
from tests.scripts.command_line import rodtrad

ADDRESS = "/api/v1/coverage"
QUESTION = {"period": "2023", "as_of": "2024-06-30"}
KEYS = ["UPP-1.6", "SOD-1.plan", "LT5a"]


def declared_lines() -> list[dict[str, Any]]:
    """Twelve with support, none with a date of birth; what was delivered is stated last."""
    people = [line("participant_registered", "2023-01-01", f"p{nr}", sex="K") for nr in range(12)]
    paid = [line("support_paid", "2023-12-20", f"p{nr}", id=f"s{nr}", month="2023-12", amount=100) for nr in range(12)]
    kinds = [*ENROLMENTS, "support_paid"]
    return [*people, *paid, delivery("d", kinds, missing={"support_paid": ["role"]}, assumed=True)]


@pytest.fixture
def declared(empty: Desk) -> Desk:
    *events, stated = declared_lines()
    for lines in (events, [stated]):
        assert not empty.shop.take_in(lines).refused
    return empty


def test_the_answer_is_that_of_the_command_line(declared: Desk) -> None:
    asked = ("coverage", *KEYS, "-p", "2023", "--as-of", "2024-06-30", "-f", "json")
    printed = rodtrad(*asked, "--store", declared.shop.log.where, env={"RODTRAD_KEY": str(declared.shop.log.key_path)})
    answer = declared.get(ADDRESS, **QUESTION, measure=KEYS)
    assert answer.status_code == 200
    assert answer.json() == printed.json
    assert answer.json()["position"] == declared.position
    assert [row["measure"] for row in answer.json()["measures"]] == KEYS


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ({"measure": "UPP-99"}, 404, "unknown"),
        ({"period": "2023-13"}, 404, "unknown"),
        ({"period": "2023-01..2099-12"}, 422, "bad-question"),
        ({"position": "999999"}, 422, "bad-question"),
        ({"as_of": "2099-01-01"}, 422, "bad-question"),
        ({"open_counts": "true"}, 422, "not-understood"),
        ({"period": ["2022", "2023"]}, 422, "not-understood"),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_problem(lives: Desk, query: dict[str, str], status: int, kind: str) -> None:
    answer = lives.get(ADDRESS, **query)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:rodtrad:problem:{kind}"


def test_at_an_earlier_position_nothing_is_delivered_yet(declared: Desk) -> None:
    answer = declared.get(ADDRESS, **QUESTION, position=declared.position - 1).json()
    assert (answer["declared"], answer["deliveries"], answer["measures"]) == (False, [], [])
    assert "--complete-from --complete-to" in answer["note_sv"]


def test_the_page_has_what_is_lacking_and_links_to_those_it_hits(declared: Desk) -> None:
    page = Page(declared.get("/coverage", **QUESTION, measure=" ".join(KEYS)).text)
    (plans,) = (item for item in page.all("li") if "Planer är inte levererade" in item.text)
    assert " ".join(plans.text.split()).endswith("SOD-1.plan kan inte räknas.")
    assert "/matt/SOD-1.plan?period=2023&as_of=2024-06-30" in page.hrefs()
    rows = [*page.rows()]
    days = ["2023-01-01", "2023-12-31"]
    assert ["lifecare", "biståndsmånader", *days, "alla", "roll i hushållet", "antaget", "nej", "2024-01-15"] in rows
    (young,) = (row for row in rows if row[0] == "UPP-1.6")
    assert young[2:] == ["går inte att veta", "2023-12-31", "födelsedatum saknas: ingen kan avgöras"]


def test_an_undeclared_log_is_told_once_on_the_page_with_how_to_declare(lives: Desk) -> None:
    page = Page(lives.get("/coverage").text)
    assert page.text().count("Loggen säger inget om vad som är levererat") == 1
    assert "--complete-from --complete-to" in page.text()
    assert page.all("table") == []


def test_every_page_leads_to_what_the_figures_rest_on(lives: Desk) -> None:
    here = [link for link in Page(lives.get("/coverage").text).all("a") if "aria-current" in link.attrs]
    assert [link.text for link in here] == ["Underlag"]
    assert "/coverage" in Page(lives.get("/").text).hrefs()
