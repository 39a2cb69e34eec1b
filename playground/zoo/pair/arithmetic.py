"""How often sums of words are what is expected of them: a fixed list of analogies, drawn and looked at.

A drawing is right where, of the four texts of its analogy, the expected one is the nearest by a model of
pictures and words; and by a harder measure where it is the nearest of all captions. What the expected text
itself draws says how often a right picture is recognised; what the prompt and what is added draw, how often
one is right that adds nothing up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.resources import Resources
from playground.evaluate.retrieval import MOST, share
from playground.paradigms.words.analogies import ANALOGIES, Analogy, Measured, Rate, Results
from playground.paradigms.words.recipes import Space, Sum
from playground.paradigms.words.sums import sum_of
from playground.paradigms.words.yardstick import yardstick
from playground.zoo.pair.drawing import Way

Say: TypeAlias = Callable[[str], None]
Judged: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Of each drawing how many captions are nearer than the expected one, and which of four texts is nearest."""

SPACES: tuple[str, ...] = get_args(get_args(Space)[0])
_SUM = 3
_TEXTS = {"prompt": 0, "plus": 2, "expected": 4}
"""Rows that are no sums, and that say what a rate is worth."""


def measured(
    model: str,
    resources: Resources,
    way: Way,
    style: str,
    seeds: int,
    say: Say,
    some: Sequence[Analogy] = ANALOGIES,
) -> Results:
    """Draw the analogies in a style; raises ``PlaygroundError`` where the model cannot draw or be judged."""
    card = resources.card(model)
    by = yardstick(card, resources)
    found: dict[str, list[Judged]] = {name: [] for name in (*SPACES, *_TEXTS)}
    for number, analogy in enumerate(some, 1):
        for space in SPACES:
            recipe = _recipe(model, way, style, seeds, analogy, space)
            # Its texts are the same whatever is added up.
            *_, last = sum_of(recipe, resources, alone=space != SPACES[0])
            if "ranks" not in last.arrays:
                raise DataError(f"What {card.title} draws cannot be judged.")
            rows = {space: _SUM, **(_TEXTS if space == SPACES[0] else {})}
            for name, row in rows.items():
                found[name].append((last.arrays["ranks"][row], last.arrays["nearest"][row]))
        say(f"{number} of {len(some)} analogies")
    return Results(
        model=card.name, model_hash=card.hash, pair_hash=by.hash, style=style, seeds=seeds,
        guidance=way.guidance, steps=way.steps, captions=len(by.captions()[0]),
        rows={name: _rates(each) for name, each in found.items()},
        each=_each(some, found),
    )  # fmt: skip


def _recipe(model: str, way: Way, style: str, seeds: int, analogy: Analogy, space: str) -> Sum:
    _, prompt, minus, plus, expected = analogy
    return Sum(
        model=model, prompt=prompt, minus=minus, plus=plus, expected=expected, style=style, count=seeds,
        sampler=way.sampler, steps=way.steps, guidance=way.guidance,
        space="text" if space == "text" else "prediction",
    )  # fmt: skip


def _rates(found: Sequence[Judged]) -> Measured:
    ranks, nearest = (np.concatenate([each[part] for each in found]) for part in (0, 1))
    groups = np.repeat(np.arange(len(found)), [len(each[0]) for each in found])
    return Measured(
        four=_rate(nearest == _SUM, groups), first=_rate(ranks < 1, groups), five=_rate(ranks < MOST, groups)
    )


def _rate(hits: NDArray[np.bool_], groups: NDArray[np.int64]) -> Rate:
    one = share(hits, groups)
    return Rate(one.value, one.low, one.high)


def _each(some: Sequence[Analogy], found: Mapping[str, Sequence[Judged]]) -> dict[str, dict[str, float]]:
    return {
        analogy.told: {name: float((each[place][1] == _SUM).mean()) for name, each in found.items()}
        for place, analogy in enumerate(some)
    }


_TITLES = {
    "text": "Words as they are read, added up",
    "prediction": "Predictions, added up",
    "expected": "Drawn from the expected text itself",
    "plus": "Drawn from what is added",
    "prompt": "Drawn from the prompt",
}


def table(found: Results) -> Iterator[str]:
    """The rates, and every analogy, as tables in Markdown."""
    every = f"{found.captions:,} captions"
    yield f"| | expected is nearest of four | nearest of {every} | among the {MOST} nearest |"
    yield "|---|---|---|---|"
    for name, title in _TITLES.items():
        row = found.rows[name]
        yield f"| {title} | {_told(row.four)} | {_told(row.first)} | {_told(row.five)} |"
    yield f"| By chance | {1 / 4:.0%} | {1 / found.captions:.1%} | {MOST / found.captions:.1%} |"
    yield ""
    yield "| analogy | words | predictions | the expected text itself |"
    yield "|---|---|---|---|"
    for told, shares in found.each.items():
        parts = (f"{shares[name]:.0%}" for name in ("text", "prediction", "expected"))
        yield f"| {told} | {' | '.join(parts)} |"


def _told(rate: Rate) -> str:
    return f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})"
