"""Which images a training step sees, and how they are varied: functions of (seed, step) alone.

Nothing here has a state, so a resumed training sees exactly the images and the noise it would have seen.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.core import noise
from playground.zoo.recipe import TrainingRecipe


def split(count: int, recipe: TrainingRecipe) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the images to learn from, and of those kept apart for validation."""
    order = noise.generator(recipe.seed, 0, "validation split").permutation(count)
    held_out = min(recipe.validation, count // 2)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def steps_per_epoch(count: int, recipe: TrainingRecipe) -> int:
    """Whole batches in one pass; the rest of each pass, another one every time, is left out."""
    return max(1, count // recipe.batch)


class Order:
    """The order of the images, shuffled anew for every epoch; keeps the newest epoch's permutation."""

    def __init__(self, indices: NDArray[np.int64], recipe: TrainingRecipe) -> None:
        self._indices = indices
        self._recipe = recipe
        self._epoch = -1
        self._shuffled = indices

    def batch(self, step: int) -> NDArray[np.int64]:
        """Indices of the images of one step."""
        epoch, position = divmod(step, steps_per_epoch(len(self._indices), self._recipe))
        if epoch != self._epoch:
            generator = noise.generator(self._recipe.seed, epoch, "order")
            self._shuffled = generator.permutation(self._indices)
            self._epoch = epoch
        return self._shuffled[position * self._recipe.batch : (position + 1) * self._recipe.batch]


def gaussian(recipe: TrainingRecipe, step: int, shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Standard normal noise of one step, float32."""
    drawn = noise.generator(recipe.seed, step, "posterior").standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(drawn).to(device)


def augment(levels: Tensor, recipe: TrainingRecipe, step: int) -> Tensor:
    """Randomly rotated, resized, shifted and mirrored images, rounded back to whole grey levels."""
    varied = vary(levels, recipe, step, "augment")
    return varied if varied is levels else varied.round()


def vary(levels: Tensor, recipe: TrainingRecipe, step: int, stream: str) -> Tensor:
    """The same, not rounded, by the random numbers of a stream; a gradient passes through it."""
    if not (recipe.degrees or recipe.zoom or recipe.shift or recipe.mirror):
        return levels
    count, _, height, width = levels.shape
    draw = noise.generator(recipe.seed, step, stream).uniform(-1, 1, size=(5, count))
    angle = draw[0] * math.radians(recipe.degrees)
    size = 1 + draw[1] * recipe.zoom
    flip = np.where(draw[4] < 0, -1.0, 1.0) if recipe.mirror else np.ones(count)
    across, down = draw[2:4] * recipe.shift
    if recipe.whole_shifts:
        # Every whole number from −shift to shift is as likely as any other.
        most = int(recipe.shift)
        across, down = np.rint(draw[2:4] * (most + 0.5)).clip(-most, most)
    matrix = np.empty((count, 2, 3), dtype=np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = flip * np.cos(angle) * size, -np.sin(angle) * size
    matrix[:, 1, 0], matrix[:, 1, 1] = flip * np.sin(angle) * size, np.cos(angle) * size
    matrix[:, 0, 2], matrix[:, 1, 2] = across * 2 / width, down * 2 / height
    affine = torch.from_numpy(matrix).to(levels.device)
    grid = torch.nn.functional.affine_grid(affine, list(levels.shape), align_corners=False)
    around, paper = ("border", 0.0) if recipe.edge else ("zeros", float(recipe.paper))
    found = torch.nn.functional.grid_sample(levels - paper, grid, padding_mode=around, align_corners=False)
    return found + paper
