"""Why a line of an event file was not understood, in the two languages."""

from collections.abc import Mapping

_REASONS: Mapping[str, tuple[str, str]] = {
    "too_long": ("Raden är längre än en miljon byte.", "The line is longer than a million bytes."),
    "no_json": ("Raden är inte giltig JSON ({detail}).", "The line is not valid JSON ({detail})."),
    "no_object": ("Raden är inte ett JSON-objekt.", "The line is not a JSON object."),
    "wrong_encoding": ("Raden är inte UTF-8.", "The line is not UTF-8."),
    "missing": ("Fältet {field} saknas.", "The field {field} is missing."),
    "unknown_kind": ("Händelseslaget ”{detail}” finns inte.", "There is no kind of event called “{detail}”."),
    "unknown_field": ("Fältet {field} finns inte för detta händelseslag.", "This kind of event has no field {field}."),
    "unknown_code": (
        "Koden ”{detail}” finns inte i listan för {field}.",
        "The code “{detail}” is not in the list of {field}.",
    ),
    "no_date": (
        "”{detail}” i {field} är inte ett datum (ÅÅÅÅ-MM-DD).",
        "“{detail}” in {field} is no date (YYYY-MM-DD).",
    ),
    "no_instant": (
        "”{detail}” i {field} är inte en tidpunkt med tidszon (ÅÅÅÅ-MM-DDTHH:MM:SS+HH:MM).",
        "“{detail}” in {field} is no instant with an offset (YYYY-MM-DDTHH:MM:SS+HH:MM).",
    ),
    "null": ("Fältet {field} får inte vara null.", "The field {field} may not be null."),
    "bad_value": (
        "Värdet ”{detail}” går inte i fältet {field}.",
        "The value “{detail}” does not fit the field {field}.",
    ),
    "conflict": (
        "En händelse med samma källa och id finns redan, med annat innehåll. Rätta med replaces.",
        "An event with the same source and id is already there, with other content. Correct it with replaces.",
    ),
    "repeated": (
        "Samma källa och id står på en tidigare rad i filen, med annat innehåll.",
        "The same source and id stand on an earlier line of the file, with other content.",
    ),
    "erased": (
        "Deltagaren är gallrad och kan inte registreras igen.",
        "The participant has been erased and cannot be registered again.",
    ),
}


def reason(code: str, field: str = "", detail: str = "") -> tuple[str, str]:
    """The sentence in Swedish and in English."""
    sv, en = _REASONS[code]
    return sv.format(field=field, detail=detail), en.format(field=field, detail=detail)
