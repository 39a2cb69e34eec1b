"""Which sampler goes with which network, what would do instead, and what a walk will cost."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.fields import Value, fields
from playground.core.recipe import Recipe, change
from playground.gaussian import coordinates, grids, samplers
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Options
from playground.paradigms.denoising import refusals
from playground.paradigms.denoising.recipes import Sampling


class Refusal(NamedTuple):
    """The field that cannot be so, and why, as a sentence; ``instead`` is a value that can, if known."""

    field: str
    sentence: str
    instead: Value = None


def sampler_refusal(name: str, card: Card, path: Path, options: Options | None = None) -> str | None:
    """Why a sampler cannot be used with a model; ``None`` where it can."""
    denoising = Denoising.of(card)
    if denoising is None:
        return f"{card.title} is no denoising network."
    return samplers.refusal(samplers.sampler(name), path, denoising.kind, denoising.prediction, options)


def refusal_of(
    recipe: Sampling,
    card: Card,
    path: Path,
    usual: str,
    reason_of: Callable[[Recipe, Card], str | None] = refusals.refusal_of,
) -> Refusal | None:
    """The first thing in a recipe that cannot be computed, ``None`` where all can; ``usual`` is a sampler.

    ``reason_of`` is how its family says why not.
    """
    if reason := sampler_refusal(recipe.sampler, card, path):
        names = (usual, *(each.name for each in samplers.discover()))
        legal = (name for name in names if not sampler_refusal(name, card, path))
        return Refusal("sampler", reason, next(legal, None))
    uses = samplers.sampler(recipe.sampler).uses
    for field, options, instead in (
        ("variance", Options(variance=recipe.variance), "posterior"),
        ("ending", Options(ending=recipe.ending), "data"),
        ("stride", Options(stride=recipe.stride), "next"),
    ):
        if field in uses and (reason := sampler_refusal(recipe.sampler, card, path, options)):
            return Refusal(field, reason, instead)
    if reason := grids.refusal(recipe.spacing, path, recipe.steps):
        return Refusal("spacing", reason, "uniform")
    if reason := coordinates_refusal(recipe.coordinates, recipe, path):
        return Refusal("coordinates", reason, "own")
    if reason := refusals.interval_refusal(recipe):
        return Refusal("guided_from", reason, 0.0)
    if reason := refusals.clip_refusal(recipe, card):
        return Refusal("clip", reason, "off")
    if (reason := reason_of(recipe, card)) is None:
        return None
    unguided = reason_of(change(recipe, guidance=1.0), card) is None
    return Refusal("guidance", reason, 1.0) if unguided else Refusal("count", reason)


def coordinates_refusal(name: str, recipe: Sampling, path: Path) -> str | None:
    """Why the sampler of a recipe cannot walk in some coordinates; ``None`` where it can."""
    chosen = refusals.coordinates_of(change(recipe, coordinates=name))
    if "coordinates" not in samplers.sampler(recipe.sampler).uses or chosen is None:
        return None
    try:
        times = grids.times(recipe.spacing, path, recipe.steps)
    except RecipeError:
        return None  # That is said of the spacing.
    return coordinates.refusal(path, chosen, times)


def idle(sampler: str, clip: str) -> set[str]:
    """Fields that say nothing with a sampler and what it clips."""
    found = samplers.optional() - set(samplers.sampler(sampler).uses)
    if clip == "off" or "clip" in found:
        return {*found, "clip_limit", "clip_share"}
    return {*found, "clip_share"} if clip == "range" else {*found}


def title_of(refusal: Refusal) -> str:
    """What would do instead, as it is written in the window."""
    if refusal.field == "sampler":
        return samplers.sampler(str(refusal.instead)).title
    if refusal.field == "spacing":
        return grids.GRIDS[str(refusal.instead)].title
    if refusal.field == "coordinates":
        return coordinates.CHOICES[str(refusal.instead)].title
    return f"{refusal.instead:g}" if isinstance(refusal.instead, float) else str(refusal.instead)


class Cost(NamedTuple):
    """Network evaluations of a walk: ``answers`` for its steps, and as many again for those guided."""

    answers: int
    guided: int


def cost(recipe: Sampling, card: Card) -> Cost | None:
    """Network evaluations that the sampler makes, ``None`` where it decides that itself.

    Those for guidance are at most so many, where a sampler asks within a step and guidance ends there.
    """
    chosen = samplers.sampler(recipe.sampler)
    denoising = Denoising.of(card)
    if chosen.adaptive or denoising is None:
        return None
    path = path_of(denoising)
    spacing = "uniform" if grids.refusal(recipe.spacing, path, recipe.steps) else recipe.spacing
    times = grids.times(spacing, path, recipe.steps)
    asked = samplers.asked(chosen, path, times)
    if not refusals.is_guided(recipe, denoising):
        return Cost(sum(asked), 0)
    low, high = (share * path.end for share in recipe.guided)
    guided = (
        each
        for each, (start, end) in zip(asked, itertools.pairwise(times), strict=True)
        if start >= low and (end if each > 1 else start) <= high
    )
    return Cost(sum(asked), sum(guided))


def usual_sampler(kind: type[Recipe]) -> str:
    """The sampler of recipes or states of a type that say nothing else."""
    return next(str(field.default) for field in fields(kind) if field.name == "sampler")
