"""Enköping: the board's six goals, the document's other numeric promises, and the results that Jobbcentrum published."""

from collections.abc import Iterable

from projections.measures.catalogue import CATALOGUE
from projections.reports.parts.answers import Answers
from projections.reports.parts.cells import field_cell
from projections.reports.parts.compared import accumulated, against_year_before
from projections.reports.parts.model import Absent, Cell, Number, Paragraph, ReportColumn, ReportTable, Section
from projections.reports.parts.periods import ReportPeriods, named, year_before
from projections.reports.parts.sentences import about

TITLE = "Arbetsmarknadspolitiska målsättningar och Jobbcentrums resultat"
LEAD = (
    "Uppföljning av Enköpings kommuns intentioner och målsättningar 2020–2022: nämndens sex mål, övriga mätbara utfästelser "
    "och Jobbcentrums resultat, hittills i perioden mot samma månader året före."
)
GOALS = (
    ("Nyanlända inom utbildningsplikten är anställningsbara efter utbildning under etableringsperioden",
     "Om nyanlända får anställning efter etableringsperioden", ("ENK-1", "ENK-1.work")),
    ("0-vision när det gäller ungdomar i arbetslöshet", "Arbetslöshet bland ungdomar, 18–25 år", ("ENK-2",)),
    ("Den som har arbetsförmåga får hjälp med att rustas för jobb och egenförsörjning",
     "Andelen med arbetsförmåga som går från försörjningsstöd till arbete eller utbildning", ("ENK-3", "ENK-3.proxy")),
    ("Den som har försörjningsstöd och arbetsförmåga deltar i någon form av arbetsmarknadsaktivitet",
     "Andelen enligt SF, AF och UF (JC)", ("ENK-4", "ENK-4.proxy")),
    ("De som har gått vuxenutbildningens yrkesutbildning får jobb baserat på genomförd utbildning",
     "Hur många som 6 månader efter genomförd utbildning fått … (avhugget i dokumentet)", ("ENK-5.work", "ENK-5.match")),
    ("Kommunen som arbetsgivare bidrar till arbetsträning och praktik",
     "Subventionerade anställningar och praktikplatser; riktmärke minst 1 på 25 anställda", ("ENK-6", "ENK-6.placements")),
)  # fmt: skip
"""Each goal, its indicator in the document's words, and the measures that answer it."""
PROMISES = (
    ("Utvecklingsplan för varje person", "ENK-7"),
    ("40 planerade timmar i veckan inom utbildningsplikten", "ENK-8"),
    ("40 timmars närvaro i veckan inom utbildningsplikten", "ENK-8.attended"),
    ("Arbetsträning eller praktik åt alla i etableringsprogrammet", "ENK-9"),
    ("Arbetslösa med ekonomiskt bistånd (cirka 200 i december 2019)", "ENK-10"),
)
HELPED, WITH_SUPPORT = "ENK-JC1.Jobbcentrum", "ENK-JC2.Jobbcentrum"
RESULTS = (
    ("Till arbete eller studier, Jobbcentrum", HELPED),
    ("Varav minst med försörjningsstöd, Jobbcentrum", WITH_SUPPORT),
    ("Till arbete eller studier, alla enheter", "ENK-JC1"),
    ("Varav minst med försörjningsstöd, alla enheter", "ENK-JC2"),
    ("Feriearbete juni–augusti", "ENK-JC4"),
    ("Förlängd ferietjänst, pågår vid periodens slut", "ENK-JC5"),
)
IN_LINES = (("Hjälpta", HELPED), ("Med stöd", WITH_SUPPORT))
PUBLISHED = ReportTable(
    "Vad kommunen svarade i oktober 2020",
    (
        ReportColumn("Resultat"),
        ReportColumn("Antal", is_number=True),
        ReportColumn("Varav minst med försörjningsstöd", is_number=True),
    ),
    (
        ("Till arbete eller studier, januari–augusti 2020", Number(72), Number(38)),
        ("Till arbete eller studier, 2019", Number(91), Number(51)),
        ("Feriearbete sommaren 2020", Number(187), Absent.NONE),
        ("Förlängd ferietjänst inom KAA, placerade", Number(15), Absent.NONE),
    ),
)
_HEADLINE = (
    "Svaret gäller enligt rubriken till och med 15 oktober, men siffran januari–augusti; 72 på åtta månader jämfördes med 91 "
    "på tolv. Här jämförs alltid samma månader. ”Minst 38” är en undre gräns: det gäller också värdena här."
)
_GIVES_WAY = (
    "Båda årens månader mäts per samma dag (A). Det som ännu inte går att mäta står för sig och räknas varken som ja eller nej."
)


def sections(answers: Answers, periods: ReportPeriods) -> list[Section]:
    goals = tuple(_goal(number, answers, periods) for number in range(1, 1 + len(GOALS)))
    promises = against_year_before(answers, "Övriga mätbara utfästelser", PROMISES, periods)
    return [
        Section("Nämndens sex mål", (Paragraph(_GIVES_WAY),), goals),
        Section("Övriga utfästelser", (promises, *_about(answers, [key for _, key in PROMISES]))),
        _jobbcentrum(answers, periods),
    ]


def _goal(number: int, answers: Answers, periods: ReportPeriods) -> Section:
    goal, indicator, keys = GOALS[number - 1]
    table = against_year_before(answers, f"Mål {number}", [("", key) for key in keys], periods)
    return Section(f"{number}. {goal}", (Paragraph(f"Indikator: {indicator}."), *_about(answers, keys), table))


def _about(answers: Answers, keys: Iterable[str]) -> list[Paragraph]:
    return [paragraph for key in keys for paragraph in about(answers, CATALOGUE[key])]


def _jobbcentrum(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "Jobbcentrums resultat",
        (
            Paragraph(_sentence(answers, periods)),
            against_year_before(answers, "Resultat hittills och samma månader året före", RESULTS, periods),
            accumulated(answers, "Till arbete eller studier, hittills i perioden", IN_LINES, periods),
            PUBLISHED,
            Paragraph(_HEADLINE, is_note=True),
            *_about(answers, [key for _, key in RESULTS]),
        ),
    )


def at_least(cell: Cell) -> str:
    """Returns a number for a sentence: each is a lower bound."""
    if isinstance(cell, Absent):
        return "ett dolt antal" if cell is Absent.HIDDEN else "ett okänt antal"
    return f"minst {cell}"


def _sentence(answers: Answers, periods: ReportPeriods) -> str:
    """Returns the sentence as worded in the answer to the interpellation."""
    now, before = periods.to_date, year_before(periods.to_date)
    whole = year_before(periods.whole_year)
    helped, with_support = (answers.ask(key, [now, before, whole]) for key in (HELPED, WITH_SUPPORT))
    values = [field_cell(answer.of(period)) for period in (now, before, whole) for answer in (helped, with_support)]
    here, of_them, then, of_those, year, of_all = map(at_least, values)
    return (
        f"{named(now).capitalize()} har Jobbcentrum hjälpt {here} personer till arbete eller studier, varav "
        f"{of_them} hade försörjningsstöd. ({named(before).capitalize()}: {then}, varav {of_those}."
        f"{'' if before == whole else f' Hela {named(whole)}: {year}, varav {of_all}.'})"
    )
