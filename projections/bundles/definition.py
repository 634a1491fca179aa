"""A definition written out: what is counted, by which rules, in Swedish and English, with the definition's hash."""

from typing import Any

from projections.measuring.measure import Measure, Step, Units, definition_hash


def definition_of(measure: Measure) -> dict[str, Any]:
    """Returns the contents of `definition.json`."""
    return {
        "key": measure.key,
        "version": measure.version,
        "definition": measure.definition(measure.parameters),
        "sha256": definition_hash(measure, {}),
        "parameters": dict(sorted(measure.parameters.items())),
        "title": {"sv": measure.sv, "en": measure.en},
        "note": {"sv": measure.says_sv, "en": measure.says_en},
        "source": measure.source,
        "shape": measure.shape,
        "year": measure.year,
        "unit": measure.unit,
        "window": measure.window.stated(measure.parameters),
        "units": _words(measure.units),
        "who": [{"rule": step.name, **_words(step)} for step in measure.who],
        "counted": {"rule": measure.counted.name, **_words(measure.counted)},
    }


def _words(step: Units | Step) -> dict[str, str]:
    return {"sv": step.sv, "en": step.en}
