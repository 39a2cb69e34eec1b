"""From a family, a preset and a data set to a training recipe: networks as large as the pictures ask for.

Whatever their size, pictures are gathered into patches until about sixteen a side are left, so that a step
costs about as much for pictures of 128 pixels a side as for those of 16. How long a training is, the
process finds by timing a step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.gaussian.card import Denoising
from playground.studio.training_folders import NAME, Family, Plan
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe, TrainReflow
from playground.zoo.vae.recipe import TrainVae

SIDES = (*range(16, 64, 4), *range(64, 129, 8))
"""Pixels a side that pictures may have."""
LEARN_FROM_TEACHER: tuple[Family, ...] = ("reflow", "consistency")
BY: dict[Family, str] = {
    "vae": "by a VAE",
    "gan": "by a GAN",
    "diffusion": "by diffusion",
    "flow": "by flow matching",
    "reflow": "by rectified flow",
    "consistency": "by consistency",
    "nflow": "by a normalizing flow",
}
"""How a model's title ends."""

_FEW = 5000
"""Training pictures below which they are varied."""
_LONGEST = 60 * 24 * 7.0
_MOST_STEPS = 84
"""In which a normalizing flow draws a picture: each is some 225 nodes of its graph, of 20,000 at most."""
_ROOM = 4
"""Features for each value of a patch with which a U-Net carries the noise of a patch through them."""


class Pictures(NamedTuple):
    """What a recipe must know of a data set."""

    name: str
    title: str
    shape: tuple[int, int, int]
    classes: int
    training: int


def check(plan: Plan, channels: int = 1) -> None:
    """Raise ``DataError`` for a plan that cannot be with pictures of so many channels."""
    if NAME.fullmatch(plan.name) is None:
        raise DataError(
            f"“{plain_text.line(plan.name)}” cannot name a training: small letters, digits and hyphens can, "
            "such as my-drawings-flow."
        )
    for minutes in (plan.minutes, *plan.longer):
        if not 0 < minutes <= _LONGEST:
            raise DataError(f"A training takes from a moment to a week, not {minutes:g} minutes.")
    if not 1 <= plan.threads <= 64:
        raise DataError(f"A training takes 1 to 64 threads, not {plan.threads}.")
    if plan.size not in SIDES:
        raise DataError(
            f"Pictures are {SIDES[0]} to {SIDES[-1]} pixels a side here, in steps of 4 up to 64 and of 8 "
            f"from there, not {plan.size}."
        )
    if plan.family in LEARN_FROM_TEACHER and not plan.teacher:
        raise DataError(f"A model {BY[plan.family]} learns from a finished one of flow matching; name it.")
    if plan.family == "nflow":
        _halvings(channels, plan.size)


def recipe_of(plan: Plan, pictures: Pictures, teacher: Card | None = None) -> TrainingRecipe:
    """The recipe of a plan for a data set, of no length yet; raises ``DataError``."""
    given = _Given(plan, pictures, plan.preset == "base", teacher)
    few = pictures.training < _FEW
    varied = few and plan.family not in LEARN_FROM_TEACHER  # a teacher's trajectories are as they are
    side = pictures.shape[1]
    batch = 64 if side < 64 and not few else 32
    common = {
        "name": plan.name,
        "title": f"{pictures.title} {BY[plan.family]}",
        "data": pictures.name,
        "batch": max(2, min(batch, pictures.training // 2)),
        "validation": min(1000, pictures.training // 10),
        # By whole pixels: what is learned from blurred pictures is blurred.
        "shift": float(max(1, side // 32)) if varied else 0.0,
        "whole_shifts": varied,
        "edge": True,
        "seed": plan.seed,
    }
    return _RECIPES[plan.family](given, common)


class _Given(NamedTuple):
    plan: Plan
    pictures: Pictures
    large: bool
    teacher: Card | None

    @property
    def sides(self) -> dict[str, int]:
        channels, height, width = self.pictures.shape
        return {"channels": channels, "height": height, "width": width}


def patch(side: int, least: int, wanted: int, halvings: int) -> int:
    """The largest patch, of 8 at most and ``least`` at least, that leaves a side of ``wanted`` or more.

    The side that is left can be halved so often.
    """
    fitting = (size for size in (8, 4, 2, 1) if side % (size << halvings) == 0 and side // size >= wanted)
    return max(least, next(fitting, 1))


def _vae(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    large = given.large
    latent = 64 if large else 32
    config = {
        **given.sides,
        "latent": latent,
        "half": 48 if large else 32,
        "quarter": 96 if large else 64,
        "hidden": 256 if large else 128,
        "patch": patch(given.pictures.shape[1], 1, 20, 2),
        # The one scale of all pixels moves by a step's size at most, and a short training has few steps.
        "first_log_scale": -3.0,
    }
    return TrainVae(
        **common, network="vae-conv", config=config, latent=latent, beta=1.0, learning_rate=1.5e-3,
        summary=_summary(given, f"A convolutional autoencoder with {latent} latent dimensions"),
    )  # fmt: skip


def _gan(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    large = given.large
    fine, coarse = (96, 128) if large else (48, 64)
    config = {
        **given.sides,
        "classes": given.pictures.classes,
        "patch": patch(given.pictures.shape[1], 2, 12, 1),
        "generator": fine,
        "generator_coarse": coarse,
        "discriminator": fine,
        "discriminator_coarse": coarse,
        "generator_blocks": 2 if large else 1,
        "discriminator_blocks": 2 if large else 1,
    }
    return TrainGan(
        **common, network="gan", config=config, learning_rate=1e-3, discriminator_learning_rate=1e-3,
        weight_decay=0.0, clip=0.0, r1=0.2,
        summary=_summary(given, "A generator, and the discriminator that it learned to deceive"),
    )  # fmt: skip


def _unet(given: _Given, time_scale: float, output: str) -> dict[str, Any]:
    channels, side, _ = given.pictures.shape
    features, gathered = 96 if given.large else 48, patch(side, 1, 12, 1)
    # The noise of a patch has to fit through the features, which also hold what the picture shows.
    fits = _ROOM * channels * gathered**2 <= features
    return {
        **given.sides,
        "classes": given.pictures.classes,
        "patch": gathered,
        "features": features,
        "blocks": 2 if given.large else 1,
        "time_scale": time_scale,
        "preconditioning": "none" if fits else output,
    }


def _diffusion(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    return TrainDenoiser(
        **common, network="unet", config=_unet(given, 1.0, "noise"), path="variance preserving",
        schedule="linear", prediction="noise", learning_rate=1.5e-3,
        summary=_summary(given, "A U-Net that predicts the noise, with 1,000 steps and linear β"),
    )  # fmt: skip


def _flow(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    return TrainDenoiser(
        **common, network="unet", config=_unet(given, 1000.0, "velocity"), path="linear",
        prediction="velocity", learning_rate=1.5e-3,
        summary=_summary(given, "A U-Net that predicts the velocity on straight lines to noise"),
    )  # fmt: skip


def _reflow(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    return TrainReflow(
        **common, **_taught(given), learning_rate=7e-4,
        summary=_summary(given, f"The flow of {given.plan.teacher}, straightened once"),
    )  # fmt: skip


def _consistency(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    return TrainConsistency(
        **common, **_taught(given), learning_rate=7e-4,
        summary=_summary(given, f"Distilled from {given.plan.teacher}: sends any point straight to the end"),
    )  # fmt: skip


def _taught(given: _Given) -> dict[str, Any]:
    """The teacher's network; raises ``DataError`` where that is no flow of pictures of this kind."""
    card = given.teacher
    table = None if card is None else Denoising.of(card)
    straight = table is not None and (table.kind, table.path, table.prediction) == (
        "denoiser", "linear", "velocity",
    )  # fmt: skip
    if card is None or table is None or card.network is None or not straight:
        raise DataError(f"The model {given.plan.teacher} cannot teach: it is none of flow matching.")
    if card.network.name != "unet" or card.image.shape != given.pictures.shape:
        channels, height, width = card.image.shape
        raise DataError(
            f"The model {card.name} cannot teach: its pictures are {width} × {height} in {channels} "
            "channels, or another network’s."
        )
    if card.data != given.pictures.name:
        raise DataError(
            f"The model {card.name} cannot teach: it has learned from “{card.data}”, not "
            f"{given.pictures.name}."
        )
    return {"network": card.network.name, "config": card.network.config, "teacher": card.name}


def _nflow(given: _Given, common: dict[str, Any]) -> TrainingRecipe:
    large, (channels, side, _) = given.large, given.pictures.shape
    halvings = _halvings(channels, side)
    config = {
        **given.sides,
        "halvings": halvings,
        "classes": given.pictures.classes,
        "components": 8 if large else 5,
        "hidden": 256,
        "features": 64 if large else 32,
        "blocks": [1, *[2 if large else 1] * (halvings - 1)],
        "copies": True,
        "grids": _grids(channels, side, halvings),
    }
    # Steps cost more than what they are of: of few pictures many steps of few learn faster.
    common |= {"batch": min(16, common["batch"])} if given.pictures.training < _FEW else {}
    return TrainNflow(
        **common, network="image-flow", config=config, learning_rate=1.5e-3, label_dropout=0.1,
        summary=_summary(given, "A multi-scale flow with mixtures of logistics in its couplings"),
    )  # fmt: skip


def _halvings(channels: int, side: int) -> int:
    """How often a normalizing flow halves pictures, so that its graph is as small as can be."""
    sizes = {
        halvings: _steps(channels, side, halvings) for halvings in range(1, 7) if side % 2**halvings == 0
    }
    best = min(sizes, key=lambda halvings: sizes[halvings])
    if sizes[best] > _MOST_STEPS:
        kind = "grey pictures" if channels == 1 else "pictures in colour"
        raise DataError(
            f"A normalizing flow of {kind} of {side} pixels a side would take too many steps to draw one; "
            f"choose {', '.join(map(str, flow_sides(channels)))}."
        )
    return best


def flow_sides(channels: int) -> tuple[int, ...]:
    """The sides that a normalizing flow can have."""
    return tuple(
        side for side in SIDES
        if any(
            side % 2**halvings == 0 and _steps(channels, side, halvings) <= _MOST_STEPS
            for halvings in range(1, 7)
        )
    )  # fmt: skip


def _steps(channels: int, side: int, halvings: int) -> int:
    """Steps in which a flow draws a picture: the coarsest values one by one, then places and grids."""
    coarse = side // (1 << halvings)
    return channels * (coarse * coarse + 3 * halvings + sum(_grids(channels, side, halvings)))


def _grids(channels: int, side: int, halvings: int) -> list[int]:
    """On how many sparser grids the pixels of each halving come first, from the coarsest.

    The sparsest has two rows or more, which lie four squares apart at most, as far as a network sees. Where
    there would be too many steps the finest pixels have fewer, whose errors are seen least.
    """
    coarse = side // (1 << halvings)
    found = [min(2, max(0, (coarse << index).bit_length() - 2)) for index in range(halvings)]
    left = max(0, _MOST_STEPS // channels - coarse * coarse - 3 * halvings)
    for index in reversed(range(halvings)):
        found[index] -= min(found[index], max(0, sum(found) - left))
    return found


def _summary(given: _Given, what: str) -> str:
    table = None if given.teacher is None else Denoising.of(given.teacher)
    classes = given.pictures.classes if table is None else table.classes  # the network is the teacher's
    report = f", told which of {classes} classes" if classes else ""
    if given.plan.family == "vae":
        report = ""
    return f"{what}{report}; learned from the pictures of {given.pictures.name} here."


_RECIPES: dict[Family, Callable[[_Given, dict[str, Any]], TrainingRecipe]] = {
    "vae": _vae, "gan": _gan, "diffusion": _diffusion, "flow": _flow, "reflow": _reflow,
    "consistency": _consistency, "nflow": _nflow,
}  # fmt: skip
