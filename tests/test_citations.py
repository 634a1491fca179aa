"""What the code cites of the contracts is in them: every `measures.md §2.5` leads to a section that stands in docs/."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
DOCUMENTS = {path.stem: path for path in (*HOUSE.glob("docs/*.md"), *HOUSE.glob("docs/background/*.md"))}
CONTRACTS = ("measures", "events", "evaluation-methods", "domain-and-law")
"""The documents whose sections have numbers."""
CITING = [
    path
    for room in ("domain", "projections", "api", "scripts", "tests")
    for path in sorted((HOUSE / room).rglob("*.py"))
    if path != Path(__file__)
]

_NUMBER = r"\d+(?:\.\d+)*[a-z]?\b"
_NAMED = re.compile(rf"(?:background/)?([a-z-]+)(?:\.md)? §({_NUMBER}(?:(?:, | and |–)§?{_NUMBER})*)(?! kap)")
_BARE = re.compile(rf"(?<!\.md )(?<!RFC 6962 )§({_NUMBER})")
_HEADING = re.compile(r"#+ (\d+(?:\.\d+)*)\.? ")
_ITEM = re.compile(r"(\d+)\. ")
_LETTER = re.compile(r" +([a-z])\. ")


@cache
def sections(document: str) -> frozenset[str]:
    """The numbers of a document's sections: of its headings, of the items of their lists, and of the items' letters."""
    there: set[str] = set()
    heading = item = ""
    for line in DOCUMENTS[document].read_text("utf-8").splitlines():
        if numbered := _HEADING.match(line):
            heading, item = numbered[1], ""
            there.add(heading)
        elif numbered := _ITEM.match(line):
            item = f"{heading}.{numbered[1]}"
            there.add(item)
        elif item and (lettered := _LETTER.match(line)):
            there.add(f"{item}{lettered[1]}")
    return frozenset(there)


def citations(text: str) -> Iterator[tuple[str, str]]:
    """Each document that a text cites, with the section; without a document where the text does not say which."""
    for document, numbers in _NAMED.findall(text):
        if document in CONTRACTS:
            yield from ((document, number) for number in re.findall(_NUMBER, numbers))
    yield from (("", number) for number in _BARE.findall(text))


def leads_nowhere(text: str) -> list[str]:
    """What a text cites and no contract has."""
    anywhere = frozenset[str]().union(*(sections(document) for document in CONTRACTS))
    return [
        f"{document} §{number}"
        for document, number in citations(text)
        if number not in (sections(document) if document else anywhere)
    ]


def test_every_section_that_the_code_cites_stands_in_its_document() -> None:
    broken = {str(path.relative_to(HOUSE)): bad for path in CITING if (bad := leads_nowhere(path.read_text("utf-8")))}
    assert broken == {}


@pytest.mark.parametrize(
    "text",
    [
        "measures.md §99", "measures.md §2.5 and §99", "measures.md §1–99", "events.md §2.5z", "domain-and-law §6.99",
        "as it should be (§1.99)", "evaluation-methods.md §1.5.99",
    ],
)  # fmt: skip
def test_a_section_that_no_document_has_is_seen(text: str) -> None:
    assert leads_nowhere(text)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("(measures.md §2.5a, §7)", [("measures", "2.5a"), ("measures", "7")]),
        ("measures.md §2.5–2.6", [("measures", "2.5"), ("measures", "2.6")]),
        ("domain-and-law §6.1", [("domain-and-law", "6.1")]),
        ("evaluation-methods.md §4 A and B", [("evaluation-methods", "4")]),
        ("RFC 6962 §2.1", []),
        ("4 kap. 1 § socialtjänstlagen", []),
    ],
)
def test_a_citation_is_read_as_it_is_written(text: str, cited: list[tuple[str, str]]) -> None:
    assert [(document, number) for document, number in citations(text) if document] == cited


def test_the_contracts_are_cited_and_not_only_named() -> None:
    named = [document for path in CITING for document, _ in citations(path.read_text("utf-8"))]
    assert set(CONTRACTS) <= set(named)
