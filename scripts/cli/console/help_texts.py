"""The command line's help and usage errors in both languages: written in Swedish where they belong, in English here."""

import re
from collections.abc import Mapping
from typing import Any

import typer
from typer import rich_utils

from domain.vocabulary.text import Lang
from scripts.cli.console.help_of_movements import MOVEMENTS_EN, MOVEMENTS_METAVARS_EN

HELP_EN: Mapping[str, str] = {
    "Måttens nycklar, eller en hel rapport.": "The measures' keys, or a whole report.",
    "Vad publiceringen kallas.": "What the publication is called.",
    "Den publicerade siffrans id; ”rodtrad publications” listar dem.": (
        "The published figure's id; “rodtrad publications” lists them."
    ),
    "Utan id listas alla publicerade siffror.": "Without an id all published figures are listed.",
    "Med samma måtts värde i dag bredvid.": "With the same measure's value today beside it.",
    "Varför siffran inte längre står.": "Why the figure no longer stands.",
    "Publicerar siffror: de antecknas som de är i dag, med fallen bakom, och ändras aldrig mer.": (
        "Publishes figures: they are recorded as they are today, with the cases behind, and never change again."
    ),
    "Det som har publicerats: värdet som det var, och om det står eller är återkallat.": (
        "What has been published: the value as it was, and whether it stands or is withdrawn."
    ),
    "En härledningsbunt av en publicerad siffra: allt den vilar på, för den som granskar utan vår databas.": (
        "A derivation bundle of a published figure: all that it rests on, for whoever audits without our database."
    ),
    "Bunten som skrivs. Förval: bundle-ID.zip.": "The bundle to write. Default: bundle-ID.zip.",
    "Verifierar en härledningsbunt: att ingen byte är ändrad, och att siffran blir densamma på nytt. Utan lager och nyckel.": (
        "Verifies a derivation bundle: that no byte is changed, and that the figure comes out again. Needs no store and no key."
    ),
    "Bunten.": "The bundle.",
    "Återkallar en publicerad siffra, med skälet. Vad den var står kvar.": (
        "Withdraws a published figure, with the reason. What it was is kept."
    ),
    "Måttets nyckel; behövs inte med --from-publication.": "The measure's key; not needed with --from-publication.",
    "Den första siffrans mätdag. Förval: --as-of.": "The first figure's day. Default: --as-of.",
    "Vad som var känt vid den första siffran.": "What was known at the first figure.",
    "Vad som var känt vid den andra. Förval: allt.": "What was known at the second. Default: everything.",
    "Hur långt loggen hade kommit vid den första.": "How far the log had come at the first.",
    "Hur långt loggen hade kommit vid den andra.": "How far the log had come at the second.",
    "Den första siffran är en publicerad.": "The first figure is a published one.",
    "Den första siffrans definition, till exempel UPP-2.3/1?gap=2.": (
        "The first figure's definition, for example UPP-2.3/1?gap=2."
    ),
    "Den andra siffrans definition. Förval: måttets.": "The second figure's definition. Default: the measure's.",
    "Den första månaden med kunskap. Förval: periodens sista.": ("The first month of knowledge. Default: the period's last."),
    "Den sista månaden med kunskap. Förval: ett år senare.": "The last month of knowledge. Default: a year later.",
    "Varför en siffra ändrades: skillnaden delad på sina orsaker, var och en med sina fall och händelser.": (
        "Why a figure changed: the difference parted by its causes, each with its cases and events."
    ),
    "Revideringstriangeln: vad siffran var med det som var känt vid varje månads slut.": (
        "The revision triangle: what the figure was with what was known at each month's end."
    ),
    **MOVEMENTS_EN,
    "Skapar en påhittad men trovärdig stad som en händelsefil: inga verkliga personer, inga verkliga nummer.": (
        "Makes an invented but believable town as an event file: no real persons, no real numbers."
    ),
    "Antal deltagare.": "Number of participants.",
    "Samma frö ger samma stad.": "The same seed gives the same town.",
    "Första och sista året.": "The first and the last year.",
    "Mappningar: hur en tabells rader blir händelser.": "Mappings: how a table's rows become events.",
    "Mappningarna som följer med.": "The mappings that are shipped.",
    "Visar en mappning som den är skriven, att kopiera och göra till sin egen.": (
        "Shows a mapping as it is written, to be copied and made one's own."
    ),
    "Förklarar vad en mappning kommer att göra med en tabells första rader; inget lagras.": (
        "Explains what a mapping will do with a table's first rows; nothing is stored."
    ),
    "Tabellen.": "The table.",
    "Mappningens namn eller TOML-fil.": "The mapping's name or TOML file.",
    "Så många rader förklaras.": "So many rows are explained.",
    "Nyckeln som står kvar; dess registrering gäller.": "The key that stands; its registration holds.",
    "Nyckeln som går upp i den.": "The key that is absorbed in it.",
    "Dagen. Förval: i dag.": "The day. Default: today.",
    "Sammanför två deltagare som är en person, till exempel en möjlig dubblett.": (
        "Merges two participants who are one person, for example a possible duplicate."
    ),
    "Röda tråden: deltagarnas väg genom kommunens arbetsmarknadsarbete, från händelse till siffra och tillbaka.": (
        "Röda tråden: participants' way through the municipality's labour-market work, from event to figure and back."
    ),
    "--store, --lang och --force kan stå före eller efter kommandot.": (
        "--store, --lang and --force may stand before or after the command."
    ),
    "Lagret: en katalog, eller en postgresql://-adress.": "The store: a directory, or a postgresql:// URL.",
    "Språk; förval sv. CSV får svenska rubriker bara med --lang sv.": (
        "Language; default sv. CSV has Swedish headings only with --lang sv."
    ),
    "Visar hjälpen.": "Shows this help.",
    "Läser in händelser. Samma fil en gång till lägger inte till något.": (
        "Takes in events. The same file once more adds nothing."
    ),
    "Händelsefiler (NDJSON, även .gz) eller tabeller.": "Event files (NDJSON, also .gz) or tables.",
    "Filerna är tabeller: en mappnings namn (mvad, spells) eller TOML-fil.": (
        "The files are tables: a mapping's name (mvad, spells) or TOML file."
    ),
    "En tabell som mappningen behöver vid sidan av.": "A table that the mapping needs beside them.",
    "Provar utan att lagra något.": "Tries without storing anything.",
    "Skriver de avvisade raderna hit; de kan rättas och skickas igen.": (
        "Writes the refused lines here; they can be mended and sent again."
    ),
    "Antal processer som bedömer rader.": "How many processes judge lines.",
    "Måtten: vad de är, hur de räknas, varifrån de kommer, med ett uträknat exempel.": (
        "The measures: what they are, how they are counted, where they come from, with a worked example."
    ),
    "Siffror: måtten för perioderna, med gränser, täckning och läge.": (
        "Figures: the measures for the periods, with bounds, coverage and status."
    ),
    "Måttets nyckel; OUT-90 är alla dess delar, UPP-2.3/1 en version.": (
        "The measure's key; OUT-90 is all its parts, UPP-2.3/1 one version."
    ),
    "2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08. Kan anges flera gånger.": (
        "2023, 2023-04, 2023-Q2, 2023-T1 or 2023-01..2023-08. May be given several times."
    ),
    "Mätdag: det som hänt senare räknas inte. Förval: dagen för --known-at, annars i dag.": (
        "As of: what happened later is not counted. Default: the day of --known-at, else today."
    ),
    "Bara det som var registrerat då. Ett datum är slutet av den dagen. Förval: allt som är känt.": (
        "Only what was registered then. A date is the end of that day. Default: all that is known."
    ),
    "Bara det som Röda tråden fått veta till och med den dagen.": "Only what Röda tråden had learned by that day.",
    "Bara de N första händelserna i loggen.": "Only the first N events of the log.",
    "Delar upp: sex, age, born, unit, group, household_type, …": (
        "Breaks down: sex, age, born, unit, group, household_type, …"
    ),
    "official, eller adjusted: de som flyttat eller avlidit räknas inte.": (
        "official, or adjusted: those who moved out or died are not counted."
    ),
    "Sätter en parameter, till exempel unit=AME eller journey_gap_days=30.": (
        "Sets a parameter, for example unit=AME or journey_gap_days=30."
    ),
    "Bara en del av en uppdelning, till exempel sex=K.": "Only one part of a breakdown, for example sex=K.",
    "Visar även små antal, förbi röjandekontrollen. Det antecknas; se ”rodtrad openings”.": (
        "Shows small counts too, past the disclosure gate. That is recorded; see “rodtrad openings”."
    ),
    "Vilka som har sett siffror med små antal, när och av vad.": "Who has seen figures with small counts, when and of what.",
    "Bara de fallen: ja, nej, okänt, omogna, undantagna (eller yes, no, …).": (
        "Those cases only: yes, no, unknown, immature, excluded. May be given several times."
    ),
    "Sök på ett ord, eller ange nycklar; utan listas alla.": "Search by a word, or give keys; without, all are listed.",
    "Även de som inte är med, med skälet.": "Also those who are no case, with the reason.",
    "Svarets form.": "The form of the answer.",
    "Svarets form. CSV har semikolon och decimalkomma.": "The form of the answer. CSV has semicolons.",
    "Skriver svaret till en fil i stället för till skärmen.": "Writes the answer to a file, not to the screen.",
    "Fallen bakom en siffra, vart och ett med sitt skäl och sina händelser.": (
        "The cases behind a figure, each with its reason and its events."
    ),
    "Varför en deltagare är med i en siffra eller inte, steg för steg.": (
        "Why a participant is in a figure or not, step by step."
    ),
    "Deltagarens nyckel. Kan anges flera gånger.": "The participant's key. May be given several times.",
    "Deltagarens nyckel.": "The participant's key.",
    "En deltagares röda tråd: resor, insatser, studier, arbete, stöd och planer på en tidsaxel.": (
        "A participant's thread: journeys, insatser, studies, work, support and plans on an axis of time."
    ),
    "Alla deltagare, med antal resor och senaste händelse.": (
        "All participants, with the number of journeys and the last event."
    ),
    "Avvikelser: det som är ovanligt eller saknas, med en mening om varje.": (
        "Findings: what is unusual or missing, with a sentence about each."
    ),
    "Bara ett slag, till exempel exit_without_reason.": "Only one kind, for example exit_without_reason.",
    "Bara en deltagares.": "Only one participant's.",
    "Hela loggen som en händelsefil, i klartext: namn och identitetsnummer ingår.": (
        "The whole log as an event file, in clear: names and identity numbers are in it."
    ),
    "Packar filen med gzip.": "Packs the file with gzip.",
    "Skriver över en fil som redan finns.": "Overwrites a file that is there already.",
    "Filen som skrivs.": "The file that is written.",
    "csv har semikolon och decimalkomma; parquet har typer.": "csv has semicolons; parquet has types.",
    "Källornas egna nycklar i stället för slumpade id:n.": "The sources' own keys instead of random ids.",
    "En tabell med fakta, till exempel enrolments.": "A table of facts, for example enrolments.",
    "Kommunens kod med fyra siffror, till exempel 0380.": "The municipality's code of four digits, for example 0380.",
    "Ett tillstånd per månad i perioden; annars varje spann för sig.": (
        "One state a month of the period; otherwise every spell by itself."
    ),
    "date, eller number: dagar från personens första händelse.": "date, or number: days from the person's first event.",
    "Även koden: insats_started:coaching.": "The code too: insats_started:coaching.",
    "En tabell med fakta som CSV eller Parquet: inskrivningar, insatser, studier, stöd …": (
        "A table of facts as CSV or Parquet: enrolments, insatser, studies, support …"
    ),
    "Måttens fall som CSV eller Parquet, med slumpade id:n.": "The measures' cases as CSV or Parquet, with random ids.",
    "Siffror som CSV eller Parquet, med allt som gör dem reproducerbara.": (
        "Figures as CSV or Parquet, with all that makes them reproducible."
    ),
    "Siffror i Koladas form, under egna id:n (LOK-…), med det officiella mått som ligger närmast.": (
        "Figures in the shape of Kolada's, under ids of our own (LOK-…), with the nearest official measure."
    ),
    "Alla händelser som OCEL 2.0 JSON, för objektcentrerad processanalys: händelser, saker och hur de hör ihop.": (
        "All events as OCEL 2.0 JSON, for object-centric process mining: events, objects and how they belong together."
    ),
    "Spann för sekvensanalys (SPELL: id,begin,end,status), så som TraMineR läser dem.": (
        "Spells for sequence analysis (SPELL: id,begin,end,status), as TraMineR reads them."
    ),
    "Händelser för sekvensanalys (TSE: id,time,event), så som TraMineR läser dem.": (
        "Events for sequence analysis (TSE: id,time,event), as TraMineR reads them."
    ),
    "Hur uppgifterna mår: avvikelser, eftersläpning, uppföljning, tysta enheter och siffrornas täckning.": (
        "How the data are: findings, lag, follow-up, silent units and the figures' coverage."
    ),
    "Siffrornas period. Förval: året före mätdagen.": "The figures' period. Default: the year before.",
    "Efter så många dagar är en enhet tyst.": "After so many days a unit is silent.",
    "JSON-schema för en rad i en händelsefil.": "The JSON Schema of a line of an event file.",
    "Gör om alla fakta från loggen. Läsare ser de gamla tills de nya är hela.": (
        "Makes all facts anew from the log. Readers see the old ones until the new are whole."
    ),
    "Hur lagret står: databaser, positioner, antal, loggens rot och nyckelns ålder.": (
        "How the store stands: databases, positions, counts, the log's root and the key's number."
    ),
    "Byter huvudnyckel: gamla kopior av nyckeln öppnar ingenting mer.": (
        "Replaces the master key: old copies of the key open nothing more."
    ),
    "En rapport som kommunens dokument har den: text, HTML eller Excel. Rapporten är på svenska.": (
        "A report as the municipality's document has it: text, HTML or Excel. The report is in Swedish."
    ),
    "Vilken kommuns rapport.": "Which municipality's report.",
    "2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.": "2023, 2023-04, 2023-Q2, 2023-T1 or 2023-01..2023-08.",
    "Rapportens form.": "The form of the report.",
    "Mäter hastigheten bredvid konkurrenterna. Tar samma val som scripts.benchmarks.": (
        "Measures the speed beside the rivals. Takes the options of scripts.benchmarks."
    ),
}
_METAVARS_EN: Mapping[str, str] = {
    **MOVEMENTS_METAVARS_EN,
    "MÅTT…": "MEASURE…",
    "[MÅTT…]": "[MEASURE…]",
    "FIL": "FILE",
    "FIL…": "FILE…",
    "NAMN=FIL": "NAME=FILE",
    "NAMN|FIL": "NAME|FILE",
    "NAMN=VÄRDE": "NAME=VALUE",
    "UTFALL": "OUTCOME",
    "[MÅTT|ORD…]": "[MEASURE|WORD…]",
    "DATUM": "DATE",
    "DATUM|TIDPUNKT": "DATE|INSTANT",
    "DELTAGARE": "PARTICIPANT",
    "SLAG": "KIND",
    "LAGER": "STORE",
    "TABELL": "TABLE",
    "KOD": "CODE",
    "KOMMUN": "MUNICIPALITY",
}
_HEADINGS: Mapping[str, tuple[str, str]] = {
    "ARGUMENTS_PANEL_TITLE": ("Argument", "Arguments"),
    "OPTIONS_PANEL_TITLE": ("Val", "Options"),
    "COMMANDS_PANEL_TITLE": ("Kommandon", "Commands"),
    "DEFAULT_STRING": ("[förval: {}]", "[default: {}]"),
    "REQUIRED_LONG_STRING": ("[krävs]", "[required]"),
    "ENVVAR_STRING": ("[miljövariabel: {}]", "[env var: {}]"),
}
_USAGE_SV: tuple[tuple[str, str], ...] = (
    (r"No such command '(.*?)'\..*", r"Kommandot ”\1” finns inte."),
    (r"No such option: (\S+).*", r"Valet \1 finns inte."),
    (r"Missing (?:argument|option|parameter) '([^']*)'\.(?: .*)?", r"\1 saknas."),
    (r"Missing (?:argument|option|parameter) (.*?)\.(?: .*)?", r"\1 saknas."),
    (r"Invalid value for (.*?): (?:Value error, )?'(.*)' is not one of (.*)\.", r"\1: ”\2” är inget av \3."),
    (r"Invalid value for (.*?): Input should be a valid integer.*", r"\1: skriv ett heltal."),
    (r"Invalid value for (.*?): Input should be greater than or equal to (\d+).*", r"\1: skriv ett heltal, minst \2."),
    (r"Option '(.*)' requires an argument\.", r"Valet \1 behöver ett värde."),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", r"För många argument: \1."),
    (r"Missing command\.", "Ange ett kommando."),
)


def in_language(command: Any, lang: Lang) -> Any:
    """The command, its help said in the language."""
    for name, (sv, en) in _HEADINGS.items():
        setattr(rich_utils, name, sv if lang == "sv" else en)
    for subcommand in _all(command):
        subcommand.get_help_option(typer.Context(subcommand)).help = "Visar hjälpen."
        if lang == "en":
            _to_english(subcommand)
    return command


def _all(command: Any) -> list[Any]:
    """The command, and those below it."""
    below = getattr(command, "commands", {}).values()
    return [command, *(deeper for subcommand in below for deeper in _all(subcommand))]


def _to_english(command: Any) -> None:
    command.help = HELP_EN[command.help] if command.help else None
    command.epilog = HELP_EN[command.epilog] if command.epilog else None
    for parameter in (*command.params, command.get_help_option(typer.Context(command))):
        parameter.help = HELP_EN[parameter.help]
        parameter.metavar = _METAVARS_EN.get(parameter.metavar, parameter.metavar)


def usage(says: str, lang: Lang) -> str:
    """What is wrong with how a command was written."""
    if lang == "en":
        return says
    return next((re.sub(form, sv, says) for form, sv in _USAGE_SV if re.fullmatch(form, says)), says)
