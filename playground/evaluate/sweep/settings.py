"""The settings that tell something of a model: solvers and steps, truncation, temperature, and likelihood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.naming import family_of
from playground.gaussian.adapt import path_of
from playground.gaussian.paths import Path
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.diffusion import Bound
from playground.paradigms.flow import Likelihood
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.vae_images import recipes as vae

Fields = Mapping[str, Any]
_HALVINGS = 40

HELD_OUT = 1000
"""Images whose likelihood is measured: the same of every model, since some are much easier than others. So
many ship with the program."""
GUIDANCE = 2.3
GUIDED = (0.45, 0.65)
"""Where guidance acts: in the middle of the straight path only (Kynkäänniemi et al. 2024), and on other paths
where they are as noisy. Scale and place were chosen for a flow, on other noise than is measured.
"""


def _steps(sampler: str, *counts: int, guided: bool = False) -> tuple[Fields, ...]:
    return tuple({"sampler": sampler, "steps": count, "guided": guided} for count in counts)


DIFFUSION: tuple[Fields, ...] = (
    *_steps("ddim", 5, 10, 20, 50, 100),
    {"sampler": "ddim", "steps": 50, "spacing": "trailing"},
    *_steps("dpmpp_2m", 5, 10, 20),
    *_steps("ddpm", 50, 100, 250, 1000),
    *_steps("ddim", 10, 20, 50, guided=True),
)
FLOW: tuple[Fields, ...] = (
    *_steps("euler", 1, 2, 5, 10, 20, 50),
    *_steps("ab2", 5, 10, 20, 50),
    *_steps("midpoint", 5),
    *_steps("heun", 5),
    *_steps("rk4", 3),
    *_steps("ab2", 8, guided=True),
)
LATENT: tuple[Fields, ...] = (*_steps("ab2", 5, 10, 20), *_steps("ab2", 18, guided=True))
SETTINGS: dict[str, tuple[Fields, ...]] = {
    "vae": ({"temperature": 1.0}, {"temperature": 0.8}),
    "gan": ({"truncation": 1.0}, {"truncation": 0.8}, {"truncation": 0.6}),
    "nflow": ({"temperature": 1.0}, {"temperature": 0.9}, {"temperature": 0.8}, {"temperature": 0.7}),
    "diffusion": DIFFUSION,
    "flow": FLOW,
    "reflow": _steps("euler", 1, 2, 4),
    "latent": LATENT,
    "consistency": _steps("consistency", 1, 2, 4),
}
"""By family; ``diffusion`` for all of a diffusion network. ``guided`` is whether guidance acts."""


def settings_of(card: Card) -> Iterator[Fields]:
    """The fields of the recipes that draw a model's pictures in every way that tells something."""
    key = "diffusion" if card.paradigm == "diffusion" else family_of(Job(recipe={}), card)
    for values in SETTINGS[key]:
        own = {name: value for name, value in values.items() if name != "guided"}
        yield {**own, **guided(card)} if values.get("guided") else own


def likelihoods_of(card: Card) -> Iterator[Recipe]:
    """What measures a model's likelihood: a bound weighted by importance, a diffusion's, or the exact one.

    Nothing where no held-out images of its data set ship.
    """
    recipe: Recipe
    if not (folders.assets() / "heldout" / card.data).is_dir():
        return
    if card.paradigm == "vae":
        yield vae.Likelihood(model=card.name, count=HELD_OUT)
    elif card.paradigm == "nflow":
        yield nflow.Likelihood(model=card.name, count=HELD_OUT)
    elif card.paradigm in ("diffusion", "flow"):
        kind = Bound if card.paradigm == "diffusion" else Likelihood
        recipe = kind(model=card.name, count=HELD_OUT)
        if refusal_of(recipe, card) is None:
            yield recipe


def guided(card: Card) -> Fields:
    """The fields that guide a network where its path is as noisy as the straight one is in the middle."""
    if card.denoising is None:
        raise RecipeError(f"{card.title} is no denoising network, so it cannot be guided.")
    path = path_of(card.denoising)
    low, high = (_where(path, t / (1 - t)) / path.end for t in GUIDED)
    return {"guidance": GUIDANCE, "guided_from": round(low, 2), "guided_to": round(high, 2)}


def _where(path: Path, ratio: float) -> float:
    """The time at which there is ``ratio`` times as much noise as data, which only grows along a path."""
    low, high = 0.0, path.end
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        level = path.level(middle)
        low, high = (middle, high) if level.sigma < ratio * level.alpha else (low, middle)
    return (low + high) / 2
