"""Which task a recipe asks for."""

from __future__ import annotations

from playground.zoo.consistency.task import ConsistencyTask
from playground.zoo.denoising import DenoiserTask
from playground.zoo.gan.task import GanTask
from playground.zoo.nflow import NflowTask
from playground.zoo.recipe import (
    TrainConsistency,
    TrainDenoiser,
    TrainGan,
    TrainingRecipe,
    TrainJudge,
    TrainNflow,
    TrainReflow,
    TrainVae,
)
from playground.zoo.tasks import JudgeTask, Task
from playground.zoo.teaching import ReflowTask
from playground.zoo.vae.task import VaeTask


def task_of(recipe: TrainingRecipe) -> Task:
    """The task that a recipe asks for."""
    if isinstance(recipe, TrainVae):
        return VaeTask(recipe)
    if isinstance(recipe, TrainJudge):
        return JudgeTask(recipe)
    if isinstance(recipe, TrainReflow):
        return ReflowTask(recipe)
    if isinstance(recipe, TrainConsistency):
        return ConsistencyTask(recipe)
    if isinstance(recipe, TrainDenoiser):
        return DenoiserTask(recipe)
    if isinstance(recipe, TrainGan):
        return GanTask(recipe)
    if isinstance(recipe, TrainNflow):
        return NflowTask(recipe)
    raise TypeError(f"no task for {type(recipe).__name__}")
