"""In casework one searches by key, identity number or words of a name, and finds those whom one may see, and nobody else."""

import httpx2
import pytest

from domain.access.names import NameIndex
from tests.api.access.conftest import FOREIGN, NUMBERS, OWN, Office
from tests.stores import Shop

SEARCH = "/api/v1/participants/search"


def search(office: Office, name: str, text: str) -> httpx2.Response:
    return office.desk.client.post(SEARCH, json={"text": text}, headers=office.bearing(name))


@pytest.mark.parametrize("text", [OWN, NUMBERS[OWN][0], "900515-2385", "Ylva Ek-Lund", "LUND", "ek ylva", "Ek-Lund"])
def test_one_of_ones_own_is_found(office: Office, text: str) -> None:
    assert search(office, "caseworker", text).json()["ids"] == [office.id_of(OWN)]
    answer = office.desk.client.post("/deltagare", data={"participant": text}, headers=office.bearing("caseworker"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/deltagare/{office.id_of(OWN)}")
    assert [entry.outcome for entry in office.entries()[-2:]] == ["done", "done"]


@pytest.mark.parametrize("text", [FOREIGN, NUMBERS[FOREIGN][0], "Ylva Ask", "Ylv", "Ylva Berg", "AME", "1990"])
def test_one_of_another_unit_is_not_found_nor_anybody_by_a_part_of_a_word_or_a_condition(office: Office, text: str) -> None:
    assert search(office, "caseworker", text).json()["ids"] == []
    sent = {"participant": text}
    answer = office.desk.client.post("/deltagare", data=sent, headers=office.bearing("caseworker"))
    assert answer.status_code == 404
    assert office.id_of(FOREIGN) not in answer.text


def test_several_of_one_name_are_listed_to_whoever_may_see_them(office: Office) -> None:
    assert search(office, "service", "ylva").json()["ids"] == sorted([office.id_of(OWN), office.id_of(FOREIGN)])
    page = office.desk.client.post("/deltagare", data={"participant": "ylva"}, headers=office.bearing("service"))
    assert page.status_code == 200
    assert all(f'<a href="/deltagare/{office.id_of(key)}">{key}</a>' in page.text for key in (OWN, FOREIGN))


def test_names_are_found_as_they_come_and_none_is_kept_in_clear(shop: Shop) -> None:
    index = NameIndex(shop.log)
    assert index.find("Ylva") == set()
    times = {"source": "test", "recorded_at": "2022-01-02T12:00:00+01:00", "on": "2022-01-02"}
    person = {"kind": "participant_registered", "participant": "a", "id": "1", "sex": "K", **times}
    named = {"kind": "identity_registered", "participant": "a", "id": "2", "number": NUMBERS[OWN][0], **times}
    assert shop.take_in([person, named | {"number_type": "personnummer", "name": "Åsa  Ek-Lund"}]).refused == []
    subject = shop.log.keys.find(["a"])["a"]
    assert subject is not None
    assert index.find("åsa") == index.find("lund ÅSA") == {subject.stream}
    assert index.find("") == index.find("ås") == set()
    assert "lund" not in repr(vars(index)).lower()
