"""The result of verifying a bundle, as a record and as a table."""

from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.bundles.verification import CHECKS, Check, VerificationResult
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.publishing.published import figure_of
from scripts.cli.console.rendering import Column, Grid, shown

_COLUMNS = (
    Column("check", Text("Prövning", "Check"), whole=True),
    Column("outcome", Text("Utfall", "Outcome")),
)


def verification_record(result: VerificationResult, lang: Lang) -> dict[str, Any]:
    """Returns every check; those that were not reached have neither yes nor no."""
    of = {check.name: check for check in result.checks}
    entry = result.figure
    figure = {"id": entry.id, **figure_of(entry), "published_at": entry.recorded_at} if entry else None
    return {
        "ok": result.ok,
        "figure": figure,
        "checks": [_record(name, of.get(name), lang) for name in CHECKS],
        "notes": [{"note": note.name, "says": note.text[lang]} for note in result.notes],
    }


def _record(name: str, check: Check | None, lang: Lang) -> dict[str, Any]:
    says = CHECKS[name][lang]
    if check is None:
        return {"check": name, "ok": None, "says": says, "differs": []}
    return {"check": name, "ok": check.ok, "says": says, "differs": [pair[lang] for pair in check.differs]}


def verification_grids(result: VerificationResult, lang: Lang) -> list[Grid]:
    record = verification_record(result, lang)
    rows = [{"check": check["says"], "outcome": _outcome(check, lang)} for check in record["checks"]]
    return [Grid(_COLUMNS, rows, _title(result, lang), notes=[*(note["says"] for note in record["notes"]), _sum(result, lang)])]


def _outcome(check: Record, lang: Lang) -> str:
    if check["ok"] is None:
        return Text("inte prövat", "not come to")[lang]
    if check["ok"]:
        return Text("ja", "yes")[lang]
    return Text("NEJ: ", "NO: ")[lang] + "; ".join(check["differs"])


def _title(result: VerificationResult, lang: Lang) -> str:
    if (entry := result.figure) is None:
        return ""
    figure = entry.figure
    part = "".join(f", {name}={value}" for name, value in figure["breakdown"].items())
    value = f"{shown(figure['value'], lang)} {labels.unit(figure['unit'], lang)}"
    return f"{entry.id}  {figure['definition']}  {figure['period']}{part}: {value}"


def _sum(result: VerificationResult, lang: Lang) -> str:
    if result.ok:
        return Text("Bunten håller.", "The bundle holds.")[lang]
    return Text("BUNTEN HÅLLER INTE.", "THE BUNDLE DOES NOT HOLD.")[lang]
