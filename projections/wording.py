"""Why a case came out as it did, in a sentence. The codes are the rules' own; one sentence each."""

from collections.abc import Mapping

from domain.vocabulary import Lang

_WHY: Mapping[str, tuple[str, str]] = {
    "works": ("hade ett arbete som räknas", "had work that counts"),
    "studies": ("studerade med studiemedel", "studied with student aid"),
    "placement_counts": ("hade en extratjänst, som räknas här", "had an extratjänst, which counts here"),
    "month_not_over": ("arbetet har ännu inte varat en månad", "the work has not yet lasted a month"),
    "followed_up": ("enligt uppföljningen närmast dagen", "by the follow-up nearest the day"),
    "enrolled": ("var inskriven", "was enrolled"),
    "in_insats": ("deltog i en insats", "took part in an insats"),
    "in_placement": ("hade en placering", "had a placement"),
    "work_does_not_count": ("hade ett arbete som inte räknas", "had work that does not count"),
    "study_does_not_count": ("studerade utan studiemedel", "studied without student aid"),
    "has_support": ("hade försörjningsstöd den månaden", "had income support that month"),
    "dead": ("hade avlidit", "had died"),
    "nothing_known": ("inget är känt om den dagen", "nothing is known of that day"),
    "named_employment": ("enligt anställningen som avslutet anger", "by the employment that the exit names"),
    "exit_reason": ("enligt avslutsorsaken", "by the exit's reason"),
    "no_reason": ("avslutet saknar orsak", "the exit has no reason"),
    "window_not_over": ("fönstret har ännu inte gått ut", "the window is not over yet"),
    "exit_not_standing": (
        "avslutet kan ännu bli en övergång (14 dagar har inte gått)",
        "the exit may still turn out to be a transfer (14 days have not passed)",
    ),
    "left_unknown": (
        "lämnade kommunen eller livet; utan känt utfall räknas nej",
        "left; with no known outcome counts as no",
    ),
    "left_excluded": ("lämnade kommunen eller livet; räknas inte i denna vy", "left; is not counted in this view"),
    "returned": ("kom tillbaka inom fönstret", "came back within the window"),
    "not_returned": ("kom inte tillbaka inom fönstret", "did not come back within the window"),
    "has_it": ("har det som räknas", "has what is counted"),
    "has_it_not": ("har inte det som räknas", "has not what is counted"),
    "completed": ("har kommit fram", "has arrived"),
    "waiting": ("väntar ännu", "is still waiting"),
    "withdrawn": ("avbröt väntan", "withdrew from waiting"),
    "under_way": ("pågick redan", "was already under way"),
    "not_recorded": ("det som avgör har aldrig registrerats", "what decides it was never recorded"),
    "is_counted": ("räknas", "is counted"),
    "left_frame": ("flyttade ut inom ramtiden utan att ha fullföljt", "moved out within the time without having completed"),
    "no_exit_near": ("inget avslut nära stödets slut", "no exit near the end of the support"),
    "support_goes_on": ("stödet upphörde inte i perioden", "the support did not end in the period"),
    "has_support_again": ("fick försörjningsstöd däremellan", "had income support in between"),
    "turn": ("avslutades utan stadigt utfall och började om", "ended without a stable outcome and began again"),
    "no_new_journey": ("började inte om", "did not begin again"),
    "stable_outcome": ("fick ett stadigt utfall", "had a stable outcome"),
}

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "unknown": ("okänt", "unknown"),
    "immature": ("ännu ej mätbart", "not yet measurable"),
    "excluded": ("räknas inte", "excluded"),
    "completed": ("framme", "completed"),
    "waiting": ("väntar", "waiting"),
    "withdrawn": ("avbröt", "withdrawn"),
    "under_way": ("pågick redan", "under way"),
}


def why(code: str, lang: Lang) -> str:
    return _WHY[code][0 if lang == "sv" else 1]


def outcome(code: str, lang: Lang) -> str:
    return OUTCOMES[code][0 if lang == "sv" else 1]
