"""Uppsala's plan as in the document (AMN-2023-00174, 2.0): four areas, 23 åtgärder, the indicators, and what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """An åtgärd: what is done, the expected effect, when, and the indicators that follow it."""

    number: int
    text: str
    effect: str
    years: str
    indicators: str = ""
    beside: str = ""
    """A measure of the catalogue that follows it if the plan names no indicator."""


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
                   "Insatser och aktiviteter som stärker deras ställning", "2023–2026", beside="UPP-1.1 per utförare"),
            Action(5, "Nya insatser och arbetsmetoder med extern finansiering",
                   "Nya insatser och metoder utvecklas", "2023–2026", beside="UPP-1.1 per finansiär"),
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
                   "Fler får en varaktigt hållbar försörjning", "2023–2026", "2.1, 2.3"),
            Action(8, "Revidera överenskommelsen med Arbetsförmedlingen",
                   "Fler tar del av insatser från Arbetsförmedlingen eller kommunen", "2023–2024", beside="ENK-4"),
            Action(9, "Utred beredskapsanställningar enligt modell från Karlskrona",
                   "Fler med långvarigt bistånd anställs hos privata arbetsgivare", "2023–2024", beside="LT12"),
            Action(10, "Fler ska få tillgång till sjukersättning eller annat rättmätigt stöd",
                   "Varaktigt nedsatt arbetsförmåga ger hållbar försörjning", "2023–2026", "2.2"),
            Action(11, "Alla med ekonomiskt bistånd ska ha en aktuell planering",
                   "Tätare uppföljningsmöten; träffsäkert stöd kortar tiden", "2023–2026", beside="LIN-1.t1, LIN-1.t4"),
            Action(12, "Förkorta tiden från ansökan till insats där kommunen har rådighet",
                   "Färre i behov av långvarigt ekonomiskt bistånd", "2023–2026", "2.4"),
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
                   "Kunskap om företagandets villkor; fler startar eget", "2023–2025", beside="OUT-0.kas per insats"),
            Action(14, "Samarbete med näringsliv och civilsamhälle om praktik- och apl-platser",
                   "Vägar till arbete; arbetsgivare når kompetens", "2023–2024", beside="SOD-4 per sektor"),
            Action(15, "Pilotsatsning med språkstödjande insatser på arbetsplatser",
                   "Lättare att anställa eller ta emot dem med låga svenskkunskaper", "2023–2024", "3.1"),
            Action(16, "Forum med Arbetsförmedlingens upphandlade leverantörer",
                   "Förbättrat samarbete med fristående aktörer", "2023–2024", beside="LT5a per anvisande part"),
            Action(17, "Inventera framtidens jobb och utforma insatser och utbildningar därefter",
                   "Utbudet anpassas; fler med kort utbildning i egen försörjning", "2023–2024", "3.2"),
            Action(18, "Sociala sysselsättningskrav vid upphandling",
                   "Fler utgångar till arbete", "2023–2026", beside="SOD-12"),
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
                   "Färre barnfamiljer med ekonomiskt bistånd", "2023–2026", "4.2"),
            Action(21, "Samma förväntningar, krav och stöd för kvinnor och män",
                   "Mer jämställt arbetsmarknadsinträde", "2023–2026", "4.1, 4.2"),
            Action(22, "Hela hushållet, i samverkan med övriga aktörer",
                   "Förutsättningar att tillgodogöra sig nämndens insatser", "2023–2026", "4.1, 4.2, 4.3"),
            Action(23, "Verka för att Arbetsförmedlingens arbetsmarknadsutbildningar fördelas jämställt",
                   "Fler arbetslösa kvinnor tar del av dem", "2023–2026"),
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
