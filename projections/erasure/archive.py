"""The archive file [leverans till arkivmyndigheten]: what is kept of those whose time has come, made before anybody is erased.

A package as the common specifications have it (FGS Paketstruktur): `mets.xml` names every file with its size and SHA-256;
`content/` holds the entries as an event file, which can be read in again, and as a table, and what the fields mean.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from domain.events import EVENTS
from domain.events.event import kind_of
from domain.events.field_labels import labels_of
from domain.log.application import Log
from domain.log.mapper import exported

METS, LINK = "http://www.loc.gov/METS/", "http://www.w3.org/1999/xlink"
COMMON = ("kind", "participant", "on", "recorded_at", "source", "id", "by")
"""The columns of the table; all other fields of an entry stand together in the last."""
OTHER = "fields"


@dataclass(frozen=True)
class PackageDescription:
    """What the package says of itself."""

    made_at: datetime
    by: str
    municipality: str
    store: str
    position: int


def archive(log: Log, streams: Sequence[bytes], about: PackageDescription) -> bytes:
    """Returns the package of these participants' entries, names and texts with them."""
    entries = list(_entries(log, streams))
    files = {
        "content/events.ndjson": b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in entries),
        "content/events.csv": _table(entries),
        "content/fields.csv": _fields(),
    }
    package = BytesIO()
    with ZipFile(package, "w") as zipped:
        for name, content in {"mets.xml": _mets(files, about, len(streams)), **files}.items():
            zipped.writestr(ZipInfo(name, about.made_at.timetuple()[:6]), content, ZIP_DEFLATED)
    return package.getvalue()


def _entries(log: Log, streams: Sequence[bytes]) -> Iterable[Mapping[str, Any]]:
    subjects = log.keys.by_stream(streams)
    for stored in log.rows.streams(subjects):
        yield json.loads(orjson.dumps(exported(subjects[stored.stream], stored)))


def _table(entries: Iterable[Mapping[str, Any]]) -> bytes:
    rows = StringIO()
    writer = csv.writer(rows)
    writer.writerow([*COMMON, OTHER])
    for entry in entries:
        others = {name: value for name, value in entry.items() if name not in COMMON}
        writer.writerow([*(entry.get(name, "") for name in COMMON), json.dumps(others, ensure_ascii=False, sort_keys=True)])
    return rows.getvalue().encode()


def _fields() -> bytes:
    """What every field of every kind means."""
    rows = StringIO()
    writer = csv.writer(rows)
    writer.writerow(["kind", "kind_sv", "field", "field_sv"])
    for model in EVENTS:
        for name, label in labels_of(model).items():
            if name not in COMMON:
                writer.writerow([kind_of(model), model.text.sv, name, label.sv])
    return rows.getvalue().encode()


def _mets(files: Mapping[str, bytes], about: PackageDescription, streams: int) -> bytes:
    ElementTree.register_namespace("mets", METS)
    ElementTree.register_namespace("xlink", LINK)
    label = f"Röda tråden, kommun {about.municipality}: bevarat för forskning, {streams} akter"
    identity = {"OBJID": f"rodtrad-{about.store}-{about.position}", "TYPE": "SIP", "LABEL": label}
    root = ElementTree.Element(f"{{{METS}}}mets", identity | {"PROFILE": "https://riksarkivet.se/fgs"})
    header = _below(root, "metsHdr", CREATEDATE=_instant(about), RECORDSTATUS="NEW")
    for role, kind, name in (("CREATOR", "ORGANIZATION", about.municipality), ("ARCHIVIST", "INDIVIDUAL", about.by)):
        _below(_below(header, "agent", ROLE=role, TYPE=kind), "name").text = name
    group = _below(_below(root, "fileSec"), "fileGrp", USE="FILES")
    parts = _below(_below(root, "structMap", TYPE="physical"), "div", LABEL="content")
    for number, (name, content) in enumerate(files.items(), 1):
        _describe(group, f"file-{number}", name, content, about)
        _below(parts, "fptr", FILEID=f"file-{number}")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _describe(group: ElementTree.Element, identity: str, name: str, content: bytes, about: PackageDescription) -> None:
    described = {"CHECKSUM": sha256(content).hexdigest(), "CHECKSUMTYPE": "SHA-256", "SIZE": str(len(content))}
    mime = "text/csv" if name.endswith(".csv") else "application/x-ndjson"
    file = _below(group, "file", ID=identity, MIMETYPE=mime, CREATED=_instant(about), **described)
    _below(file, "FLocat", LOCTYPE="URL", **{f"{{{LINK}}}type": "simple", f"{{{LINK}}}href": f"file:{name}"})


def _instant(about: PackageDescription) -> str:
    return about.made_at.isoformat(timespec="seconds")


def _below(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{METS}}}{tag}", attributes)
