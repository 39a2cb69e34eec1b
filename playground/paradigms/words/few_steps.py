"""Networks that were distilled for a few numbers of steps: what they can be asked for."""

from __future__ import annotations

from typing import Any

from playground.core.cards import Card
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.refusals import folded
from playground.paradigms.words.recipes import OfWords, Plane

SAMPLER = "euler"
"""The one whose steps they make at once."""


def steps_of(card: Card) -> tuple[int, ...]:
    """The numbers of steps that a model was distilled for; none where it can be asked in any."""
    table = Denoising.of(card)
    return () if table is None else table.steps


def fitting(card: Card, steps: int) -> dict[str, Any]:
    """What fields of a recipe must be for a model; of its numbers of steps the greatest up to ``steps``.

    Nothing for a model that was distilled to nothing.
    """
    table = Denoising.of(card)
    if table is None:
        return {}
    alone = {"guidance": 1.0} if table.guidance else {}
    if not table.steps:
        return alone
    most = max((each for each in table.steps if each <= steps), default=min(table.steps))
    return {"sampler": SAMPLER, "steps": most, "spacing": "uniform", "coordinates": "own", **alone}


def refusal_of_steps(recipe: OfWords, card: Card, denoising: Denoising) -> str | None:
    """Why a recipe asks for what a network was not distilled for; ``None`` where it does not."""
    counts, scales = (recipe.counts, recipe.scales) if isinstance(recipe, Plane) else _of(recipe)
    if not denoising.steps:
        return folded(card) if denoising.guidance and not set(scales) <= {1.0} else None
    even = recipe.sampler == SAMPLER and recipe.spacing == "uniform" and recipe.coordinates == "own"
    unguided = not denoising.guidance or set(scales) <= {1.0}
    if even and unguided and set(counts) <= set(denoising.steps):
        return None
    numbers = any_of(denoising.steps)
    told = ", its guidance folded in" if denoising.guidance else ""
    alone = ", and guidance 1" if denoising.guidance else ""
    return (
        f"{card.title} was distilled to draw in {numbers} equal steps of Euler’s method{told}; choose "
        f"the sampler {SAMPLER}, uniform spacing and {numbers} steps{alone}."
    )


def any_of(counts: tuple[int, ...]) -> str:
    """Some numbers, as one can choose among them."""
    *others, last = map(str, counts)
    return f"{', '.join(others)} or {last}" if others else last


def _of(recipe: OfWords) -> tuple[tuple[int, ...], tuple[float, ...]]:
    return (recipe.steps,), (recipe.guidance,)
