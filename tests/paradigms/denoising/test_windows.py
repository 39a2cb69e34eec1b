"""Windows found for a network: the best of all sides at each share of noise, and labels that share noises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.frames import Frame
from playground.gaussian.local import NOISE, ladder
from playground.paradigms import diffusion, flow, run
from playground.paradigms.denoising.windows import Calibration, portions_of
from tests.support.garment_denoiser import GarmentWorld, garment_cards


@pytest.fixture(scope="module")
def world() -> GarmentWorld:
    return GarmentWorld(*garment_cards())


def frames(recipe: Calibration, world: GarmentWorld) -> list[Frame]:
    return list(run(recipe, world))


@pytest.mark.parametrize(
    "recipe",
    [
        flow.Calibration(model="fashion-flow", steps=8, noises=13),
        diffusion.Calibration(model="fashion-ddpm", steps=8, noises=13),
    ],
    ids=["flow", "diffusion"],
)
def test_every_frame_has_the_best_window_of_the_noises_so_far(
    world: GarmentWorld, recipe: Calibration
) -> None:
    found = frames(recipe, world)
    counts = [int(frame.scalars["noises"]) for frame in found]
    assert counts[-1] == 13 and counts == sorted(set(counts)) and found[-1].final
    assert len(found) == 10, "one for each label"
    for frame in found:
        sides, r2 = frame.arrays["sides"], frame.arrays["r2"]
        assert tuple(sides) == ladder(28, 28) and r2.shape == (len(NOISE), len(sides))
        for window, medians in zip(frame.arrays["windows"], r2, strict=True):
            assert medians[list(sides).index(window)] == np.nanmax(medians)
    windows = tuple(found[-1].arrays["windows"].tolist())
    assert flow.Answers(model="x", windows=windows).refused_windows is None


def test_it_is_the_same_whenever_it_is_asked(world: GarmentWorld) -> None:
    asked = flow.Calibration(model="fashion-flow", steps=4, noises=3)
    one, other = (frames(asked, world)[-1].arrays for _ in range(2))
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


@given(st.integers(0, 12), st.integers(1, 300))
def test_noises_are_shared_out_among_labels(classes: int, noises: int) -> None:
    counts = [count for _label, count in portions_of(classes, noises)]
    assert sum(counts) == noises and max(counts) - min(counts) <= 1
