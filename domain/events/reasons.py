"""The reasons for refusing a line of an event file, in both languages."""

from collections.abc import Mapping

from domain.vocabulary.text import Text

_REASONS: Mapping[str, Text] = {
    "too_long": Text("Raden är längre än en miljon byte.", "The line is longer than a million bytes."),
    "no_json": Text("Raden är inte giltig JSON (vid tecken {detail}).", "The line is not valid JSON (at character {detail})."),
    "no_object": Text("Raden är inte ett JSON-objekt.", "The line is not a JSON object."),
    "wrong_encoding": Text("Raden är inte UTF-8.", "The line is not UTF-8."),
    "missing": Text("Fältet {field} saknas.", "The field {field} is missing."),
    "no_particulars": Text(
        "Inget av {field} är angivet; ett av dem behövs.",
        "None of {field} is given; one of them is needed.",
    ),
    "unknown_kind": Text("Händelseslaget ”{detail}” finns inte.", "There is no kind of event called “{detail}”."),
    "unknown_field": Text("Fältet {field} finns inte för detta händelseslag.", "This kind of event has no field {field}."),
    "unknown_parameter": Text("Parametern {field} finns inte.", "There is no parameter {field}."),
    "no_json_object": Text(
        "Skicka ett JSON-objekt (Content-Type: application/json).",
        "Send a JSON object (Content-Type: application/json).",
    ),
    "unknown_code": Text(
        "Koden ”{detail}” finns inte i listan för {field}.",
        "The code “{detail}” is not in the list of {field}.",
    ),
    "no_date": Text(
        "”{detail}” i {field} är inte ett datum (ÅÅÅÅ-MM-DD).",
        "“{detail}” in {field} is no date (YYYY-MM-DD).",
    ),
    "no_instant": Text(
        "”{detail}” i {field} är inte en tidpunkt med tidszon (ÅÅÅÅ-MM-DDTHH:MM:SS+HH:MM).",
        "“{detail}” in {field} is no instant with an offset (YYYY-MM-DDTHH:MM:SS+HH:MM).",
    ),
    "before_calendar": Text(
        "”{detail}” i {field} ligger före 1900-01-01.",
        "“{detail}” in {field} is before 1900-01-01.",
    ),
    "after_calendar": Text(
        "”{detail}” i {field} ligger efter 2100-12-31. Ett slut som inte är känt utelämnas: skicka inget slut, eller inget "
        "värde i fältet.",
        "“{detail}” in {field} is after 2100-12-31. An end that is not known is left out: send none, or no value in the field.",
    ),
    "too_far_ahead": Text(
        "{detail} i {field} är mer än 400 dagar efter registreringen. Det som är planerat registreras när det är närmare.",
        "{detail} in {field} is more than 400 days after its registration. What is planned is registered when it is nearer.",
    ),
    "recorded_ahead": Text(
        "{detail} i {field} har inte varit än: registreringstiden är mer än ett dygn före serverns klocka.",
        "{detail} in {field} is still to come: it is more than a day ahead of the server's clock.",
    ),
    "delivered_ahead": Text(
        "{detail} i {field} är efter registreringens dag: det som inte har hänt än kan inte vara levererat.",
        "{detail} in {field} is after the day of the registration: what has not happened yet cannot have been delivered.",
    ),
    "ends_before_it_begins": Text(
        "{detail} i {field} är före leveransens första dag.",
        "{detail} in {field} is before the first day of the delivery.",
    ),
    "no_week": Text(
        "”{detail}” i {field} är ingen vecka som finns (ÅÅÅÅ-Wvv, från 1900 till 2100).",
        "“{detail}” in {field} is no week that exists (YYYY-Www, from 1900 to 2100).",
    ),
    "no_month": Text(
        "”{detail}” i {field} är ingen månad (ÅÅÅÅ-MM, från 1900 till 2100).",
        "“{detail}” in {field} is no month (YYYY-MM, from 1900 to 2100).",
    ),
    "no_period": Text(
        "”{detail}” i {field} är ingen period (ÅÅÅÅ, ÅÅÅÅ-MM, ÅÅÅÅ-MM-DD, ÅÅÅÅ-Q1 eller ÅÅÅÅ-T1, från 1900 till 2100).",
        "“{detail}” in {field} is no period (YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Q1 or YYYY-T1, from 1900 to 2100).",
    ),
    "too_deep": Text(
        "Raden är nästlad djupare än 32 nivåer.",
        "The line is nested deeper than 32 levels.",
    ),
    "too_large": Text(
        "Talet i {field} är större än vad 64 bitar rymmer.",
        "The number in {field} is larger than 64 bits hold.",
    ),
    "given_twice": Text("Parametern {field} kan bara anges en gång.", "The parameter {field} can be given only once."),
    "null": Text("Fältet {field} får inte vara null.", "The field {field} may not be null."),
    "bad_form": Text(
        "Det som står i fältet {field} har inte den form som det ska (en lista eller ett objekt står där).",
        "What stands in the field {field} has not the form that it should (a list or an object stands there).",
    ),
    "too_many": Text(
        "Antalet värden i fältet {field} får vara högst {detail}.",
        "The number of values in the field {field} may be at most {detail}.",
    ),
    "too_few": Text(
        "Antalet värden i fältet {field} måste vara minst {detail}.",
        "The number of values in the field {field} must be at least {detail}.",
    ),
    "text_too_long": Text(
        "Texten i fältet {field} är längre än {detail} tecken.",
        "The text in the field {field} is longer than {detail} characters.",
    ),
    "bad_personal_value": Text("Värdet i fältet {field} går inte där.", "The value in the field {field} does not fit there."),
    "bad_value": Text(
        "Värdet ”{detail}” går inte i fältet {field}.",
        "The value “{detail}” does not fit the field {field}.",
    ),
    "identity_as_key": Text(
        "Nyckeln i {field} är ett personnummer eller samordningsnummer. Använd källans egen nyckel; "
        "numret hör hemma i identity_registered.",
        "The key in {field} is a Swedish identity number. Use the source's own key; the number belongs in identity_registered.",
    ),
    "blank_key": Text(
        "Nyckeln i {field} är tom, eller har bara mellanrum och annat som inte syns.",
        "The key in {field} is empty, or has nothing in it but spaces and what cannot be seen.",
    ),
    "control_character": Text(
        "Texten i {field} har ett styrtecken eller ett annat tecken som inte syns i sig.",
        "The text in {field} has a control character, or another that cannot be seen, in it.",
    ),
    "conflict": Text(
        "En händelse med samma källa och id finns redan, med annat innehåll. Rätta med replaces.",
        "An event with the same source and id is already there, with other content. Correct it with replaces.",
    ),
    "repeated": Text(
        "Samma källa och id står på en tidigare rad i filen, med annat innehåll.",
        "The same source and id stand on an earlier line of the file, with other content.",
    ),
    "bad_date": Text(
        "”{detail}” i kolumnen {field} är inte ett datum på den form som mappningen anger.",
        "“{detail}” in the column {field} is no date in the form that the mapping gives.",
    ),
    "bad_number": Text(
        "”{detail}” i kolumnen {field} är inte ett tal på den form som mappningen anger.",
        "“{detail}” in the column {field} is no number in the form that the mapping gives.",
    ),
    "bad_identity": Text(
        "Värdet i kolumnen {field} är inte ett personnummer, samordningsnummer eller reservnummer.",
        "The value in the column {field} is no Swedish identity number (personnummer, samordningsnummer, reservnummer).",
    ),
    "unmapped_code": Text(
        "Koden ”{detail}” i kolumnen {field} finns inte i mappningens kodtabell.",
        "The code “{detail}” in the column {field} is not in the mapping's code table.",
    ),
    "unmapped_row": Text(
        "Ingen händelse i mappningen gäller raden ({field}: ”{detail}”).",
        "No event of the mapping applies to the row ({field}: “{detail}”).",
    ),
    "missing_column_value": Text(
        "Kolumnen {field} är tom, men behövs för {detail}.",
        "The column {field} is empty, but is needed for {detail}.",
    ),
    "wrong_columns": Text(
        "Raden har inte lika många kolumner som tabellen ({detail}).",
        "The row has not as many columns as the table ({detail}).",
    ),
    "broken_row": Text(
        "Citattecknen går inte ihop, eller en cell är för lång (raderna {detail}).",
        "The quotation marks do not match, or a cell is too long (lines {detail}).",
    ),
    "next_unreadable": Text(
        "Nästa rad kan inte läsas, och dess kolumn {field} avgör denna rad. Rätta den och skicka båda.",
        "The next row cannot be read, and its column {field} decides this row. Mend it and send both.",
    ),
    "with_its_row": Text(
        "Något annat på raden kan inte tas emot, och en rad tas hel eller inte alls.",
        "Something else of the row cannot be taken, and a row is taken whole or not at all.",
    ),
    "erased": Text(
        "Deltagaren är gallrad och kan inte registreras igen.",
        "The participant has been erased and cannot be registered again.",
    ),
}


def reason(code: str, field: str = "", detail: str = "") -> Text:
    """Returns the sentence for a code."""
    return _REASONS[code].format(field=field, detail=detail)
