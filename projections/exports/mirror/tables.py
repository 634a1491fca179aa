"""The tables of a mirror: the facts as exports have them, typed and described; and `mirror`, which says what is mirrored."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from projections.exports.frames import facts_frame
from projections.exports.headings import HEADINGS
from projections.exports.naming import Naming
from projections.worlds.world import World

PARTICIPANT = "participant"
COMMENTS: Mapping[str, str] = {
    "participants": "Deltagare, en rad var",
    "enrolments": "Inskrivningar; en resa är inskrivningar som hänger ihop",
    "referrals": "Anvisningar",
    "insatser": "Insatser",
    "placements": "Placeringar hos arbetsgivare",
    "studies": "Studier",
    "employments": "Anställningar",
    "plans": "Planer",
    "milestones": "Delmål i planer, en rad för varje dag som ett delmål skulle nås",
    "plan_follow_ups": "Uppföljningar av planer",
    "applications": "Ansökningar om försörjningsstöd",
    "decisions": "Beslut om försörjningsstöd",
    "support_payments": "Utbetalt försörjningsstöd",
    "follow_ups": "Uppföljningar efter avslut",
    "circumstances": "Omständigheter, en rad för varje värde och den tid det gällde",
    "moments": "Händelser utan längd: möten, närvaro, bedömningar, flyttar",
    "findings": "Avvikelser: det som inte går ihop i uppgifterna",
    "reference_values": "Jämförelsetal utifrån, om inga deltagare",
    "deliveries": "Vad källorna har levererat, om inga deltagare: en rad för varje händelseslag och enhet",
}
"""Every table of facts that is mirrored, and what one row of it is."""

_TYPES: Mapping[Any, Any] = {
    pl.String(): sa.Text(),
    pl.Date(): sa.Date(),
    pl.Boolean(): sa.Boolean(),
    pl.Float64(): sa.Float(),
    pl.Int64(): sa.BigInteger(),
    pl.Int32(): sa.BigInteger(),
}

ABOUT = sa.Table(
    "mirror",
    sa.MetaData(),
    sa.Column("store", sa.Text, comment="lagrets id"),
    sa.Column("position", sa.BigInteger, nullable=False, comment="position i loggen: det som registrerats senare är inte med"),
    sa.Column("as_of", sa.Date, nullable=False, comment="mätt till och med"),
    sa.Column("known_at", sa.DateTime(timezone=True), comment="känt; tomt: allt som var känt"),
    sa.Column("journey_gap_days", sa.BigInteger, nullable=False, comment="resor hänger ihop inom dagar"),
    sa.Column("source_keys", sa.Boolean, nullable=False, comment="källornas egna nycklar i stället för slumpade id:n"),
    sa.Column("code_version", sa.Text, nullable=False, comment="programversion"),
    sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=False, comment="när spegeln gjordes, svensk tid"),
    sa.Column("tables", sa.Text, nullable=False, comment="spegelns tabeller"),
    comment="Vad spegeln visar. Gör om den efter varje gallring: en gallring når inte hit",
)
"""One row: of which store, at which coordinates, by which program, when."""


@dataclass(frozen=True)
class About:
    """The row of `mirror`, but for the names of the tables."""

    store: str | None
    position: int
    as_of: date
    known_at: datetime | None
    journey_gap_days: int
    source_keys: bool
    code_version: str
    mirrored_at: datetime

    @property
    def row(self) -> dict[str, Any]:
        return asdict(self) | {"tables": " ".join(COMMENTS)}


def mirrored(world: World, naming: Naming) -> Iterator[tuple[sa.Table, pl.DataFrame]]:
    """Yields every table with its rows, one at a time."""
    for name in COMMENTS:
        frame = facts_frame(world, name, naming)
        columns = [
            sa.Column(column, _TYPES[dtype], nullable=column != PARTICIPANT, comment=HEADINGS[column])
            for column, dtype in frame.schema.items()
        ]
        yield sa.Table(name, sa.MetaData(), *columns, comment=COMMENTS[name]), frame
