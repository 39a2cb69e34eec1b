"""What presets say of their trained networks, counted anew in the points that the labs show."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.recipe import change
from playground.paradigms.plane.presets import CONSISTENCY, DIFFUSION
from playground.paradigms.plane.recipes import Lab
from tests.support.plane_lab import begin

pytestmark = pytest.mark.torch

_TURN = np.arange(8) * np.pi / 4
CENTRES, DEVIATION = 1.5 * np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1), 0.12


def astray(recipe: Lab, **changed: float) -> float:
    """The share of the points that end further than three standard deviations from all blobs."""
    for frame in begin(change(recipe, training=False, **changed)):
        if "track" in frame.arrays:
            ends = frame.arrays["track"][-1]
            away = np.linalg.norm(ends[:, None] - CENTRES, axis=-1).min(axis=1)
            return float((away > 3 * DEVIATION).mean())
    raise AssertionError


def test_eight_jumps_leave_few_points_between_the_blobs_and_a_second_one_hardly_helps() -> None:
    recipe = next(preset.recipe for preset in CONSISTENCY if preset.name == "eight jumps")
    one, two, eight = (astray(recipe, steps=steps) for steps in (1, 2, recipe.steps))
    assert recipe.steps == 8 and eight < 0.04
    assert eight < one / 2 and two > 0.9 * one


def test_with_chance_fewer_points_come_home_in_few_steps_and_more_in_fifty() -> None:
    recipe = next(preset.recipe for preset in DIFFUSION if preset.name == "chance")
    assert recipe.eta == 1 and recipe.steps == 50
    assert astray(recipe) < astray(recipe, eta=0.0)
    assert astray(recipe, steps=10) > astray(recipe, steps=10, eta=0.0)
