"""Lists about participants: particulars and status, and findings. Read from the facts of a World."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from domain.errors import Unknown
from domain.events import KINDS
from domain.normal_form import normal_form
from domain.participant.findings import FINDING_KINDS
from domain.participant.protection import UNPROTECTED
from domain.vocabulary.code_lists import label
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.facts.tables import NOBODY, TABLES
from projections.rules.circumstances import held_now
from projections.worlds.world import World
from scripts.cli.console.rendering import Column, Grid

_PARTICIPANTS = (
    Column("participant", Text("Deltagare", "Participant"), whole=True),
    Column("sex", Text("Kön", "Sex"), whole=True),
    Column("born", Text("Född", "Born"), number=True),
    Column("protection", Text("Skydd", "Protection")),
    Column("journeys", Text("Resor", "Journeys"), number=True),
    Column("open", Text("Pågår", "Open")),
    Column("last_event_on", Text("Senaste händelse", "Last event"), whole=True),
)
_FINDINGS = (
    Column("participant", Text("Deltagare", "Participant"), whole=True),
    Column("on", Text("Dag", "Day"), whole=True),
    Column("code", Text("Slag", "Kind"), whole=True),
    Column("says", Text("Vad", "What")),
    Column("event", Text("Händelse", "Event"), whole=True),
)


def participants(world: World) -> list[dict[str, Any]]:
    journeys = world.journeys.group_by("pid").agg(pl.len().alias("journeys"), pl.col("ended_on").is_null().any().alias("open"))
    rows = (
        world["participants"]
        .join(journeys, on="pid", how="left")
        .join(_last_days(world), on="pid", how="left")
        .join(held_now(world, "protection"), on="pid", how="left")
        .select(
            "participant",
            "sex",
            pl.col("born_on").dt.year().alias("born"),
            pl.col("protection").fill_null(UNPROTECTED),
            pl.col("journeys").fill_null(0),
            pl.col("open").fill_null(value=False),
            "last_event_on",
        )
        .sort("participant")
    )
    return rows.to_dicts()


def _last_days(world: World) -> pl.DataFrame:
    """Returns each participant's last event day: the maximum over all columns of the facts that hold days of events."""
    days = [
        world[table.name].select("pid", pl.col(name).alias("last_event_on"))
        for table in TABLES
        if table.name not in ("participants", "keys", "findings")
        for name in ("began_on", "ended_on", "on", "from_on", "reached_on")
        if name in table.columns
    ]
    return pl.concat(days).group_by("pid").agg(pl.col("last_event_on").max())


def participants_grid(records: list[dict[str, Any]], lang: Lang) -> Grid:
    number = f"{counted(len(records), 'participant', lang)}."
    return Grid(_PARTICIPANTS, [{**r, **_in_words(r, lang)} for r in records], notes=[number])


def _in_words(record: dict[str, Any], lang: Lang) -> dict[str, str]:
    """Formats a record in words; the protection column is empty for participants without protection."""
    level = record["protection"]
    protection = label("protection_level", level, lang) if level != UNPROTECTED else ""
    return {"sex": label("sex", record["sex"], lang), "protection": protection}


_NOBODY = pl.DataFrame({"pid": [NOBODY], "participant": [""]})


def findings(
    world: World, all_findings: pl.DataFrame, lang: Lang, code: str | None, participant: str | None
) -> list[dict[str, Any]]:
    """Returns the findings in a World, each with its sentence.

    Raises `Unknown` for a kind of finding that does not exist.
    """
    if code is not None and code not in FINDING_KINDS:
        known = ", ".join(FINDING_KINDS)
        raise Unknown(
            what=Text("Avvikelsen", "finding"),
            name=code,
            hint=Text(f"Det finns: {known}.", f"There are: {known}."),
        )
    named = pl.concat([world["participants"].select("pid", "participant"), _NOBODY])
    findings = all_findings.join(named, on="pid")
    if code is not None:
        findings = findings.filter(pl.col("code") == code)
    if participant is not None:
        pids = world["keys"].filter(pl.col("key") == normal_form(participant))["pid"]
        findings = findings.filter(pl.col("pid").is_in(pids.implode()))
    return list(_described(findings.sort("participant", "on", "code", "event"), lang))


def _described(findings: pl.DataFrame, lang: Lang) -> Iterator[dict[str, Any]]:
    for row in findings.iter_rows(named=True):
        kind = KINDS[row["kind"]].text[lang]
        says = FINDING_KINDS[row["code"]].text[lang].format(on=row["on"], kind=kind, detail=row["detail"], id=row["event"])
        names = ("participant", "on", "code", "hard")
        yield {name: row[name] for name in names} | {"says": says, "event": row["event"], "source": row["source"]}


def findings_grid(records: list[dict[str, Any]], lang: Lang) -> Grid:
    number = f"{counted(len(records), 'finding', lang)}."
    return Grid(_FINDINGS, records, notes=[number])
