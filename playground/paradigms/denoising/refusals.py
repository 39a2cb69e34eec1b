"""Why a recipe cannot be run with a model, in a sentence the window can show before anything is run."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias

from playground.core.cards import Card, FactorCondition, ImageFormat, TokenCondition
from playground.core.conditions import knows_none, refusal_of_factors, refusal_of_label, unlabelled
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.gaussian import coordinates, grids, samplers
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.clipping import Clipping
from playground.gaussian.paths import CoordinatesName, VariancePreserving
from playground.gaussian.samplers import Options
from playground.paradigms.denoising.network import denoising_of, works_on_latents
from playground.paradigms.denoising.recipes import ONE_AFTER_ANOTHER, Samples, Sampling

MOST_ADAPTIVE = 64
MOST_PICTURES = 20_000
MOST_NUMBERS = 40_000_000
"""In all points of trajectories whose plane is sought, which are held at once."""

_TOO_MANY_AT_ONCE = (
    "The adaptive sampler takes the same steps for all samples, so it draws at most "
    f"{MOST_ADAPTIVE} at once; choose fewer images, or fixed steps."
)
Need: TypeAlias = Literal[
    "straight path",
    "schedule",
    "pixels",
    "density",
    "network",
    "flow solver",
    "fixed steps",
    "teacher",
    "steps",
    "trajectories",
]
"""What a recipe type may ask for beyond its fields; it lists them in a class variable ``needs``."""


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    table = Denoising.of(card)
    if table is None:
        return f"{card.title} is no denoising network, so it cannot be sampled step by step."
    return next((reason for reason in _reasons(recipe, card, table) if reason), None)


def check(recipe: Recipe, card: Card) -> Denoising:
    """The card's denoising network; raises ``RecipeError`` where the recipe cannot be run with it."""
    if reason := refusal_of(recipe, card):
        raise RecipeError(reason)
    return denoising_of(card)


def guidable(denoising: Denoising) -> bool:
    """Whether guiding a network's answers means anything."""
    told = denoising.classes > 0 or isinstance(denoising.condition, TokenCondition | FactorCondition)
    to_guide_by = told and knows_none(denoising.condition)
    return denoising.kind == "denoiser" and denoising.guidance == 0 and to_guide_by


def is_guided(recipe: Recipe, denoising: Denoising) -> bool:
    """Whether a network is asked twice for one answer: where a label, words or factors pull beyond
    themselves."""
    condition = denoising.condition
    if isinstance(condition, FactorCondition):
        pulled = bool(getattr(recipe, "factors", "").strip())
    else:
        pulled = isinstance(condition, TokenCondition) or getattr(recipe, "label", 0) < denoising.classes
    return pulled and guidable(denoising) and getattr(recipe, "guidance", 1.0) not in (0, 1)


def options_of(recipe: Recipe, image: ImageFormat) -> Options:
    """What the recipe tells samplers of a model whose images are so."""
    return Options(
        eta=getattr(recipe, "eta", 0.0), variance=getattr(recipe, "variance", "posterior"),
        coordinates=coordinates_of(recipe), clip=_clipping(recipe, image),
        ending=getattr(recipe, "ending", "data"), stride=getattr(recipe, "stride", "next"),
    )  # fmt: skip


def coordinates_of(recipe: Recipe) -> CoordinatesName | None:
    """Those that the recipe chooses for solvers; ``None`` are the path's own."""
    chosen: Any = getattr(recipe, "coordinates", "own")
    return None if chosen == "own" else chosen


def _clipping(recipe: Recipe, image: ImageFormat) -> Clipping | None:
    if not isinstance(recipe, Sampling) or recipe.clip == "off":
        return None
    return Clipping(
        kind=recipe.clip, limit=recipe.clip_limit, share=recipe.clip_share, low=image.low, high=image.high
    )


def clip_refusal(recipe: Recipe, card: Card) -> str | None:
    """Why predicted data cannot be clipped as the recipe says."""
    wanted = isinstance(recipe, Sampling) and recipe.clip != "off"
    if not wanted or not works_on_latents(card):
        return None
    return f"{card.title} works on latents, which have no black and white to be clipped at; choose “off”."


@functools.lru_cache(maxsize=4096)
def sampler_refusal(
    name: str, denoising: Denoising, steps: int, spacing: str, options: Options | None = None
) -> str | None:
    """Why a sampler and its steps do not go with a network."""
    path, chosen = path_of(denoising), samplers.sampler(name)
    if reason := samplers.refusal(chosen, path, denoising.kind, denoising.prediction, options):
        return reason
    try:
        times = grids.times(spacing, path, steps)
    except RecipeError as error:
        return error.sentence
    if options is None or "coordinates" not in chosen.uses:
        return None
    return coordinates.refusal(path, options.coordinates, times)


def interval_refusal(recipe: Recipe) -> str | None:
    """Why guidance cannot act where the recipe says."""
    low, high = getattr(recipe, "guided_from", 0.0), getattr(recipe, "guided_to", 1.0)
    if low <= high or getattr(recipe, "guidance", 1.0) == 1:
        return None
    return "Guidance would act nowhere: “guided from” must not lie above “guided to”."


def _reasons(recipe: Recipe, card: Card, denoising: Denoising) -> Iterable[str | None]:
    needs: tuple[Need, ...] = getattr(type(recipe), "needs", ())
    yield from (_NEEDS[need](recipe, card, denoising) for need in needs)
    yield _refused_label(recipe, card, denoising)
    yield refusal_of_factors(getattr(recipe, "factors", ""), denoising.condition, card.title)
    yield _refused_guidance(recipe, card, denoising)
    yield interval_refusal(recipe)
    yield clip_refusal(recipe, card)
    name, steps = getattr(recipe, "sampler", None), getattr(recipe, "steps", ())
    if name is not None:
        spacing = getattr(recipe, "spacing", "uniform")
        for count in steps if isinstance(steps, tuple) else (steps,):
            yield sampler_refusal(name, denoising, count, spacing, options_of(recipe, card.image))
    if isinstance(recipe, Samples):
        yield _refused_size(recipe)


def _refused_label(recipe: Recipe, card: Card, denoising: Denoising) -> str | None:
    condition, asked = denoising.condition, getattr(recipe, "label", ONE_AFTER_ANOTHER)
    if reason := refusal_of_label(asked, condition, card.title):
        return reason
    if getattr(recipe, "labelled", True) or knows_none(condition):
        return None
    return f"{card.title} always has to be told a class; choose “with label”."


def _refused_guidance(recipe: Recipe, card: Card, denoising: Denoising) -> str | None:
    free = unlabelled(denoising.condition, getattr(recipe, "label", ONE_AFTER_ANOTHER))
    if getattr(recipe, "guidance", 1.0) == 1 or free or guidable(denoising):
        return None
    if not knows_none(denoising.condition):
        return (
            f"{card.title} has not learned to do without a class, so there is nothing to guide away from; "
            "leave the scale of guidance at 1."
        )
    if denoising.guidance:
        return folded(card)
    return (
        "A consistency model gives the end of one trajectory, and what lies beyond two of them is no end of "
        "any; leave the scale of guidance at 1."
    )


def folded(card: Card) -> str:
    """Why a network cannot be guided that guidance was folded into."""
    return (
        f"Guidance was folded into {card.title} when it was distilled, and it cannot be guided again; "
        "leave the scale at 1."
    )


def _refused_size(recipe: Samples) -> str | None:
    if samplers.sampler(recipe.sampler).adaptive and recipe.count > MOST_ADAPTIVE:
        return _TOO_MANY_AT_ONCE
    pictures = recipe.count * min(recipe.moments, recipe.steps + 1)
    if recipe.output != "samples" and pictures > MOST_PICTURES:
        return (
            f"The trajectories would have {pictures:,} pictures, but at most {MOST_PICTURES:,} can be "
            "exported; choose fewer images or moments."
        )
    return None


def _straight(_: Recipe, card: Card, denoising: Denoising) -> str | None:
    if path_of(denoising).kind == "linear":
        return None
    return f"{card.title} was trained on a curved path, and this is about straight ones; choose a flow."


def _schedule(_: Recipe, card: Card, denoising: Denoising) -> str | None:
    if isinstance(path_of(denoising), VariancePreserving):
        return None
    return f"{card.title} has no schedule of β, and the bound is that of denoising diffusion."


def _pixels(_: Recipe, card: Card, __: Denoising) -> str | None:
    if not works_on_latents(card):
        return _range(card)
    return f"{card.title} works on latents, and the probability of pictures is asked for."


def _range(card: Card) -> str | None:
    low, high = card.image.low, card.image.high
    if (low, high) == (-1, 1):
        return None
    return f"{card.title} sees black as {low:g} and white as {high:g}; bits are known only for −1 and 1."


def _density(_: Recipe, card: Card, __: Denoising) -> str | None:
    if not card.exact:
        return None
    return f"{card.title} ends in the pictures that it holds, and single points have no density."


def _network(_: Recipe, card: Card, __: Denoising) -> str | None:
    return f"{card.title} is an exact answer itself; choose a network." if card.exact else None


def _fixed_steps(recipe: Recipe, _: Card, __: Denoising) -> str | None:
    chosen = samplers.sampler(getattr(recipe, "sampler", ""))
    if not chosen.adaptive:
        return None
    return f"{chosen.title} chooses other steps for each answer; choose a sampler with fixed ones."


def _flow_solver(recipe: Recipe, _: Card, __: Denoising) -> str | None:
    chosen = samplers.sampler(getattr(recipe, "sampler", ""))
    if chosen.order is not None and not chosen.adaptive:
        return None
    return f"{chosen.title} does not follow the flow in fixed steps; choose an ODE solver to see its paths."


def _teacher(_: Recipe, card: Card, denoising: Denoising) -> str | None:
    if denoising.kind == "consistency" and denoising.teacher:
        return None
    return f"{card.title} was not distilled from another model, so there is no teacher to stand beside."


def _steps(recipe: Recipe, _: Card, __: Denoising) -> str | None:
    empty = any(value == () for value in (getattr(recipe, name) for name in recipe.__struct_fields__))
    return "A comparison needs at least one entry in each of its lists." if empty else None


def _trajectories(recipe: Any, _: Card, denoising: Denoising) -> str | None:
    numbers = recipe.trajectories * (recipe.steps + 1) * math.prod(denoising.shape)
    if numbers <= MOST_NUMBERS:
        return None
    return (
        f"The trajectories would hold {numbers / 1e6:,.0f} million numbers, but at most "
        f"{MOST_NUMBERS / 1e6:.0f} million can be laid on one plane; choose fewer of them or fewer steps."
    )


_NEEDS: dict[Need, Callable[[Any, Card, Denoising], str | None]] = {
    "straight path": _straight,
    "schedule": _schedule,
    "pixels": _pixels,
    "density": _density,
    "network": _network,
    "flow solver": _flow_solver,
    "fixed steps": _fixed_steps,
    "teacher": _teacher,
    "steps": _steps,
    "trajectories": _trajectories,
}
