"""All that can be asked of a store, run one after the other: every measure, report, list and export, and a mirror."""

from pathlib import Path

from tests.scripts.command_line import rodtrad

AS_OF = ("--as-of", "2024-06-30")
QUERIES: tuple[tuple[str, ...], ...] = (
    ("rebuild",),
    ("status",),
    ("participants",),
    ("findings",),
    ("health", "-p", "2023", *AS_OF),
    ("health", "-p", "2100", *AS_OF),
    *(("report", town, "2023", *AS_OF) for town in ("uppsala", "enkoping", "linkoping", "sodertalje")),
    ("changes", "OUT-90.kas", "-p", "2023", "--to-known", "2023-12-31"),
    ("revisions", "OUT-90.kas", "-p", "2023"),
    ("movements", "flows", "-p", "2023"),
    ("movements", "between", "enrolled", "exited"),
    *(("movements", which) for which in ("destinations", "variants", "rework")),
)
WRITTEN: tuple[tuple[str, ...], ...] = (
    ("export",),
    ("export-ocel",),
    ("export-spells",),
    ("export-spells", "-p", "2023"),
    ("export-events", "--codes"),
    ("export-cases", "OUT-90", "-p", "2023", "--everyone"),
    ("export-figures", "OUT-90", "-p", "2023", "--by", "sex"),
    ("report", "uppsala", "2023", "-f", "xlsx", *AS_OF),
    ("report", "enkoping", "2023", "-f", "html", *AS_OF),
)


BRIEFLY = QUERIES[:6]


def run_everything(store: str, directory: Path, briefly: bool = False) -> None:
    """Each answers: none ends in an error. `briefly`: all measures, the lists and the facts made anew."""
    for words in (
        BRIEFLY if briefly else (*QUERIES, *((*command, "-o", str(directory / f"{nr}")) for nr, command in enumerate(WRITTEN)))
    ):
        result = rodtrad(*words, "--store", store)
        assert result.code == 0, (words, result.err)
    mirrored = rodtrad("mirror", directory / "mirror.db", "--store", store)
    assert mirrored.code == 0, mirrored.err
