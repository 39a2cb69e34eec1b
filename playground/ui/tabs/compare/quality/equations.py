"""What the measures are, as equations, and the number that the point in question has by each."""

from __future__ import annotations

from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.points import MEASURES, MeasureName
from playground.evaluate.sweep.texts import digits

_OF: dict[MeasureName, tuple[str, ...]] = {
    "Fréchet distance": ("compare_frechet",),
    "kernel distance": ("compare_kernel", "compare_cubic"),
    "precision": ("compare_precision",),
    "recall": ("compare_recall",),
    "coverage": ("compare_coverage",),
    "class agreement": ("compare_agreement",),
    "agreement with words": ("compare_words",),
}
_VALUES: dict[MeasureName, str] = {
    name: equations[0].removeprefix("compare_") for name, equations in _OF.items()
}

QUALITY_EQUATIONS = tuple(name for names in _OF.values() for name in names)

QUALITY_TERMS: dict[str, tuple[str, ...]] = {
    "measure": tuple(_VALUES.values()),
    "pictures": (
        "precision_share",
        "recall_share",
        "coverage_share",
        "agreement_share",
        "words_share",
    ),
}
"""By the fields of the state, the terms that they enter."""


def equations_of(measure: MeasureName) -> tuple[str, ...]:
    """The equations that say what a measure is."""
    return _OF[measure]


def values_of(measure: MeasureName, known: Known | None) -> dict[str, dict[str, str]]:
    """By equation and term, the number of the result in question."""
    found = None if known is None else known.result.measures.get(MEASURES[measure])
    return {} if found is None else {_OF[measure][0]: {_VALUES[measure]: digits(found.value)}}
