"""What became of a bundle's verification, as a record and as a table."""

from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.bundles.verdict import CHECKS, Check, Verdict
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.publishing.published import figure_of
from scripts.cli.console.rendering import Column, Grid, shown

_COLUMNS = (
    Column("check", "Prövning", "Check", whole=True),
    Column("outcome", "Utfall", "Outcome"),
)


def verdict_record(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """Every check, those that were not come to among them with neither yes nor no."""
    of = {check.name: check for check in verdict.checks}
    entry = verdict.figure
    figure = {"id": entry.id, **figure_of(entry), "published_at": entry.recorded_at} if entry else None
    return {
        "ok": verdict.ok,
        "figure": figure,
        "checks": [_record(name, of.get(name), lang) for name in CHECKS],
        "notes": [{"note": note.name, "says": note.text[lang]} for note in verdict.notes],
    }


def _record(name: str, check: Check | None, lang: Lang) -> dict[str, Any]:
    says = CHECKS[name][lang]
    if check is None:
        return {"check": name, "ok": None, "says": says, "differs": []}
    return {"check": name, "ok": check.ok, "says": says, "differs": [pair[lang] for pair in check.differs]}


def verdict_grids(verdict: Verdict, lang: Lang) -> list[Grid]:
    told = verdict_record(verdict, lang)
    rows = [{"check": one["says"], "outcome": _outcome(one, lang)} for one in told["checks"]]
    return [Grid(_COLUMNS, rows, _title(verdict, lang), notes=[*(note["says"] for note in told["notes"]), _sum(verdict, lang)])]


def _outcome(one: Record, lang: Lang) -> str:
    if one["ok"] is None:
        return Text("inte prövat", "not come to")[lang]
    if one["ok"]:
        return Text("ja", "yes")[lang]
    return Text("NEJ: ", "NO: ")[lang] + "; ".join(one["differs"])


def _title(verdict: Verdict, lang: Lang) -> str:
    if (entry := verdict.figure) is None:
        return ""
    figure = entry.figure
    part = "".join(f", {name}={one}" for name, one in figure["breakdown"].items())
    value = f"{shown(figure['value'], lang)} {labels.unit(figure['unit'], lang)}"
    return f"{entry.id}  {figure['definition']}  {figure['period']}{part}: {value}"


def _sum(verdict: Verdict, lang: Lang) -> str:
    if verdict.ok:
        return Text("Bunten håller.", "The bundle holds.")[lang]
    return Text("BUNTEN HÅLLER INTE.", "THE BUNDLE DOES NOT HOLD.")[lang]
