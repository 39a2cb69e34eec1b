"""Which task a recipe asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.zoo import of_families
from playground.zoo.denoising import DenoiserTask
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe, TrainJudge, TrainReflow
from playground.zoo.tasks import JudgeTask, Task
from playground.zoo.teaching import ReflowTask


def tasks() -> dict[type[TrainingRecipe], Callable[[Any], Task]]:
    """The tasks by types of recipes; a family’s stand in its ``task.py`` as ``TASKS``."""
    general = {TrainJudge: JudgeTask, TrainReflow: ReflowTask, TrainDenoiser: DenoiserTask}
    return {**general, **of_families.said("task", "TASKS")}


def task_of(recipe: TrainingRecipe) -> Task:
    """The task that a recipe asks for."""
    task = of_families.nearest(tasks(), recipe)
    if task is None:
        raise TypeError(f"no task for {type(recipe).__name__}")
    return task(recipe)
