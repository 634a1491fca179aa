"""The English help of the commands about movements; the Swedish is where they are."""

from collections.abc import Mapping

MOVEMENTS_EN: Mapping[str, str] = {
    "Rörelser: från steg till steg, väntetider, vart man tog vägen, vilka som kommer tillbaka.": (
        "Movements: from step to step, waiting times, where people went, who comes back."
    ),
    "Från varje steg till nästa: hur ofta, hur många, hur lång tid, och var man går runt.": (
        "From each step to the next: how often, how many, how long, and where people turn back."
    ),
    "Bara dessa steg: insats, placement, study, employment. Förval: alla fyra.": (
        "These steps only: insats, placement, study, employment. Default: all four."
    ),
    "Händelser som steg i stället: deras slag, eller all.": "Happenings as steps instead: their kinds, or all.",
    "Stegen tas per deltagare, eller per resa.": "Steps are taken by participant, or by journey.",
    "Bara det som började i perioden.": "Only what began in the period.",
    "Så många rader. Förval: 20 i tabeller, annars alla.": "So many rows. Default: 20 in tables, else all.",
    "Bara den tabellen. CSV har en: den första, eller denna.": "That table only. CSV has one: the first, or this.",
    "Hela vägar genom verksamheten, de vanligaste först.": "Whole ways through the programmes, the commonest first.",
    "Upprepningar visas, eller viks: runs gör A A till A, pairs även A B A B till A B.": (
        "Loops are shown, or folded: runs makes A A into A, pairs also A B A B into A B."
    ),
    "Samma steg igen: hur många som gick igenom det mer än en gång, direkt igen eller efter något annat.": (
        "The same step again: how many went through it more than once, straight again or after something else."
    ),
    "Slag som ska komma igen och inte räknas, eller none. Förval: uppföljningar, stöd …": (
        "Kinds that are meant to come again and are not counted, or none. Default: follow-ups, support …"
    ),
    "Tiden mellan två slags händelser, med dem som ännu väntar räknade som väntande.": (
        "The time between two kinds of happenings, those still waiting counted as waiting."
    ),
    "Händelsen det räknas från: SLAG eller SLAG:KOD.": "The happening counted from: KIND or KIND:CODE.",
    "Händelsen det räknas till: SLAG eller SLAG:KOD.": "The happening counted to: KIND or KIND:CODE.",
    "Från varje händelse, eller personens första eller sista.": "From every happening, or a person's first or last.",
    "Till nästa, till den sista efter, eller till personens första någonsin.": (
        "To the next, to the last one after, or to a person's first ever."
    ),
    "Dagarna som det berättas om.": "The days that are told of.",
    "Bara den tabellen; cases är fallen. CSV har en: den första, eller denna.": (
        "That table only; cases are the cases. CSV has one: the first, or this."
    ),
    "Vart man tog vägen när målen konkurrerar: Aalen–Johansen bredvid Kaplan–Meier, med antalen bakom.": (
        "Where people went when destinations compete: Aalen–Johansen beside Kaplan–Meier, with the numbers behind."
    ),
    "Från varje avslut, eller från varje resas början till dess avslut.": (
        "From each exit, or from each journey's start to its exit."
    ),
    "Bara den tabellen; curve är dag för dag, cases fallen. CSV har en: den första, eller denna.": (
        "That table only; curve is day by day, cases the cases. CSV has one: the first, or this."
    ),
    "Vad man gjorde månad för månad: tillstånden, tiden i vart och ett, och hela följder.": (
        "What people did month by month: the states, the time in each, and whole sequences."
    ),
    "Månaderna; med --since perioden då det började.": "The months; with --since the period in which it began.",
    "Månader sedan en händelse i stället för kalendermånader.": "Months since a happening instead of calendar months.",
    "Så många månader efter händelsen.": "So many months after the happening.",
    "Bara de som det har hänt, till exempel enrolled:UJC-A.": "Only those to whom it has happened, such as enrolled:UJC-A.",
    "Även vilken insats, placering, utbildning eller anställning.": "Also which insats, placement, study or employment.",
    "Vilka som kommer tillbaka, efter tre definitioner: återinträde, in och ut, rundgång.": (
        "Who comes back, by three definitions: return, in and out (cycler), rundgång."
    ),
    "Sätter en parameter, till exempel bridge_days=31 eller productive_days=never.": (
        "Sets a parameter, for example bridge_days=31 or productive_days=never."
    ),
    "Kommunens trappa, lägsta steget först; + mellan koder på samma steg; sist @FRÅN..TILL om den inte alltid gällt.": (
        "The municipality's ladder, lowest step first; + between codes on one step; last @FROM..TO if it has not always held."
    ),
    "Bara den tabellen; curve är dag för dag, exits avsluten, cyclers och rounds personerna. CSV har en.": (
        "That table only; curve is day by day, exits the exits, cyclers and rounds the persons. CSV has one."
    ),
    "Hur många snurrar runt: R3, R4, R5 och de tre definitionerna bredvid varandra, var och en med sin mening.": (
        "How many go round: R3, R4, R5 and the three definitions side by side, each with its sentence."
    ),
    "Hur mycket de tre definitionernas parametrar betyder: en rad för varje inställning.": (
        "How much the three definitions' parameters matter: a row for each setting."
    ),
    "Prövar dessa värden i stället för de förvalda. Kan anges flera gånger.": (
        "Tries these values instead of the presets. May be given several times."
    ),
    "Alla kombinationer av --vary, inte en parameter i taget.": "All combinations of --vary, not one parameter at a time.",
    "Vilka slag av händelser som kan anges, och deras koder.": "Which kinds of happenings can be asked for, and their codes.",
}
MOVEMENTS_METAVARS_EN: Mapping[str, str] = {
    "STEG,…": "STEP,…",
    "SLAG,…": "KIND,…",
    "SLAG[:KOD]": "KIND[:CODE]",
    "DAGAR,…": "DAYS,…",
    "FRÅN": "FROM",
    "TILL": "TO",
    "NAMN=N,N,…": "NAME=N,N,…",
    "KOD,KOD+KOD,…": "CODE,CODE+CODE,…",
}
