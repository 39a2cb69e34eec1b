"""The sentence on the best of the points."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from playground.evaluate.sweep.points import Mark
from playground.ui.tabs.compare.quality.best import best_seen
from playground.ui.tabs.compare.quality.state import QualityState


def mark(model: str, value: float, low: float, high: float, cost: float = 1, fewer: bool = False) -> Mark:
    known: Any = Mock(heading=model, result=Mock(model=model))
    return Mark(known=known, cost=cost, value=value, low=low, high=high, fewer=fewer)


CARDS: Any = {"gan": SimpleNamespace(title="Clothes by a *GAN*")}
FRECHET = QualityState(measure="Fréchet distance")


def test_the_least_distance_is_best_and_the_next_is_of_another_model() -> None:
    shown = (mark("flow", 0.3, 0.2, 0.4, 20), mark("gan", 0.1, 0.08, 0.12), mark("gan", 0.2, 0.1, 0.3))
    said = best_seen(shown, FRECHET, CARDS)
    assert said == (
        "Best is **Clothes by a \\*GAN\\***, 0.100 (0.0800–0.120) at 1 evaluation; the best of other models "
        "is flow, 0.300 (0.200–0.400) at 20 evaluations."
    )


def test_where_more_is_better_the_most_is_best() -> None:
    shown = (mark("flow", 0.9, 0.8, 1.0), mark("gan", 0.7, 0.6, 0.79))
    assert best_seen(shown, QualityState(measure="precision"), {}).startswith("Best is **flow**")


@pytest.mark.parametrize(("high", "said"), [(0.19, False), (0.21, True)])
def test_intervals_that_overlap_are_told_of(high: float, said: bool) -> None:
    shown = (mark("a", 0.1, 0.05, high), mark("b", 0.3, 0.2, 0.4))
    assert ("may be chance" in best_seen(shown, FRECHET, {})) == said


def test_without_two_models_that_can_be_compared_nothing_is_said() -> None:
    assert not best_seen((), FRECHET, {})
    assert not best_seen((mark("a", 0.1, 0.1, 0.1), mark("a", 0.2, 0.2, 0.2)), FRECHET, {})
    assert not best_seen((mark("a", 0.1, 0.1, 0.1), mark("b", 0.2, 0.2, 0.2, fewer=True)), FRECHET, {})
