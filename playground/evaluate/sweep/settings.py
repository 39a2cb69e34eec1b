"""The settings that tell something of a model: solvers and steps, truncation, temperature, and likelihood."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from playground.core import folders
from playground.core.cards import Bernoulli, Card
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Path
from playground.paradigms.denoising.refusals import guidable
from playground.paradigms.families import family_of
from playground.paradigms.family import Fields

_HALVINGS = 40

HELD_OUT = 1000
"""Images whose likelihood is measured: the same of every model, since some are much easier than others. So
many ship with the program."""
GUIDANCE = 2.3
GUIDED = (0.45, 0.65)
"""Where guidance acts: in the middle of the straight path only (Kynkäänniemi et al. 2024), and on other paths
where they are as noisy. Scale and place were chosen for a flow, on other noise than is measured.
"""


def settings_of(card: Card) -> Iterator[Fields]:
    """The fields of the recipes that draw a model's pictures in every way that tells something."""
    family = family_of(card.paradigm)
    for values in family.settings_of(card) if family is not None else ():
        denoising = Denoising.of(card)
        if values.get("guided") and not (denoising and guidable(denoising)):
            continue
        own = {name: value for name, value in values.items() if name != "guided"}
        yield {**own, **guided(card)} if values.get("guided") else own


def likelihoods_of(card: Card) -> Iterator[Recipe]:
    """What measures a model's likelihood: a bound weighted by importance, a diffusion's, or the exact one.

    Nothing where no held-out images of its data set ship.
    """
    family = family_of(card.paradigm)
    if family is None or family.likelihood is None or folders.held_out(card.data) is None:
        return
    # Bits of pixels in black and white compare with those of no other model.
    if isinstance(card.likelihood, Bernoulli):
        return
    recipe = family.likelihood(model=card.name, count=HELD_OUT)
    if family.refusal_of(recipe, card) is None:
        yield recipe


def guided(card: Card) -> Fields:
    """The fields that guide a network where its path is as noisy as the straight one is in the middle."""
    table = Denoising.of(card)
    if table is None:
        raise RecipeError(f"{card.title} is no denoising network, so it cannot be guided.")
    low, high = _guided_in(table)
    return {"guidance": GUIDANCE, "guided_from": low, "guided_to": high}


@functools.cache
def _guided_in(table: Denoising) -> tuple[float, float]:
    path = path_of(table)
    low, high = (round(_where(path, t / (1 - t)) / path.end, 2) for t in GUIDED)
    return low, high


def _where(path: Path, ratio: float) -> float:
    """The time at which there is ``ratio`` times as much noise as data, which only grows along a path."""
    low, high = 0.0, path.end
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        level = path.level(middle)
        low, high = (middle, high) if level.sigma < ratio * level.alpha else (low, middle)
    return (low + high) / 2
