"""What an OCEL 2.0 JSON file must be (ocel-standard.org, the JSON format), rule by rule; what is broken, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

Doc = dict[str, Any]

_HELD = {"string": str, "time": str, "integer": int, "float": int | float, "boolean": bool}
"""How a value of each declared type stands in JSON."""


def broken(doc: Doc) -> list[str]:
    return [*_top(doc), *_declared(doc), *_instances(doc, "event"), *_instances(doc, "object"), *_related(doc)]


def _top(doc: Doc) -> Iterator[str]:
    if doc.keys() != {"eventTypes", "objectTypes", "events", "objects"}:
        yield f"top: {sorted(doc)}"


def _declared(doc: Doc) -> Iterator[str]:
    for types in (doc["eventTypes"], doc["objectTypes"]):
        names = [declared["name"] for declared in types]
        yield from (f"declared twice: {name}" for name in names if names.count(name) > 1)
        for declared in types:
            attributes = [attribute["name"] for attribute in declared["attributes"]]
            yield from (f"{declared['name']}: {name} twice" for name in attributes if attributes.count(name) > 1)
            yield from (f"no type {a['type']}" for a in declared["attributes"] if a["type"] not in _HELD)


def _instances(doc: Doc, what: str) -> Iterator[str]:
    types = {declared["name"]: {a["name"]: a["type"] for a in declared["attributes"]} for declared in doc[f"{what}Types"]}
    ids = [item["id"] for item in doc[f"{what}s"]]
    if len(set(ids)) != len(ids):
        yield f"{what} ids are not unique"
    for item in doc[f"{what}s"]:
        if item["type"] not in types:
            yield f"{item['id']}: type {item['type']} is not declared"
            continue
        if what == "event" and not _is_instant(item["time"]):
            yield f"{item['id']}: {item['time']} is no instant"
        for attribute in item["attributes"]:
            yield from _attribute(item, attribute, types[item["type"]], what)


def _attribute(item: Doc, attribute: Doc, declared: dict[str, str], what: str) -> Iterator[str]:
    name, value = attribute["name"], attribute["value"]
    if name not in declared:
        yield f"{item['type']}: {name} is not declared"
    elif not isinstance(value, _HELD[declared[name]]) or _is_number_by_mistake(value, declared[name]):
        yield f"{item['type']}.{name}: {value!r} is no {declared[name]}"
    elif declared[name] == "time" and not _is_instant(value):
        yield f"{item['type']}.{name}: {value} is no instant"
    if what == "object" and not _is_instant(attribute["time"]):
        yield f"{item['id']}.{name}: no time"


def _is_number_by_mistake(value: Any, type_: str) -> bool:
    return isinstance(value, bool) and type_ != "boolean"


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _related(doc: Doc) -> Iterator[str]:
    ids = {item["id"] for item in doc["objects"]}
    for item in (*doc["events"], *doc["objects"]):
        links = [(link["objectId"], link["qualifier"]) for link in item["relationships"]]
        yield from (f"{item['id']}: no object {other}" for other, _ in links if other not in ids)
        yield from (f"{item['id']}: unqualified" for _, qualifier in links if not qualifier)
        if len(set(links)) != len(links):
            yield f"{item['id']}: a relation twice"
    yield from (f"{event['id']}: about nothing" for event in doc["events"] if not event["relationships"])
