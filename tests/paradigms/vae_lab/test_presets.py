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
from tests.support.plane_lab import TickClock, watch

pytestmark = pytest.mark.torch

_STEPS = 400


@functools.cache
def measured(name: str) -> Mapping[str, Scalar]:
    recipe = next(preset.recipe for preset in PRESETS if preset.name == name)
    run = train(recipe, None, TickClock(0.0002))  # type: ignore[arg-type]
    fast = change(recipe, speed=50)
    next(run)
    seen = watch(run, 1, fast)
    while int(seen.scalars["step"]) < _STEPS:
        seen = watch(run, 1)
    return watch(run, 40, change(recipe, training=False)).scalars


def test_there_is_a_healthy_run_a_collapse_and_holes() -> None:
    assert [preset.name for preset in PRESETS] == ["healthy", "collapse", "holes"]
    assert all(preset.help.endswith(".") for preset in PRESETS)


def test_in_the_healthy_run_all_codes_together_are_nearly_the_prior() -> None:
    found = measured("healthy")
    assert found["active"] == 2 and float(found["information"]) > 1
    assert float(found["aggregate_kl"]) < 0.4
    assert found["modes_covered"] == found["modes"] == 5


def test_in_the_collapse_no_code_tells_anything() -> None:
    """What is left is one Gaussian in the middle, where there are no data."""
    found = measured("collapse")
    assert found["active"] == 0
    assert float(found["data_kl"]) < 0.1 and float(found["information"]) < 0.1
    assert float(found["stray"]) > 0.9


def test_where_there_are_holes_points_are_rebuilt_and_samples_are_astray() -> None:
    found = measured("holes")
    least = math.log(2 * math.pi * 0.15**2)  # of a point that is rebuilt without any error
    assert float(found["reconstruction"]) < least + 0.4
    assert float(found["aggregate_kl"]) > 1.5 > float(measured("healthy")["aggregate_kl"])
    assert float(found["stray"]) > 0.6 > float(measured("healthy")["stray"])
