"""What is said once of a log that states nothing of what was delivered (measures.md §11), and how to state it."""

from domain.vocabulary.text import Text

UNDECLARED = Text(
    "Loggen säger inget om vad som är levererat: det som inte finns räknas som att det inte hände. "
    "Säg det vid importen (rodtrad import --complete-from --complete-to), i mappningen ([delivery]) eller med en rad "
    "delivery_recorded för varje källa (rodtrad schema).",
    "The log states nothing of what was delivered: what is not there counts as if it did not happen. "
    "State it with the import (rodtrad import --complete-from --complete-to), in the mapping ([delivery]) or with a line "
    "delivery_recorded for each source (rodtrad schema).",
)
