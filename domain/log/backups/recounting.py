"""Whether a copied store is whole: its parts fit, its log adds up entry by entry, and every key opens."""

from domain.errors import LogAltered
from domain.log.application import Log
from domain.log.proving.recount import recount
from domain.log.storage.database import shown


def recounted(log: Log, processes: int = 1) -> int:
    """Returns the number of participants whose keys open. Raises `LogAltered` with the first entry that is not as it was."""
    difference = recount(log, processes).difference
    if difference is not None:
        raise LogAltered(where=shown(log.where), what=difference.text)
    return sum(1 for _ in log.keys.everyone())
