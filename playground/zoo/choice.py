"""Which task a recipe asks for."""

from __future__ import annotations

from playground.zoo.adversarial import GanTask
from playground.zoo.denoising import DenoiserTask
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
from playground.zoo.tasks import JudgeTask, Task, VaeTask
from playground.zoo.teaching import ConsistencyTask, ReflowTask


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
