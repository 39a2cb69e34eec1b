"""Results in words: what was measured, where and when, and what it says in numbers."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from playground.core.resources import Placement
from playground.evaluate.report import Measure, kinds
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.points import MEASURES
from playground.evaluate.sweep.texts import day, interval
from playground.ui.plain import strong
from playground.ui.widgets.placement import title_of

_SHORT = {key: title for title, key in MEASURES.items()} | {
    "network_evaluations": "evaluations",
    "milliseconds_per_image": "ms per picture",
}


def heading(known: Known) -> str:
    """The model's title, the setting, and where the model ran if not where it usually does, in one line."""
    placement = known.result.placement
    where = "" if placement == Placement() else f", {title_of(placement)}"
    return f"{known.result.title}{where}"


def origin(known: Known) -> str:
    """Where and when it was measured, and what ran the model, in one sentence."""
    result = known.result
    whose = "Came with the program: measured" if known.shipped else "Your own: measured"
    return f"{whose} on {day(result.date)} on {result.machine.sentence}, {title_of(result.placement)}."


def numbers(measures: Mapping[str, Measure], features: str, first: str = "") -> str:
    """All measures with their intervals as rich text, the one under the key ``first`` in bold."""
    told = []
    for key in kinds(features):
        found = measures.get(key)
        if found is not None:
            text = f"{_SHORT.get(key, key)} {interval(found)}".replace(" ", "\u00a0")
            told.append(strong(text) if key == first else text)
    return Markup(" · ").join(told)
