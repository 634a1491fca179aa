"""The command line `rodtrad`: what commands there are, what becomes of their errors, and in which language all is said.

Exit codes: 0 all well; 1 something was refused, unreadable or not found; 2 the command was not understood, or the store
cannot be used. Errors are one line; a traceback never shows what a program held in its hands.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from domain.errors import RodTradError, StoreError
from domain.vocabulary import Lang
from scripts.commands import exports, health, mappings, measures, people, report, simulate, store, taking_in
from scripts.commands.help_texts import in_language, usage
from scripts.commands.session import BadOption, Session, errors

app = typer.Typer(
    name="rodtrad",
    help="Röda tråden: deltagarnas väg genom kommunens arbetsmarknadsarbete, från händelse till siffra och tillbaka.",
    epilog="--store och --lang kan stå före eller efter kommandot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.command("import")(taking_in.import_)
app.command("measures")(measures.measures)
app.command("measure")(measures.measure)
app.command("cases")(measures.cases)
app.command("explain")(measures.explain)
app.command("report")(report.report)
app.command("timeline")(people.timeline)
app.command("participants")(people.participants)
app.command("findings")(people.findings)
app.command("merge")(people.merge)
app.command("health")(health.health)
app.command("export")(store.export)
app.command("export-facts")(exports.export_facts)
app.command("export-cases")(exports.export_cases)
app.command("export-figures")(exports.export_figures)
app.command("export-kolada")(exports.export_kolada)
app.command("export-ocel")(exports.export_ocel)
app.command("export-spells")(exports.export_spells)
app.command("export-events")(exports.export_events)
app.command("schema")(store.schema)
app.command("rebuild")(store.rebuild)
app.command("status")(store.status)
app.command("rotate-key")(store.rotate_key)
app.command("simulate")(simulate.simulate)
app.add_typer(mappings.app)
app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(store.bench)


@app.callback()
def everywhere(
    ctx: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(
            "--store", envvar="RODTRAD_STORE", metavar="LAGER", help="Lagret: en katalog, eller en postgresql://-adress."
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Språk för hjälp och meddelanden.")] = "sv",
) -> None:
    ctx.obj = Session(store, lang)


_GLOBAL = ("--store", "--lang")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command, and end with its exit code."""
    args = _global_first(sys.argv[1:] if argv is None else argv) or ["--help"]
    lang: Lang = "en" if ["--lang", "en"] in (args[at : at + 2] for at in (0, 2)) else "sv"
    try:
        sys.exit(in_language(get_command(app), lang).main(args, prog_name="rodtrad", standalone_mode=False) or 0)
    except RodTradError as error:
        _fail(error.sv if lang == "sv" else error.en, 2 if isinstance(error, StoreError | BadOption) else 1)
    except TyperException as error:
        _fail(usage(getattr(error, "format_message", error.__str__)(), lang), 2)
    except KeyboardInterrupt:
        _fail("Avbrutet." if lang == "sv" else "Interrupted.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has seen enough
        sys.exit(0)


def _global_first(argv: Sequence[str]) -> list[str]:
    """What holds for every command may stand anywhere: it is moved to the front, the last of each."""
    given: dict[str, str] = {}
    rest: list[str] = []
    left = iter(argv)
    for arg in left:
        name, sign, value = arg.partition("=")
        if arg == "--":
            rest += [arg, *left]
        elif name in _GLOBAL and (sign or (value := next(left, ""))):
            given[name] = value
        else:
            rest.append(arg)
    return [*(word for name in reversed(_GLOBAL) if name in given for word in (name, given[name])), *rest]


def _fail(says: str, code: int) -> NoReturn:
    errors().print(says, style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
