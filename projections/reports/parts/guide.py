"""The guide to a report: its terms, and the definition, source and coordinates of every measure in it."""

from domain.calendar import in_stockholm
from projections.measuring import labels
from projections.measuring.measure import Measure
from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Absent, Cell, Number, Paragraph, ReportColumn, ReportTable, Section
from projections.worlds.world import World

_READ = (
    "Värdet är en undre gräns (”minst”): ja av alla ja, nej och okända. Högst är den övre gränsen: ja och okända. Täckning "
    "är andelen med känt utfall. Ej mätbara väntar på att deras fönster ska gå ut och räknas varken som ja eller nej.",
    "Ett värde är preliminärt tills både mätdagen (A) och det som är känt (K) har nått sista dagen då periodens fall kan "
    "mätas, och en frist därefter. Ett streck (–) betyder att det inte finns något värde, "
    f"två punkter ({labels.HIDDEN}) att det är dolt: ett litet antal, eller något som ett litet antal kunde räknas ut ur. "
    "Inget av dem är 0.",
    f"{Absent.NOT_KNOWN.value.capitalize()} betyder att värdet inte går att veta: det som behövs är inte levererat, eller "
    "inget utfall är känt. Läget är inte levererad, eller ofullständig där det som saknas kan ändra värdet. Vad som saknas "
    "står under tabellen. Åt vilket håll ett värde har gått sägs bara där inget som saknas eller är okänt kan vända det.",
    "Vid ett medelvärde av månader är Antal och Av summor över månaderna, och övre gräns och täckning finns inte. "
    "Totaler räknas på alla fall, aldrig som summor av delar eller av avrundade värden.",
)
_COLUMNS = ("Nyckel", "Version", "Parametrar", "Mått", "Flera månader", "Källa", "A", "K", "Position")


def guide(answers: Answers) -> Section:
    rows = tuple(_row(measure, answers.world) for measure in answers.measures)
    columns = tuple(ReportColumn(name, is_number=name in ("Version", "Position")) for name in _COLUMNS)
    return Section("Läsanvisning", (*map(Paragraph, _READ), ReportTable("Definitioner", columns, rows)))


def _row(measure: Measure, world: World) -> tuple[Cell, ...]:
    parameters = ", ".join(f"{name}={value}" for name, value in sorted(measure.parameters.items()))
    return (
        measure.key,
        Number(measure.version),
        parameters or Absent.NONE,
        measure.sv,
        labels.year_value(measure.year, "sv"),
        measure.source,
        world.as_of,
        known(world),
        Absent.NONE if world.position is None else Number(world.position),
    )


def known(world: World) -> str:
    """Returns K as text for the reader."""
    return "allt registrerat" if world.known_at is None else f"{in_stockholm(world.known_at):%Y-%m-%d %H:%M}"
