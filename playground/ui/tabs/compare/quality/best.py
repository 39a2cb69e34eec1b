"""Which of the points is best, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from playground.core.cards import Card
from playground.core.words import counted, number
from playground.evaluate.sweep.points import Mark, Sight, kind_of
from playground.evaluate.sweep.texts import digits
from playground.ui.explain.prose import plain_in_prose


def best_seen(shown: Sequence[Mark], state: Sight, cards: Mapping[str, Card]) -> str:
    """The best point and the best of another model, and whether their intervals tell them apart.

    Empty where there are not two models to compare.
    """
    better = kind_of(state, "").better
    fair = sorted(
        (mark for mark in shown if not mark.fewer and math.isfinite(mark.value)),
        key=lambda mark: mark.value,
        reverse=better == "higher",
    )
    if better not in ("lower", "higher") or not fair:
        return ""
    best, *others = fair
    second = next((mark for mark in others if mark.known.result.model != best.known.result.model), None)
    if second is None:
        return ""
    overlap = best.low <= second.high and second.low <= best.high
    doubt = " Their intervals overlap: the order of these two may be chance." if overlap else ""
    first, next_ = (f"{_value(mark)} at {_cost(mark, state)}" for mark in (best, second))
    sentence = f"Best is **{_name(best, cards)}**, {first}; the best of other models is"
    return f"{sentence} {_name(second, cards)}, {next_}.{doubt}"


def _name(mark: Mark, cards: Mapping[str, Card]) -> str:
    card = cards.get(mark.known.result.model)
    return plain_in_prose(mark.known.heading if card is None else card.title)


def _value(mark: Mark) -> str:
    known = math.isfinite(mark.low) and math.isfinite(mark.high)
    between = f" ({digits(mark.low)}–{digits(mark.high)})" if known else ""
    return f"{digits(mark.value)}{between}"


def _cost(mark: Mark, state: Sight) -> str:
    if state.cost == "milliseconds":
        return f"{number(mark.cost, 1)} ms a picture"
    return counted(round(mark.cost), "evaluation")
