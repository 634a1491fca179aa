"""Questions about what was delivered as URL parameters: which measures, which period, A and K."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.http.questions import When
from api.http.store import Store
from projections.health.knowable import KnownFigure, known_figures
from projections.measures.catalogue import CATALOGUE, find
from projections.measuring.limits import bounded_period
from projections.measuring.periods import Period
from projections.worlds.coordinates import within_log
from projections.worlds.interruption import Check
from projections.worlds.world import World


def _words(given: Any) -> Any:
    """Splits the keys of a form field, which may be empty."""
    return [key for text in given or () for key in str(text).replace(",", " ").split()]


class CoverageParams(When):
    measure: Annotated[
        list[str], BeforeValidator(_words), Field(description="Måttens nycklar. Förval: alla.", examples=[["UPP-1.6"]])
    ] = []  # noqa: RUF012
    period: Annotated[str, Field(description="Perioden, som 2023 eller 2023-Q2. Förval: året före mätdagen.")] = ""
    position: Annotated[int | None, Field(ge=0, description="Bara de N första händelserna i loggen.")] = None

    @property
    def of(self) -> Period:
        return bounded_period(self.period.strip() or str(self.coordinates().as_of.year - 1))

    def known(self, store: Store, check: Check) -> tuple[list[KnownFigure], World]:
        """Returns what can be known of each measure as the gate lets it out, and the World that it is known of.

        Raises `Unknown` for measures that do not exist, `BadQuestion` for a period beyond the limits.
        """
        of, measures = self.of, [measure for key in self.measure or CATALOGUE for measure in find(key)]
        world = store.world(self.coordinates(within_log(self.position, store.position)), check)
        return list(known_figures(measures, world, of, store.gate.figures, check)), world
