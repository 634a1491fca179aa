"""The commands of `rodtrad` by name: where each is, and its help. A list of commands needs no more, and loads none of them."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.vocabulary.text import Text


class ListedCommand(NamedTuple):
    """A command before it is loaded."""

    place: str
    """Its module in `scripts.cli`, and its name there."""
    help: Text


COMMANDS: Mapping[str, ListedCommand] = {
    "import": ListedCommand(
        "store.importing:import_",
        Text(
            "Läser in händelser. Samma fil en gång till lägger inte till något.",
            "Takes in events. The same file once more adds nothing.",
        ),
    ),
    "measures": ListedCommand(
        "measures.commands:measures",
        Text(
            "Måtten: vad de är, hur de räknas, varifrån de kommer, med ett uträknat exempel.",
            "The measures: what they are, how they are counted, where they come from, with a worked example.",
        ),
    ),
    "measure": ListedCommand(
        "measures.commands:measure",
        Text(
            "Siffror: måtten för perioderna, med gränser, täckning och läge.",
            "Figures: the measures for the periods, with bounds, coverage and status.",
        ),
    ),
    "cases": ListedCommand(
        "measures.commands:cases",
        Text(
            "Fallen bakom en siffra, vart och ett med sitt skäl och sina händelser.",
            "The cases behind a figure, each with its reason and its events.",
        ),
    ),
    "explain": ListedCommand(
        "measures.commands:explain",
        Text(
            "Varför en deltagare är med i en siffra eller inte, steg för steg.",
            "Why a participant is in a figure or not, step by step.",
        ),
    ),
    "coverage": ListedCommand(
        "store.coverage:coverage",
        Text(
            "Vad källorna har levererat, och vad som går att veta om varje mått.",
            "What the sources have delivered, and what can be known of each measure.",
        ),
    ),
    "report": ListedCommand(
        "report:report",
        Text(
            "En rapport som kommunens dokument har den: text, HTML eller Excel. Rapporten är på svenska.",
            "A report as the municipality's document has it: text, HTML or Excel. The report is in Swedish.",
        ),
    ),
    "publish": ListedCommand(
        "publications.publishing:publish",
        Text(
            "Publicerar siffror: de antecknas som de är i dag, med fallen bakom, och ändras aldrig mer.",
            "Publishes figures: they are recorded as they are today, with the cases behind, and never change again.",
        ),
    ),
    "publications": ListedCommand(
        "publications.publishing:publications",
        Text(
            "Det som har publicerats: värdet som det var, och om det står eller är återkallat.",
            "What has been published: the value as it was, and whether it stands or is withdrawn.",
        ),
    ),
    "withdraw": ListedCommand(
        "publications.publishing:withdraw",
        Text(
            "Återkallar en publicerad siffra, med skälet. Vad den var står kvar.",
            "Withdraws a published figure, with the reason. What it was is kept.",
        ),
    ),
    "bundle": ListedCommand(
        "publications.bundles:bundle",
        Text(
            "En härledningsbunt av en publicerad siffra: allt den vilar på, för den som granskar utan vår databas.",
            "A derivation bundle of a published figure: all that it rests on, for whoever audits without our database.",
        ),
    ),
    "verify-bundle": ListedCommand(
        "publications.bundles:verify_bundle",
        Text(
            "Verifierar en härledningsbunt: att ingen byte är ändrad, och att siffran blir densamma på nytt. "
            "Utan lager och nyckel.",
            "Verifies a derivation bundle: that no byte is changed, and that the figure comes out again. "
            "Needs no store and no key.",
        ),
    ),
    "changes": ListedCommand(
        "publications.changes:changes",
        Text(
            "Varför en siffra ändrades: skillnaden delad på sina orsaker, var och en med sina fall och händelser.",
            "Why a figure changed: the difference parted by its causes, each with its cases and events.",
        ),
    ),
    "revisions": ListedCommand(
        "publications.changes:revisions",
        Text(
            "Revideringstriangeln: vad siffran var med det som var känt vid varje månads slut.",
            "The revision triangle: what the figure was with what was known at each month's end.",
        ),
    ),
    "timeline": ListedCommand(
        "participants.commands:timeline",
        Text(
            "En deltagares röda tråd: resor, insatser, studier, arbete, stöd och planer på en tidsaxel.",
            "A participant's thread: journeys, insatser, studies, work, support and plans on an axis of time.",
        ),
    ),
    "participants": ListedCommand(
        "participants.commands:participants",
        Text(
            "Alla deltagare, med antal resor och senaste händelse.",
            "All participants, with the number of journeys and the last event.",
        ),
    ),
    "findings": ListedCommand(
        "participants.commands:findings",
        Text(
            "Avvikelser: det som är ovanligt eller saknas, med en mening om varje.",
            "Findings: what is unusual or missing, with a sentence about each.",
        ),
    ),
    "merge": ListedCommand(
        "participants.commands:merge",
        Text(
            "Sammanför två deltagare som är en person, till exempel en möjlig dubblett.",
            "Merges two participants who are one person, for example a possible duplicate.",
        ),
    ),
    "health": ListedCommand(
        "store.health:health",
        Text(
            "Hur uppgifterna mår: avvikelser, eftersläpning, uppföljning, tysta enheter och siffrornas täckning.",
            "How the data are: findings, lag, follow-up, silent units and the figures' coverage.",
        ),
    ),
    "export": ListedCommand(
        "store.commands:export",
        Text(
            "Hela loggen som en händelsefil, i klartext: namn och identitetsnummer ingår.",
            "The whole log as an event file, in clear: names and identity numbers are in it.",
        ),
    ),
    "export-facts": ListedCommand(
        "exports:export_facts",
        Text(
            "En tabell med fakta som CSV eller Parquet: inskrivningar, insatser, studier, stöd …",
            "A table of facts as CSV or Parquet: enrolments, insatser, studies, support …",
        ),
    ),
    "export-cases": ListedCommand(
        "exports:export_cases",
        Text(
            "Måttens fall som CSV eller Parquet, med slumpade id:n.", "The measures' cases as CSV or Parquet, with random ids."
        ),
    ),
    "export-figures": ListedCommand(
        "exports:export_figures",
        Text(
            "Siffror som CSV eller Parquet, med allt som gör dem reproducerbara.",
            "Figures as CSV or Parquet, with all that makes them reproducible.",
        ),
    ),
    "export-kolada": ListedCommand(
        "exports:export_kolada",
        Text(
            "Siffror i Koladas form, under egna id:n (LOK-…), med det officiella mått som ligger närmast.",
            "Figures in the shape of Kolada's, under ids of our own (LOK-…), with the nearest official measure.",
        ),
    ),
    "export-ocel": ListedCommand(
        "exports:export_ocel",
        Text(
            "Alla händelser som OCEL 2.0 JSON, för objektcentrerad processanalys: händelser, saker och hur de hör ihop.",
            "All events as OCEL 2.0 JSON, for object-centric process mining: events, objects and how they belong together.",
        ),
    ),
    "export-spells": ListedCommand(
        "exports:export_spells",
        Text(
            "Spann för sekvensanalys (SPELL: id,begin,end,status), så som TraMineR läser dem.",
            "Spells for sequence analysis (SPELL: id,begin,end,status), as TraMineR reads them.",
        ),
    ),
    "export-events": ListedCommand(
        "exports:export_events",
        Text(
            "Händelser för sekvensanalys (TSE: id,time,event), så som TraMineR läser dem.",
            "Events for sequence analysis (TSE: id,time,event), as TraMineR reads them.",
        ),
    ),
    "mirror": ListedCommand(
        "mirror:mirror",
        Text(
            "Alla fakta som tabeller i en annan databas, för Power BI och liknande; körs om för att förnya.",
            "All facts as tables of another database, for Power BI and the like; run again to refresh.",
        ),
    ),
    "schema": ListedCommand(
        "store.commands:schema", Text("JSON-schema för en rad i en händelsefil.", "The JSON Schema of a line of an event file.")
    ),
    "rebuild": ListedCommand(
        "store.commands:rebuild",
        Text(
            "Gör om alla fakta från loggen. Läsare ser de gamla tills de nya är hela.",
            "Makes all facts anew from the log. Readers see the old ones until the new are whole.",
        ),
    ),
    "status": ListedCommand(
        "store.commands:status",
        Text(
            "Hur lagret står: databaser, positioner, antal, loggens rot och nyckelns ålder.",
            "How the store stands: databases, positions, counts, the log's root and the key's number.",
        ),
    ),
    "verify": ListedCommand(
        "proof.verifying:verify",
        Text(
            "Räknar om hela loggen: varje post mot sitt löv, varje löv mot trädet. Nämner den första som är fel, borta eller "
            "tillagd.",
            "Counts the whole log again: every entry against its leaf, every leaf against the tree. Names the first that is "
            "wrong, missing or added.",
        ),
    ),
    "checkpoint": ListedCommand(
        "proof.checkpoints:checkpoint",
        Text(
            "En signerad kontrollpunkt av loggen, att ge till någon utanför: bara den visar om loggen skrivs om.",
            "A signed checkpoint of the log, to give to somebody outside: it alone shows if the log is written anew.",
        ),
    ),
    "cosign": ListedCommand(
        "proof.cosigning:cosign",
        Text(
            "Låter ett vittne utanför signera den sista kontrollpunkten, över HTTP eller med filer.",
            "Has the last checkpoint cosigned by a witness outside, over HTTP or by files.",
        ),
    ),
    "prove": ListedCommand(
        "proof.checkpoints:prove",
        Text(
            "Beviset för att en post står i loggen, för den som har en kontrollpunkt; docs/verify.sh prövar det.",
            "The proof that an entry is in the log, for whoever has a checkpoint; docs/verify.sh verifies it.",
        ),
    ),
    "rotate-key": ListedCommand(
        "store.commands:rotate_key",
        Text(
            "Byter huvudnyckel: gamla kopior av nyckeln öppnar ingenting mer.",
            "Replaces the master key: old copies of the key open nothing more.",
        ),
    ),
    "erase": ListedCommand(
        "erasure.erasing:erase_",
        Text(
            "Gallrar deltagare för alltid: visar vad som går bort och vad som står kvar, frågar, och ger ett kvitto.",
            "Erases participants for ever: shows what goes and what stays, asks, and gives a receipt.",
        ),
    ),
    "retention": ListedCommand(
        "erasure.retention:retention",
        Text(
            "Gallring efter fem år: vilkas tid är inne, och vilka som bevaras. En föreslår och en annan bekräftar.",
            "Erasure after five years: whose time has come, and who is kept. One proposes and another confirms.",
        ),
    ),
    "hold": ListedCommand(
        "erasure.retention:hold",
        Text(
            "Undantar en deltagare från gallring tills vidare, med skälet.",
            "Holds a participant from erasure, with the reason.",
        ),
    ),
    "holds": ListedCommand(
        "erasure.retention:holds",
        Text("Vilka som är undantagna från gallring, sedan när och varför.", "Who is held from erasure, since when and why."),
    ),
    "backup": ListedCommand(
        "erasure.backups:backup",
        Text(
            "Säkerhetskopierar hela lagret medan andra skriver, och kontrollerar kopian; nycklarna för sig.",
            "Backs up the whole store while others write, and verifies the copy; the keys apart.",
        ),
    ),
    "restore": ListedCommand(
        "erasure.backups:restore",
        Text(
            "Återställer ett lager ur en säkerhetskopia: kontrollerar den, och gör om gallringar som den inte känner till.",
            "Restores a store from a back-up: verifies it, and does erasures again that it does not know of.",
        ),
    ),
    "openings": ListedCommand(
        "measures.openings:openings",
        Text(
            "Vilka som har sett siffror med små antal, när och av vad.",
            "Who has seen figures with small counts, when and of what.",
        ),
    ),
    "simulate": ListedCommand(
        "store.simulate:simulate",
        Text(
            "Skapar en påhittad men trovärdig stad som en händelsefil: inga verkliga personer, inga verkliga nummer.",
            "Makes an invented but believable town as an event file: no real persons, no real numbers.",
        ),
    ),
    "bench": ListedCommand(
        "store.commands:bench",
        Text(
            "Mäter hastigheten bredvid konkurrenterna. Tar samma val som scripts.benchmarks.",
            "Measures the speed beside the rivals. Takes the options of scripts.benchmarks.",
        ),
    ),
    "movements": ListedCommand(
        "movements.commands:movements",
        Text(
            "Rörelser: från steg till steg, väntetider, vart man tog vägen, vilka som kommer tillbaka.",
            "Movements: from step to step, waiting times, where people went, who comes back.",
        ),
    ),
    "witness": ListedCommand(
        "proof.witnesses:witness",
        Text(
            "Ett vittne av loggar, för den som granskar: signerar bara det som stämmer med det som det har sett.",
            "A witness of logs, for whoever audits: it cosigns only what agrees with what it has seen.",
        ),
    ),
    "mapping": ListedCommand(
        "store.mappings:mapping",
        Text("Mappningar: hur en tabells rader blir händelser.", "Mappings: how a table's rows become events."),
    ),
    "users": ListedCommand(
        "access.users:users",
        Text("Konton: vem som får göra och se vad.", "Accounts: who may do and see what."),
    ),
    "looks": ListedCommand(
        "access.looks:looks",
        Text(
            "Åtkomstloggen: vem som har sett vem, granskning och registerutdrag.",
            "The access log: who has seen whom, its review, and the extract for a participant.",
        ),
    ),
}
"""In the order of the list; groups stand last, where typer lists them."""
