"""A recipe for a data set of the user's own: its network has the classes and the shape that the set has."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import msgspec

from playground import networks
from playground.core.cards import Condition, FactorCondition, Unconditional, labelled
from playground.core.errors import CardError, DataError
from playground.datasets.own_sets import OwnSet
from playground.zoo.recipe import TrainDenoiser, TrainFromTeacher, TrainingRecipe, TrainJudge

R = TypeVar("R", bound=TrainingRecipe)


def adapted(recipe: TrainingRecipe, own: OwnSet) -> TrainingRecipe:
    """The recipe for a data set; one that learns from a teacher keeps what that one knows.

    A shape that the network cannot have stays as it was. Raises ``DataError`` where a recipe learns to tell
    classes apart and there are none, and where there are more than a network that stays as it was is told.
    """
    if isinstance(recipe, TrainFromTeacher):
        return _told_all(recipe, own)
    if isinstance(recipe, TrainJudge) and not own.labels:
        raise DataError(f"The data set {own.name} has no classes, which {recipe.name} learns to tell apart.")
    channels, height, width = own.shape
    classes = {"classes": len(own.labels)}
    if isinstance(recipe, TrainDenoiser) and recipe.first_stage:
        transformer = recipe.config.get("transformer", {})
        told = networks.settings(recipe.network, recipe.config).transformer
        config = {**recipe.config, "transformer": {**transformer, **_differing(told, classes)}}
        return msgspec.structs.replace(recipe, config=config)
    settings = networks.settings(recipe.network, recipe.config)
    # What is called width beside no height is the network's own.
    sides = {"height": height, "width": width} if hasattr(settings, "height") else {}
    for wanted in ({**classes, "channels": channels, **sides}, classes):
        config = {**recipe.config, **_differing(settings, wanted)}
        try:
            fitting = networks.settings(recipe.network, config)
        except CardError:
            continue
        latent = {"latent": math.prod(fitting.grid)} if hasattr(fitting, "grid") else {}
        return msgspec.structs.replace(recipe, config=config, **latent)
    return _told_all(recipe, own)


def condition_of(recipe: TrainingRecipe) -> Condition:
    """What a recipe's network is told beside its main input."""
    if (factors := getattr(recipe, "told_factors", None)) is not None:
        return FactorCondition(factors=factors)
    classes = _classes(recipe) or 0
    return labelled(classes) if classes else Unconditional()


def _classes(recipe: TrainingRecipe) -> int | None:
    """How many classes its network can be told, ``None`` where it is told nothing at all."""
    settings = networks.settings(recipe.network, recipe.config)
    classes: int | None = getattr(getattr(settings, "transformer", settings), "classes", None)
    return classes


def _told_all(recipe: R, own: OwnSet) -> R:
    """The recipe, where its network can be told every class of the data set."""
    if (most := _classes(recipe)) is not None and len(own.labels) > most:
        raise DataError(
            f"The data set {own.name} has {len(own.labels)} classes, but the network of {recipe.name} is "
            f"told {most or 'none'}."
        )
    return recipe


def _differing(settings: Any, wanted: dict[str, int]) -> dict[str, int]:
    """What is wanted of the fields that there are and that say something else."""
    return {name: value for name, value in wanted.items() if getattr(settings, name, value) != value}
