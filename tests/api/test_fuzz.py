"""Whatever is sent, the answer is one that the API's description tells of; nothing ever goes wrong in the server."""

import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import httpx2
import pytest

from tests.api.desk import Desk, Json, serving_lives
from tests.conftest import Many

TEXTS = (
    "",
    " ",
    "2023",
    "2022-09",
    "9999",
    "0000",
    "1900..9999",
    "2023..2022",
    "2022..2023..2024",
    "..",
    "2023.." * 50,
    "٢٠٢٣",
    "2023-13",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "10000-01-01",
    "-1",
    "1e400",
    "99999999999999999999",
    "9" * 5000,
    "NaN",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufffe",
    "å" * 2000,
    "' OR 1=1 --",
    "{{7*7}}",
    "%00",
    "sex",
    "sex,age,unit,born",
    "sex=K",
    "journey_gap_days=99999999999999999999",
    "gap=1",
    "R3",
    "R3/99999999999999999999",
    f"R3/{'9' * 5000}",
    "R3?window=1",
    "OUT-90",
    "f" * 32,
    "19900515-9802",
    "true",
    "official",
)
BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"\\ud800"',
    b'{"commands": "\\ud800"}',
    b'{"participant": "\\ud800"}',
    b'{"participant": "\\u0000"}',
    b'{"participant": 123456789012345678901234567890}',
    b'{"participant": NaN}',
    b'{"participant": "\xed\xa0\x80"}',
    b'{"participant": "p", "participant": "q"}',
    b"\xff\xfe{\x00}\x00",
    b"[" * 100_000,
    b'{"commands": ' + b"[" * 300 + b"]" * 300 + b"}",
    b'{"commands": [{"kind": "enrol", "participant": ' + b'{"a":' * 400 + b"1" + b"}" * 400 + b"}]}",
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    None,
    True,
    0,
    -1,
    2**63,
    2**64,
    10**40,
    -(10**40),
    1.5,
    1e308,
    [],
    {},
    [[]],
    ["a"] * 1001,
    {"a": {"b": [1]}},
)
TYPES = (
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json; x=\xff",
    "",
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
SCREENS = ("/", "/deltagare", "/deltagare/{participant}", "/matt/{key}", "/matt/{key}/deltagare/{participant}", "/static/{key}")
UNUSED = 405
"""An address that cannot be used by a method."""


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Lives of these tests' own: what is sent by chance can be a command that is taken."""
    with serving_lives(tmp_path_factory.mktemp("fuzzed")) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(lives: Desk) -> Json:
    return lives.get("/api/v1/openapi.json").json()


class Sender:
    """Sends what nobody should, by chance that is the same every time."""

    def __init__(self, desk: Desk, described: Json, seed: int) -> None:
        self.desk, self.described, self.chance = desk, described, Random(seed)
        self.known = {"participant": desk.id_of("anna"), "key": "OUT-90.kas"}

    def path(self, template: str) -> str:
        for name, good in self.known.items():
            value = good if self.chance.random() < 0.7 else self.chance.choice(TEXTS[1:])  # without any it is another address
            template = template.replace(f"{{{name}}}", _escaped(value))
        return template

    def query(self, names: list[str]) -> str:
        good = {"period": "2022", "participant": self.known["participant"]}
        pairs = [(name, value) for name, value in good.items() if name in names and self.chance.random() < 0.8]
        pairs += [
            (self.chance.choice([*names, "other", "\x00"]), self.chance.choice(TEXTS)) for _ in range(self.chance.randrange(4))
        ]
        return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)

    def body(self) -> tuple[bytes | None, Json]:
        if self.chance.random() < 0.4:
            return self.chance.choice(BODIES), None
        return None, {self.chance.choice(["commands", "participant"]): [self.command()]}

    def command(self) -> Mapping[str, Any]:
        """Of any kind, with some fields that its form has and values that it may not."""
        schemas = self.described["components"]["schemas"]
        forms = schemas["Batch"]["properties"]["commands"]["items"]["discriminator"]["mapping"]
        kind = self.chance.choice(sorted(forms))
        fields = schemas[forms[kind].rsplit("/", 1)[1]]["properties"]
        right = {"participant": "anna", "on": "2023-02-01", "id": f"f{self.chance.random()}"}
        names = [name for name in fields if name in right or self.chance.random() < 0.5]
        wrong = self.chance.choice(names)
        return {"kind": kind} | {
            name: self.chance.choice(VALUES) if name == wrong or name not in right else right[name] for name in names
        }

    def send(self, method: str, template: str, names: list[str]) -> httpx2.Response:
        address = f"{self.path(template)}?{self.query(names)}"
        content, value = self.body() if method == "POST" else (None, None)
        headers = {"Accept-Language": self.chance.choice(["sv", "en", "\xff" * 20])}
        if content is not None or value is not None:
            headers["Content-Type"] = "application/json" if self.chance.random() < 0.8 else self.chance.choice(TYPES)
            content = content if content is not None else _json(value)
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return self.desk.client.request(method, address, content=content, headers=encoded)


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _json(value: Json) -> bytes:
    """As the standard library writes it, which is not always JSON."""
    return json.dumps(value).encode()


def _operations(described: Json) -> Iterator[tuple[str, str, list[str], set[int]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
            yield method.upper(), path, names, {int(status) for status in operation["responses"]}


@pytest.mark.parametrize("seed", range(4))
def test_only_what_is_described_is_answered(lives: Desk, described: Json, many: Many, seed: int) -> None:
    sender, seen = Sender(lives, described, seed), set()
    for _ in range(many(400, 12)):
        for method, path, names, statuses in _operations(described):
            answer = sender.send(method, path, names)
            assert answer.status_code in statuses - {500, 503}, (answer.request.url, answer.request.content, answer.text)
            seen.add(answer.status_code)
    assert {200, 404, 422} <= seen


def test_no_method_and_no_page_goes_wrong(lives: Desk, described: Json, many: Many) -> None:
    sender = Sender(lives, described, seed=4)
    paths = [*SCREENS, *described["paths"], "/api/v1/", "//", "/%00"]
    for _ in range(many(100, 3)):
        for path in paths:
            for method in METHODS:
                answer = sender.send(method, path, ["period", "as_of", "known_at", "by", "part", "show", "page", "view"])
                assert answer.status_code < 500, (method, answer.request.url, answer.text)
    for method in ("HEAD", "OPTIONS", "BREW"):
        assert lives.client.request(method, "/api/v1/measures").status_code == UNUSED


def test_a_parameter_that_is_given_twice_is_answered(lives: Desk) -> None:
    for query in ("as_of=2022-12-31&as_of=x", "view=official&view=adjusted", "by=sex&by=age"):
        assert lives.client.get(f"/api/v1/measures/R3/figures?period=2022&{query}").status_code in (200, 422)


@pytest.mark.parametrize(
    "known_at", ["9999-12-31", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e9"]
)
def test_an_instant_at_the_calendars_ends_is_refused(lives: Desk, known_at: str) -> None:
    for path in ("/api/v1/measures/R3/figures", f"/api/v1/participants/{lives.id_of('anna')}/timeline"):
        answer = lives.get(path, known_at=known_at, **({"period": "2022"} if "measures" in path else {}))
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_body_nested_beyond_bounds_is_not_understood_and_stores_nothing(lives: Desk) -> None:
    before = lives.position
    for levels in (33, 200, 300, 900, 5_000):
        deep = b"[" * levels + b"]" * levels
        body = b'{"commands": [{"kind": "correct", "participant": "anna", "on": "2023-01-01", "id": "x", "corrects": "y", '
        body += b'"changes": {"unit": ' + deep + b"}}]}"
        answer = lives.client.post("/api/v1/participants/commands", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (409, 422)
    assert lives.position == before


@pytest.mark.parametrize("digits", [1, 20, 5_000])
def test_a_version_that_no_definition_has_is_not_found(lives: Desk, digits: int) -> None:
    assert lives.get(f"/api/v1/measures/R3/{'9' * digits}").status_code == 404
