"""The Swedish headings of the columns of a CSV file, with --lang sv; otherwise the column names are used.

Programs read the column names, which are the same in JSON and Parquet. A column not listed here keeps its name.
"""

from collections.abc import Mapping

from domain.vocabulary.text import Lang, Text

HEADINGS: Mapping[str, str] = {
    # figures and their fields
    "measure": "mått", "definition": "definition", "period": "period", "as_of": "mätt till och med", "known_at": "känt",
    "position": "position i loggen", "view": "vy", "journey_gap_days": "resor hänger ihop inom dagar", "value": "värde",
    "unit": "enhet", "by_unit": "organisatorisk enhet", "numerator": "täljare", "denominator": "nämnare", "yes": "ja",
    "no": "nej", "unknown": "okänt", "immature": "ännu ej mätbara", "excluded": "undantagna", "lower": "lägst",
    "upper": "högst", "bounds": "lägst–högst", "coverage": "täckning", "status": "läge", "baseline": "utgångsvärde",
    "target": "mål", "deadline": "senast", "direction": "riktning", "suppressed": "dolt värde", "hidden": "dolda kolumner",
    "n": "antal", "mean": "medel", "km_median": "KM-median", "waiting": "väntar", "withdrawn": "avbröt",
    "under_way": "pågick redan", "bands": "band", "within": "inom", "median": "median", "p25": "p25", "p75": "p75",
    "p90": "p90",
    "undetermined": "kan inte avgöras", "basis": "underlag", "complete_to": "fullständigt till och med",
    # deliveries
    "missing": "fält som saknas", "full": "hela tabellen", "assumed": "antagen", "final": "den sista",
    # breakdowns
    "sex": "kön", "age": "åldersgrupp", "born": "född", "household_type": "hushållstyp", "referred_by": "anvisad av",
    "provider": "utförare", "employer": "arbetsgivare", "funder": "finansiär", "activity": "insats eller placeringsform",
    "sector": "sektor", "contract": "kontrakt", "ladder": "trappa", "obstacle": "försörjningshinder",
    "area_class": "områdestyp", "education": "utbildning", "priority_group": "prioriterad grupp", "group": "målgrupp",
    "had_insats": "hade insats", "had_programme": "hade program", "had_form": "hade placeringsform",
    "had_provider": "hade utförare", "had_funder": "hade finansiär", "had_employer_sector": "hade arbetsgivare i sektor",
    "breakdown": "del",
    # cases and findings
    "participant": "deltagare", "in": "inräknad", "outcome": "utfall", "reason": "skäl", "events": "händelser",
    "dates": "dagar som avgör", "says": "i ord", "code": "kod", "hard": "hård", "source": "källa", "event": "händelse",
    "on": "dag", "since": "sedan", "detail": "detalj", "flag": "flagga", "field": "fält",
    # participants
    "protection": "skydd", "journeys": "resor", "open": "inskriven nu", "last_event_on": "senaste händelse",
    "born_on": "födelsedatum", "born_year": "födelseår", "deceased_on": "avliden", "deceased_event": "händelse: avliden",
    "registered_event": "händelse: registrerad",
    # publications and openings
    "id": "id", "title": "titel", "rules": "regler", "definition_hash": "definitionens hash", "code_version": "programversion",
    "cases_digest": "fallens kontrollsumma", "published_at": "publicerad", "by": "av", "log_position": "siffrans position",
    "today": "i dag", "today_hidden": "dolt i dag", "at": "när", "who": "vem", "command": "kommando", "what": "vad",
    # Kolada's shape
    "kpi": "nyckeltal", "jfr_kolada": "jämför Kolada", "jfr_through": "serien slutar", "municipality": "kommun",
    "gender": "kön (Kolada)", "count": "antal kommuner", "definition_version": "definition med version",
    # spells and their events
    "enrolment": "inskrivning", "referral": "anvisning", "insats": "insats", "placement": "placering", "study": "studie",
    "employment": "anställning", "plan": "plan", "milestone": "delmål", "application": "ansökan", "journey": "resa",
    "began_on": "började", "ended_on": "slutade", "began_event": "händelse: började", "ended_event": "händelse: slutade",
    "ended_registered_on": "slutet registrerat", "registered_on": "registrerad", "result": "resultat", "form": "form",
    "programme": "program eller studieform", "track": "studieväg", "step": "steg", "extent": "omfattning", "occupation": "yrke",
    "shortage_occupation": "bristyrke", "student_aid": "studiestöd", "planned_end_on": "planerat slut",
    "goal": "mål för planen",
    "valid_until": "gäller till", "due_on": "ska nås", "reached_on": "nått", "reached_event": "händelse: nått",
    "need": "behov", "has_purpose": "syfte finns", "has_workplace": "arbetsplats finns",
    "has_expected_outcome": "förväntat utfall finns", "as_expected": "som väntat", "supervisor_trained": "utbildad handledare",
    "language_support": "språkstöd", "hours_per_week": "timmar i veckan", "unit_from": "enhet från", "to_unit": "till enhet",
    "from_party": "anvisad från", "amount_ore": "öre", "month": "månad", "role": "roll", "new_visit": "nybesök",
    "about": "avser", "named": "namngiven", "nr": "nummer", "kind": "slag", "planned": "planerade timmar",
    "attended": "närvarande timmar", "series": "serie", "part": "delen", "from_on": "från", "to_on": "till",
    "until_on": "till och med",
    # movements
    "from": "från steg", "to": "till steg", "persons": "personer", "cases": "fall", "times": "gånger", "share": "andel",
    "days": "dagar", "began_here": "började här", "ended_here": "slutade här", "steps": "följd av steg",
    "repeated": "upprepade", "in_a_row": "i rad", "after_other": "efter annat", "extra": "extra gånger", "arrived": "framme",
    "from_event": "händelse: från", "to_event": "händelse: till", "withdrawn_on": "avbröt den", "at_risk": "under risk",
    "remaining": "kvar", "censored": "censurerade", "incidence": "incidens", "naive": "naiv andel",
    "destination": "mål för vägen", "new_journey": "ny resa", "work": "arbete", "productive": "stadigt arbete eller studier",
    "moved_or_dead": "flyttat eller avlidit", "returned": "tillbaka", "not_returned": "inte tillbaka", "not_yet": "ännu ej",
    "exits": "avslut", "followed": "fullt följda", "again_on": "tillbaka den", "past_help_on": "borta den",
    "productive_on": "stadigt arbete den", "spells": "perioder", "circular": "som inte leder högre", "moves": "förflyttningar",
    "progressive": "som leder högre", "revisits": "samma slag igen", "days_in_chain": "dagar i kedjan", "state": "tillstånd",
    "states": "antal tillstånd", "months": "månader", "ended": "har slutat", "key": "nyckel", "number": "antal ja",
    "of": "av vad", "next": "nästa steg", "median_days": "median dagar", "min_days": "minst dagar", "max_days": "högst dagar",
    "median_gap": "median glapp",
    "note": "anmärkning", "codes": "koder", "sv": "svenska", "en": "engelska",
    "bridge_days": "överbryggade dagar", "productive_days": "dagar för stadigt arbete", "return_days": "dagar för återinträde",
    "window_days": "fönstrets dagar", "exits_not_yet": "avslut, ännu ej", "cyclers": "in och ut",
    "cyclers_not_yet": "in och ut, ännu ej", "rundgang": "rundgång", "unproductive": "utan stadigt arbete",
    "unproductive_returners": "personer tillbaka utan stadigt arbete",
}  # fmt: skip


def heading(name: str, lang: Lang) -> str:
    return Text(HEADINGS.get(name, name), name)[lang]
