"""Uppsala's plan as in the document (AMN-2023-00174, 2.0): four areas, 23 åtgärder, the indicators, and what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Beside:
    """A measure that follows an åtgärd: what it is called there, its key, and the breakdown that answers, if any."""

    text: str
    key: str
    by: str = ""


@dataclass(frozen=True)
class Action:
    """An åtgärd: what is done, the expected effect, when, and what follows it, or why nothing does."""

    number: int
    text: str
    effect: str
    years: str
    indicators: str = ""
    beside: Sequence["Beside"] = ()
    """Measures of the catalogue that follow it where the plan names no indicator, or too narrow ones."""
    why_not: str = ""
    """Why nothing that a municipality registers can follow it."""


@dataclass(frozen=True)
class Indicator:
    """A row of the plan's indicator tables. The first key is the value; the others stand beside it."""

    number: str
    text: str
    goal: str
    system: str
    keys: Sequence[str]


@dataclass(frozen=True)
class Area:
    number: int
    title: str
    actions: Sequence[Action]
    indicators: Sequence[Indicator]


OWN = "egen uppföljning"

AREAS = (
    Area(
        1,
        "Rusta arbetssökande som står långt ifrån arbetsmarknaden och bidra till kompetensförsörjningen",
        (
            Action(1, "Uppsökande arbete för att nå arbetslösa som inte tar del av nämndens öppna verksamheter",
                   "Fler arbetslösa tar del av insatser och aktiviteter", "2023–2026", "1.4"),
            Action(2, "Studie- och yrkesvägledning och information om studiefinansiering, med fokus på bristyrken",
                   "Fler söker bristyrkesutbildningar", "2023–2026", "1.3"),
            Action(3, "Samarbete inom UJC mellan arbetsmarknad och vuxenutbildning för svenskspråksvaga deltagare",
                   "Insatser som förbättrar språkinlärning och kortar vägen till egen försörjning", "2023–2024", "1.1"),
            Action(4, "Samarbete med civilsamhället för personer med betydande svårigheter",
                   "Insatser och aktiviteter som stärker deras ställning", "2023–2026",
                   beside=(Beside("Avslut till arbete eller studier", "OUT-0.kas", "had_provider"),)),
            Action(5, "Nya insatser och arbetsmetoder med extern finansiering",
                   "Nya insatser och metoder utvecklas", "2023–2026",
                   beside=(Beside("Avslut till arbete eller studier", "OUT-0.kas", "had_funder"),)),
            Action(6, "Förebyggande arbete med ungdomar; ungdomssamtal till samtliga 17–19 år i familjer med försörjningsstöd",
                   "Ungdomar hittar andra och långsiktiga vägar till egen försörjning", "2023–2026", "1.5, 1.6"),
        ),
        (
            Indicator("1.1", "Inskrivna på UJC-A den sista varje månad som senaste månaden haft en insats, andel",
                      "Öka", "Lifecare", ("UPP-1.1",)),
            Indicator("1.2", "Vuxna biståndsmottagare med långvarigt ekonomiskt bistånd, andel",
                      "Minska", "Lifecare", ("UPP-1.2", "UPP-1.2y", "UPP-1.2v")),
            Indicator("1.3", "Antagna till yrkesutbildningar (mot bristyrken) som tillhör prioriterade grupper",
                      "Öka", OWN, ("UPP-1.3.rate", "UPP-1.3")),
            Indicator("1.4", "Biståndsmottagare inom socioekonomiskt utsatta områden, andel",
                      "Minska", "Lifecare", ("UPP-1.4",)),
            Indicator("1.5", "Erbjudna respektive genomförda ungdomssamtal, antal",
                      "Öka", OWN, ("UPP-1.5.offered", "UPP-1.5.held")),
            Indicator("1.6", "Unga med ekonomiskt bistånd (19–24 år), antal", "Minska", "Lifecare", ("UPP-1.6",)),
        ),
    ),
    Area(
        2,
        "Fler ska ha en egen försörjning",
        (
            Action(7, "Nyttja medel för subventionerade anställningar; öka övergången till reguljär anställning",
                   "Fler får en varaktigt hållbar försörjning", "2023–2026", "2.1, 2.3",
                   (Beside("Från arbetsmarknadsanställning till öppna arbetsmarknaden", "LT12"),)),
            Action(8, "Revidera överenskommelsen med Arbetsförmedlingen",
                   "Fler tar del av insatser från Arbetsförmedlingen eller kommunen", "2023–2024",
                   beside=(Beside("Deltar i en aktivitet", "ENK-4"),)),
            Action(9, "Utred beredskapsanställningar enligt modell från Karlskrona",
                   "Fler med långvarigt bistånd anställs hos privata arbetsgivare", "2023–2024",
                   beside=(Beside("Till anställning på öppna arbetsmarknaden", "LT12", "activity"),)),
            Action(10, "Fler ska få tillgång till sjukersättning eller annat rättmätigt stöd",
                   "Varaktigt nedsatt arbetsförmåga ger hållbar försörjning", "2023–2026", "2.2",
                   (Beside("Från sjukskriven till sjukersättning", "UPP-10"),
                    Beside("Avslut till sjukpenning, ersättning eller pension", "UPP-10.exits"))),
            Action(11, "Alla med ekonomiskt bistånd ska ha en aktuell planering",
                   "Tätare uppföljningsmöten; träffsäkert stöd kortar tiden", "2023–2026",
                   beside=(
                       Beside("Har en plan", "LIN-1.t1"), Beside("Planen är uppföljd", "LIN-1.t4"),
                       Beside("Besök per person och månad", "UPP-11"),
                       Beside("Från ansökan till självförsörjning", "LT13"),
                       Beside("Genom arbete eller studier", "LT13.work"),
                       Beside("Från första biståndsmånaden", "LT13.first_month"))),
            Action(12, "Förkorta tiden från ansökan till insats där kommunen har rådighet",
                   "Färre i behov av långvarigt ekonomiskt bistånd", "2023–2026", "2.4",
                   (Beside("Stödperiodens längd", "LT14"),)),
        ),
        (
            Indicator("2.1", "Arbetsmarknadsanställningar som avslutas till arbete eller studier, antal per månad "
                      "(90 dagar efter)", "Öka", "Lifecare",
                      ("UPP-2.1", "UPP-2.1.rate", "UPP-2.1b", "UPP-2.1c", "UPP-2.1d")),
            Indicator("2.2", "Biståndsmottagare med försörjningshinder ”Sjukskriven med läkarintyg”, antal",
                      "Minska", "Lifecare", ("UPP-2.2",)),
            Indicator("2.3", "Ej återaktualiserade vuxna ett år efter avslutat försörjningsstöd, andel",
                      "Öka", "Lifecare", ("UPP-2.3", "UPP-2.3m")),
            Indicator("2.4", "Tid från ansökan om ekonomiskt bistånd till insats på UJC-A", "Minska", "Lifecare", ("UPP-2.4",)),
        ),
    ),
    Area(
        3,
        "Utveckla samarbetet med näringsliv och arbetsgivare",
        (
            Action(13, "Utvärdera Företagslabbet för egenföretagande bland kvinnor och utrikes födda",
                   "Kunskap om företagandets villkor; fler startar eget", "2023–2025",
                   beside=(Beside("Avslut till arbete eller studier", "OUT-0.kas", "had_insats"),)),
            Action(14, "Samarbete med näringsliv och civilsamhälle om praktik- och apl-platser",
                   "Vägar till arbete; arbetsgivare når kompetens", "2023–2024",
                   beside=(
                       Beside("Arbetsmarknadsanställningar och praktikplatser", "LIN-8"),
                       Beside("Utbildad handledare", "SOD-4", "sector"))),
            Action(15, "Pilotsatsning med språkstödjande insatser på arbetsplatser",
                   "Lättare att anställa eller ta emot dem med låga svenskkunskaper", "2023–2024", "3.1"),
            Action(16, "Forum med Arbetsförmedlingens upphandlade leverantörer",
                   "Förbättrat samarbete med fristående aktörer", "2023–2024",
                   beside=(Beside("Från anvisning till inskrivning", "LT5a", "referred_by"),)),
            Action(17, "Inventera framtidens jobb och utforma insatser och utbildningar därefter",
                   "Utbudet anpassas; fler med kort utbildning i egen försörjning", "2023–2024", "3.2",
                   (Beside("I arbete i utbildningens yrke", "ENK-5.match"),)),
            Action(18, "Sociala sysselsättningskrav vid upphandling",
                   "Fler utgångar till arbete", "2023–2026",
                   beside=(Beside("Genom sociala klausuler", "SOD-12", "contract"),)),
        ),
        (
            Indicator("3.1", "Språkstödjande insatser på arbetsplatser; varav hos externa arbetsgivare, antal",
                      "–", "under utveckling", ("UPP-3.1", "UPP-3.1.external")),
            Indicator("3.2", "Elever som fullföljer kommunal yrkesutbildning, andel", "Öka", "Extens", ("UPP-3.2",)),
        ),
    ),
    Area(
        4,
        "Jämställt arbetsmarknadsinträde",
        (
            Action(19, "Kompletterande insatser för utrikes födda kvinnor som läser sfi studieväg 1 och 2",
                   "Ökat arbetsmarknadsdeltagande", "2023–2026", "4.1, 4.3"),
            Action(20, "Prioritera ensamstående kvinnor med barn vid tilldelning av arbetsmarknadsanställning",
                   "Färre barnfamiljer med ekonomiskt bistånd", "2023–2026", "4.2",
                   (Beside("Barn i hushåll med försörjningsstöd", "KIDS-SUPPORT"),)),
            Action(21, "Samma förväntningar, krav och stöd för kvinnor och män",
                   "Mer jämställt arbetsmarknadsinträde", "2023–2026", "4.1, 4.2",
                   (Beside("Kvot kvinnor/män vid avslut", "LIN-6.parity_sex"),)),
            Action(22, "Hela hushållet, i samverkan med övriga aktörer",
                   "Förutsättningar att tillgodogöra sig nämndens insatser", "2023–2026", "4.1, 4.2, 4.3",
                   (Beside("Hushåll där alla vuxna med stöd har en plan", "UPP-22"),)),
            Action(23, "Verka för att Arbetsförmedlingens arbetsmarknadsutbildningar fördelas jämställt",
                   "Fler arbetslösa kvinnor tar del av dem", "2023–2026",
                   why_not="Mäts inte: platserna fördelas av Arbetsförmedlingen och syns inte i kommunens händelser."),
        ),
        (
            Indicator("4.1", "Deltagare som läst sfi (studieväg 1–2) och avslutas till arbete eller studier, antal per månad",
                      "Bibehåll", "Lifecare och Extens", ("UPP-4.1",)),
            Indicator("4.2", "Ensamstående kvinnor med barn som får en arbetsmarknadsanställning",
                      "Bibehåll", "Lifecare", ("UPP-4.2", "UPP-4.2.rate")),
            Indicator("4.3", "Sfi-elever (studieväg 1–2) som klarar studierna inom ramtid, andel",
                      "Öka", "Extens", ("UPP-4.3",)),
        ),
    ),
)  # fmt: skip
