"""Each preset shows what it is called: measured after a few hundred steps, which is long enough for that."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

import pytest

from playground.core.frames import Scalar
from playground.core.recipe import change
from playground.paradigms.vae_lab.presets import PRESETS
from playground.paradigms.vae_lab.runs import train
from tests.support.bare import Bare
from tests.support.plane_lab import TickClock, watch

pytestmark = pytest.mark.torch

_STEPS = {"healthy": 1500, "collapse": 400, "holes": 400}
_FRAMES = 400
"""After so many frames the measures of a held model must be there."""


@functools.cache
def measured(name: str) -> Mapping[str, Scalar]:
    """All that is known of the model that a preset has trained for so many steps."""
    recipe = next(preset.recipe for preset in PRESETS if preset.name == name)
    run = train(recipe, Bare(), TickClock(0.0002))
    next(run)
    seen = watch(run, 1, change(recipe, speed=50))
    while int(seen.scalars["step"]) < _STEPS[name]:
        seen = watch(run, 1)
    seen = watch(run, 1, change(recipe, training=False))
    for _ in range(_FRAMES):
        if seen.scalars.get("measured_step") == seen.scalars["step"]:
            break
        seen = watch(run, 1)
    assert seen.scalars["measured_step"] == seen.scalars["step"] >= _STEPS[name]
    return {key: value for key, value in seen.scalars.items() if not isinstance(value, str)}


def test_there_is_a_healthy_run_a_collapse_and_holes() -> None:
    assert [preset.name for preset in PRESETS] == ["healthy", "collapse", "holes"]
    assert all(preset.help.endswith(".") for preset in PRESETS)


def test_in_the_healthy_run_codes_fill_the_prior_and_samples_come_close() -> None:
    found = measured("healthy")
    assert found["active"] == 2 and float(found["information"]) > 2
    assert float(found["aggregate_kl"]) < 0.25
    assert float(found["divergence"]) < 0.4 and float(found["stray"]) < 0.2
    assert float(found["sliced_wasserstein"]) < 3 * float(found["noise_floor"])


def test_in_the_collapse_no_code_tells_anything() -> None:
    """What is left is one Gaussian in the middle, where there are no data."""
    found = measured("collapse")
    assert found["active"] == 0
    assert float(found["data_kl"]) < 0.1 and float(found["information"]) < 0.1
    assert float(found["stray"]) > 0.9 and found["modes_covered"] == 0


def test_where_there_are_holes_points_are_rebuilt_and_samples_are_astray() -> None:
    found, healthy = measured("holes"), measured("healthy")
    least = math.log(2 * math.pi * 0.15**2)  # of a point that is rebuilt without any error
    assert float(found["reconstruction"]) < least + 0.4
    assert float(found["aggregate_kl"]) > 1.5 > float(healthy["aggregate_kl"])
    assert float(found["stray"]) > 0.6 > float(healthy["stray"])


@pytest.mark.parametrize("name", [preset.name for preset in PRESETS])
def test_the_bound_is_entropy_and_divergence_and_gap(name: str) -> None:
    """However far the posteriors are from the true ones: importance sampling alone would not see it."""
    found = {key: float(value) for key, value in measured(name).items()}
    assert found["bound"] == pytest.approx(found["entropy"] + found["divergence"] + found["gap"], abs=0.3)
    assert found["bound"] >= found["importance"] >= found["nll"] - 0.01
    assert found["data_kl"] == pytest.approx(found["information"] + found["aggregate_kl"])
