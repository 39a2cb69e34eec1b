"""Which training a recipe asks for."""

from __future__ import annotations

from pathlib import Path

from playground.core.images import LabelledImages
from playground.zoo import of_families
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.train import Options, Training


def training_of(recipe: TrainingRecipe, images: LabelledImages, folder: Path, options: Options) -> Training:
    """The training of a recipe at its start; raises as :class:`Training`.

    A family whose training is another says so in its ``training.py`` as ``TRAININGS``.
    """
    own: dict[type, type[Training]] = of_families.said("training", "TRAININGS")
    return (of_families.nearest(own, recipe) or Training)(recipe, images, folder, options)
