"""How many steps the minutes of a training come to on this machine, found before it begins."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from playground.core.images import LabelledImages
from playground.studio import known_sets
from playground.studio.budget import Planner
from playground.studio.presets import Pictures, check, recipe_of
from playground.studio.trainer import device_of, teacher_of
from playground.studio.training_folders import Plan
from playground.zoo.train import Options

_MOST = 4096
"""Pictures: more of them would make no step longer."""


def foreseen(plan: Plan) -> int:
    """The number of steps, found by timing some on noise of the shape of the data set's pictures.

    It takes some ten seconds. Raises ``DataError`` for a plan that cannot be, and what a step may raise.
    """
    began = time.monotonic()
    check(plan)
    own = known_sets.described(plan.data)
    shape = (own.shape[0], plan.size, plan.size)
    classes = len(own.labels) if plan.classes else 0
    pictures = Pictures(own.name, own.title, shape, classes, own.training)
    recipe = recipe_of(plan, pictures, teacher_of(plan.teacher) if plan.teacher else None)
    generator, count = np.random.default_rng(0), min(own.training, _MOST)
    noise = LabelledImages(
        generator.integers(0, 256, (count, *shape), dtype=np.uint8),
        generator.integers(0, max(1, classes), count, dtype=np.uint8),
    )
    options = Options(device=device_of(plan.device), threads=plan.threads, alone=True, say=lambda _said: None)
    with tempfile.TemporaryDirectory() as folder:
        planner = Planner(noise, Path(folder), options, 60 * plan.minutes)
        return planner.foresee(recipe, lambda: time.monotonic() - began)
