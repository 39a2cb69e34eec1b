"""Which training a recipe asks for."""

from __future__ import annotations

from pathlib import Path

from playground.core.images import LabelledImages
from playground.zoo.consistency.training import Distilling
from playground.zoo.gan.training import GanTraining
from playground.zoo.recipe import TrainConsistency, TrainGan, TrainingRecipe
from playground.zoo.train import Options, Training


def training_of(recipe: TrainingRecipe, images: LabelledImages, folder: Path, options: Options) -> Training:
    """The training of a recipe at its start; raises as :class:`Training`."""
    if isinstance(recipe, TrainGan):
        return GanTraining(recipe, images, folder, options)
    if isinstance(recipe, TrainConsistency):
        return Distilling(recipe, images, folder, options)
    return Training(recipe, images, folder, options)
