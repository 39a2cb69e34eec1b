"""What families say of their own training, in a folder here for each, and which task a recipe asks for.

A new family is found by itself.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from playground.zoo.denoising import DenoiserTask
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe, TrainJudge, TrainReflow
from playground.zoo.tasks import JudgeTask, Task
from playground.zoo.teaching import ReflowTask

T = TypeVar("T")

_HERE = Path(__file__).parent


@functools.cache
def said(file: str, name: str) -> dict[Any, Any]:
    """The entries of all dictionaries of a name in the files of a name in families’ folders."""
    found: dict[Any, Any] = {}
    for folder in pkgutil.iter_modules([str(_HERE)]):
        if folder.ispkg and (_HERE / folder.name / f"{file}.py").is_file():
            module = importlib.import_module(f"{__package__}.{folder.name}.{file}")
            found |= getattr(module, name, {})
    return found


def nearest(table: dict[type, T], recipe: object) -> T | None:
    """What a table says of the type of a recipe, or else of the nearest one that it is derived from."""
    return next((table[kind] for kind in type(recipe).__mro__ if kind in table), None)


def tasks() -> dict[type[TrainingRecipe], Callable[[Any], Task]]:
    """The tasks by types of recipes; a family’s stand in its ``task.py`` as ``TASKS``."""
    general = {TrainJudge: JudgeTask, TrainReflow: ReflowTask, TrainDenoiser: DenoiserTask}
    return {**general, **said("task", "TASKS")}


def task_of(recipe: TrainingRecipe) -> Task:
    """The task that a recipe asks for."""
    task = nearest(tasks(), recipe)
    if task is None:
        raise TypeError(f"no task for {type(recipe).__name__}")
    return task(recipe)
