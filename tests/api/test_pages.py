"""The pages, without a browser: plain Swedish HTML that tells what the API tells, with links that lead on."""

import re
from collections import Counter

import pytest

from api.pages.picture import days, drawn, rows
from projections.measures.catalogue import CATALOGUE
from projections.timelines.timeline import thread_of, timeline
from projections.worlds.coordinates import Coordinates
from tests.api.desk import Desk
from tests.api.page import Page
from tests.two_versions import two_versions

A = "period=2022&as_of=2023-06-30"
PAGES = {
    "start": "/",
    "measure": f"/matt/OUT-90.kas?{A}&by=sex",
    "measure by month": f"/matt/UPP-1.1?{A}",
    "measure, not counted": f"/matt/OUT-90.kas?{A}&show=out",
    "lead time": f"/matt/LT1?{A}",
    "parts": "/matt/OUT-90",
    "thread": "/deltagare/{anna}?as_of=2023-06-30",
    "thread as known": "/deltagare/{anna}?as_of=2023-06-30&known_at=2022-06-30",
    "why": f"/matt/OUT-90.kas/deltagare/{{anna}}?{A}",
    "why, several units": f"/matt/R3/deltagare/{{anna}}?{A}",
    "going round": "/snurrar-runt?as_of=2023-06-30",
    "coverage": "/coverage?as_of=2023-06-30",
    "not found": "/matt/OUT-91",
    "not understood": "/matt/OUT-90.kas?as_of=x",
}


def read(lives: Desk, path: str, status: int = 200) -> Page:
    answer = lives.get(path.format(anna=lives.id_of("anna"), bo=lives.id_of("bo")))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    return Page(answer.text)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_and_in_swedish(lives: Desk, name: str) -> None:
    page = read(lives, PAGES[name], {"not found": 404, "not understood": 422}.get(name, 200))
    assert page.unbalanced == []
    assert page.all("html")[0].attrs["lang"] == "sv"
    assert [len(page.all(tag)) for tag in ("h1", "main", "title")] == [1, 1, 1]
    assert page.all("title")[0].text.endswith(" – Röda tråden")


@pytest.mark.parametrize("name", PAGES)
def test_every_table_names_its_columns_and_rows_and_every_field_its_label(lives: Desk, name: str) -> None:
    page = read(lives, PAGES[name], {"not found": 404, "not understood": 422}.get(name, 200))
    for table in page.all("table"):
        head, body = table.children[-2:]
        columns = head.children[0].children
        assert all(cell.tag == "th" and cell.attrs["scope"] == "col" and cell.text.strip() for cell in columns)
        for row in body.children:
            assert len(row.children) == len(columns)
            assert [cell.attrs["scope"] for cell in row.children if cell.tag == "th"] == ["row"]
    labelled = {label.attrs["for"] for label in page.all("label")}
    fields = [e for tag in ("input", "select") for e in page.all(tag) if e.attrs.get("type") != "hidden"]
    assert {element.attrs["id"] for element in fields} == labelled


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_a_page_leads_somewhere_and_no_name_stands_twice(lives: Desk, name: str) -> None:
    page = read(lives, PAGES[name], {"not found": 404, "not understood": 422}.get(name, 200))
    ids = Counter(element.attrs["id"] for element in page.elements if "id" in element.attrs)
    assert [name for name, count in ids.items() if count > 1] == []
    named = [(e.attrs[a]) for e in page.elements for a in ("aria-labelledby", "aria-describedby") if a in e.attrs]
    within = [href[1:] for href in page.hrefs() if href.startswith("#")]
    assert [name for name in (*within, *(part for text in named for part in text.split())) if name not in ids] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_needs_script_or_style_of_its_own(lives: Desk, name: str) -> None:
    page = read(lives, PAGES[name], {"not found": 404, "not understood": 422}.get(name, 200))
    assert page.all("script") == page.all("style") == []
    assert not any(name.startswith("on") or name == "style" for element in page.elements for name in element.attrs)
    assert all(href.startswith(("/", "#", "?")) for href in page.hrefs())


@pytest.mark.parametrize("name", ["start", "measure", "measure, not counted", "why"])
def test_every_address_that_a_page_leads_to_answers(lives: Desk, name: str) -> None:
    path = PAGES[name].format(anna=lives.id_of("anna"))
    led = {href.split("#")[0] for href in read(lives, path).hrefs() if not href.startswith("#")}
    if name == "start":
        led = set(sorted(led)[::12])  # the catalogue is long
    answers = {href: lives.get(href if href.startswith("/") else f"{path.split('?')[0]}{href}").status_code for href in led}
    assert len(answers) > 1
    assert set(answers.values()) == {200}


def test_no_key_stands_in_an_address(lives: Desk) -> None:
    hrefs = [href for name in ("measure", "measure, not counted", "thread", "why") for href in read(lives, PAGES[name]).hrefs()]
    assert len(hrefs) > 20
    assert not any(re.search(r"\b(anna|bo|cia)\b", href) for href in hrefs)


def test_the_start_page_lists_every_measure(lives: Desk) -> None:
    listed = {row[0] for row in read(lives, "/").rows()}
    assert set(CATALOGUE) <= listed


def test_a_participant_is_sought_by_key_in_the_body(lives: Desk) -> None:
    response = lives.client.post("/deltagare", data={"participant": " anna "})
    assert (response.status_code, response.headers["location"]) == (303, f"/deltagare/{lives.id_of('anna')}")
    missed = lives.client.post("/deltagare", data={"participant": '<b>"dan'})
    assert missed.status_code == 404
    page = Page(missed.text)
    (field,) = (element for element in page.all("input") if element.attrs["name"] == "participant")
    assert (field.attrs["value"], field.attrs["aria-invalid"]) == ('<b>"dan', "true")
    assert "finns inte" in page.text()
    assert page.all("b") == []
    assert lives.client.post("/deltagare").status_code == 404


def test_one_page_answers_how_many_go_round_and_says_that_it_is_no_ground_for_a_sanction(lives: Desk) -> None:
    assert "/snurrar-runt" in read(lives, "/").hrefs()
    page = read(lives, PAGES["going round"])
    assert "aldrig en grund för sanktion" in page.text()
    names = [" ".join(element.text.split()) for element in page.all("dt")]
    assert names == ["R3 Varv", "R4 Snurrar runt", "R5 Fastnat", "Återinträde", "In och ut", "Rundgång"]
    numbers = [" ".join(element.text.split()) for element in page.all("dd") if element.attrs.get("class") == "number"]
    assert numbers[1:3] == [".. av .. personer"] * 2  # three lives are few


def test_a_measures_page_opens_on_the_latest_year_that_has_cases(lives: Desk) -> None:
    def opened(path: str) -> str:
        (field,) = (element for element in read(lives, path).all("input") if element.attrs.get("id") == "period")
        return field.attrs["value"]

    assert opened("/matt/OUT-90.kas") == "2022"  # nobody has left since
    assert opened("/matt/OUT-90.kas?as_of=2022-09-01") == "2021"  # nobody had left yet: the year before
    assert opened("/matt/OUT-90.kas?period=2019") == "2019"


def test_a_threads_page_tells_what_the_thread_tells(lives: Desk) -> None:
    page = read(lives, PAGES["thread"])
    table = list(page.rows())
    assert ["Resa 1", "2022-01-10 – 2022-09-30", "A1 Tillsvidareanställning", ""] in table
    assert ["Resa 2, åter efter 214 dagar", "2023-05-02 – pågår", "–", ""] in table
    assert ["Jobbcoachning", "2022-01-20 – 2022-05-31", "slutförd", "10 11"] in table
    assert ["Cv", "2022-03-01 → 2022-04-01 (omdaterat 2022-02-20)", "2022-03-28", "6 7 8"] in table
    assert ["2022-01-12", "Försörjningshinder", "Arbetslös, ingen ersättning", "4"] in table
    assert "Uppföljning 90 dagar efter avslutet 2022-09-30 saknas." in page.text()


def test_a_threads_page_is_as_it_was_known(lives: Desk) -> None:
    table = list(read(lives, PAGES["thread as known"]).rows())
    assert ["Resa 1", "2022-01-10 – pågår", "–", ""] in table
    assert not any(row[0].startswith("Resa 2") for row in table)


def test_the_picture_has_a_link_for_each_row_and_day_of_the_tables(lives: Desk) -> None:
    page = read(lives, PAGES["thread"])
    marks = [element for element in page.all("a") if "svg" in element.within]
    named = {element.attrs["id"] for element in page.all("tr") if "id" in element.attrs}
    assert {mark.attrs["href"].removeprefix("#") for mark in marks} == named
    assert all(mark.attrs["aria-label"] for mark in marks)
    assert len(marks) == 14


def test_the_picture_lies_within_its_frame_in_the_order_of_days(lives: Desk) -> None:
    history = lives.shop.log.history("anna")
    for as_of in (history[0].on, history[5].on, history[-1].on.replace(year=2045)):
        thread = thread_of("anna", history, Coordinates(as_of))
        assert thread is not None
        laid_out = timeline(thread, Coordinates(as_of))
        picture = drawn(rows(laid_out), days(laid_out), as_of)
        if picture is None:
            assert (rows(laid_out), days(laid_out)) == ([], [])
            continue
        assert all(bar.x >= 300 and bar.x + bar.width <= 985 for bar in picture.bars)
        assert [bar.x for bar in sorted(picture.bars, key=lambda bar: bar.row.began_on)] == sorted(b.x for b in picture.bars)
        assert all(picture.ticks[n].x < picture.ticks[n + 1].x - 30 for n in range(len(picture.ticks) - 1))


def test_a_measures_page_tells_figure_definition_and_cases(lives: Desk) -> None:
    page = read(lives, PAGES["measure"])
    table = list(page.rows())
    assert ["2022", "Alla", "..", "..", "..", "..", "0", "0", "..", "..", "slutlig", "Visa"] in table
    assert ["2022", "Kvinnor", "..", "..", "..", "..", "0", "0", "..", "..", "slutlig", "Visa"] in table
    assert ".. dolt: små antal." in page.text()
    assert CATALOGUE["OUT-90.kas"].counted.sv in page.text()
    assert [row[:4] for row in table if row[0] in ("anna", "bo", "cia")] == [
        ["anna", "e1", "ja", "hade ett arbete som räknas"],
        ["bo", "e3", "nej", "enligt uppföljningen närmast dagen"],
        ["cia", "e4", "okänt", "inget är känt om den dagen"],
    ]


def test_cases_of_a_part_and_those_not_counted_have_their_reason(lives: Desk) -> None:
    men = read(lives, f"/matt/OUT-90.kas?{A}&part=sex=M")
    assert [row[0] for row in men.rows() if row[0] in ("anna", "bo", "cia")] == ["bo"]
    assert "Fallen: kön: Män" in men.text()
    out = read(lives, "/matt/OUT-90.kas?period=2022-10&as_of=2023-06-30&show=out")
    assert [row[:3] for row in out.rows() if row[0] in ("anna", "bo", "cia")] == [
        [name, "–", "uppfyller inte: har en resa som avslutades i perioden"] for name in ("anna", "bo")
    ]


def test_why_reads_the_rules_aloud_and_links_their_events_to_the_thread(lives: Desk) -> None:
    page = read(lives, PAGES["why"])
    assert "Inräknad, utfall ja" in page.text()
    steps = list(page.rows())[1:]
    assert [row[:2] for row in steps] == [
        ["har en resa som avslutades i perioden", "ja"],
        ["är i arbete eller studier 90 dagar efter avslut: ja; hade ett arbete som räknas", "ja"],
    ]
    thread = read(lives, PAGES["thread"])
    linked = [href.split("#")[1] for href in page.hrefs() if "#h-" in href]
    assert len(linked) == 3
    assert set(linked) <= {element.attrs["id"] for element in thread.elements if "id" in element.attrs}


def test_the_form_keeps_the_question(lives: Desk) -> None:
    page = read(
        lives,
        "/matt/OUT-90.kas?period=2022 2021&as_of=2023-06-30&known_at=2023-01-31&by=unit&view=adjusted&set=journey_gap_days=30",
    )
    values = {element.attrs["name"]: element.attrs["value"] for element in page.all("input")}
    assert values == {"period": "2022 2021", "as_of": "2023-06-30", "known_at": "2023-01-31", "set": "journey_gap_days=30"}
    assert [option.attrs["value"] for option in page.all("option") if "selected" in option.attrs] == ["unit", "adjusted"]


def test_an_empty_form_asks_for_last_year_today(lives: Desk) -> None:
    page = read(lives, "/matt/OUT-90.kas?period=&as_of=&known_at=&by=")
    values = {element.attrs["name"]: element.attrs["value"] for element in page.all("input")}
    assert (len(values["period"]), values["as_of"], values["known_at"]) == (4, "", "")


def test_a_page_that_cannot_be_shown_says_which_field_was_wrong(lives: Desk) -> None:
    page = read(lives, "/matt/OUT-90.kas?as_of=igår&known_at=2023-13-01", 422)
    assert [" ".join(item.text.split()) for item in page.all("li")] == [
        "as_of: ”igår” i as_of är inte ett datum (ÅÅÅÅ-MM-DD).",
        "known_at: ”2023-13-01” i known_at är inte en tidpunkt med tidszon (ÅÅÅÅ-MM-DDTHH:MM:SS+HH:MM).",
    ]


def test_an_older_definition_has_a_page_whose_links_keep_to_it(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    two_versions(monkeypatch)
    page = read(lives, f"/matt/R3/1?{A}")
    assert "R3/2 (gäller), R3/1" in page.text()
    assert [row[0] for row in page.rows() if row[0] in ("anna", "bo", "cia")] == ["anna", "bo", "cia"]
    led = [href for href in page.hrefs() if href.startswith(("/matt/R3", "/api/v1/measures/R3"))]
    assert len(led) == 5
    assert all("R3/1%3Flook_back_days%3D1095/" in href for href in led)
    assert {lives.get(href).status_code for href in led} == {200}
    why = read(lives, next(href for href in led if "/deltagare/" in href))
    assert "/matt/R3/1%3Flook_back_days%3D1095?" in "".join(why.hrefs())
    assert [row[0] for row in read(lives, f"/matt/R3?{A}").rows() if row[0] in ("anna", "bo", "cia")] == ["anna", "cia"]


def test_a_target_stands_with_the_day_it_is_to_be_reached_by(lives: Desk) -> None:
    page = read(lives, f"/matt/UPP-0?{A}")
    assert "1,0 senast 2026-12-31" in [cell for row in page.rows() for cell in row]
    assert "minska till 1,0 senast 2026-12-31" in page.text()
