"""Laws of clipping predicted data."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian.clipping import Clipped, Clipping
from playground.gaussian.grids import times
from playground.gaussian.levels import Pair
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import VariancePreserving
from playground.gaussian.samplers import Options, discover, sample

DATA = np.random.default_rng(0).normal(0, 2, (3, 1, 8, 8))
PATH = VariancePreserving()


@pytest.mark.parametrize("limit", [0.5, 1.0, 2.5])
def test_a_range_is_cut_at_its_limit_and_left_alone_within(limit) -> None:
    found = Clipping(kind="range", limit=limit)(DATA)
    assert np.abs(found).max() == limit
    inside = np.abs(DATA) <= limit
    assert np.array_equal(found[inside], DATA[inside])


def test_a_quantile_scales_each_picture_into_black_and_white() -> None:
    found = Clipping(kind="quantile", limit=100.0, share=0.9)(DATA)
    for one, was in zip(found, DATA, strict=True):
        reach = np.quantile(np.abs(was), 0.9)
        assert reach > 1
        assert np.abs(one).max() == pytest.approx(1)
        inside = np.abs(was) <= reach
        assert one[inside] == pytest.approx(was[inside] / reach)
    # Of a picture that keeps within nothing is changed, and at a limit of 1 quantiles do not count.
    assert Clipping(kind="quantile", limit=100.0)(DATA / 100) == pytest.approx(DATA / 100)
    assert Clipping(kind="quantile")(DATA) == pytest.approx(Clipping(kind="range")(DATA))


@pytest.mark.parametrize("kind", ["range", "quantile"])
def test_other_values_of_black_and_white_are_clipped_alike(kind) -> None:
    signed = Clipping(kind=kind, limit=2.0, share=0.8)(DATA)
    unsigned = Clipping(kind=kind, limit=2.0, share=0.8, low=0.0, high=1.0)((DATA + 1) / 2)
    assert 2 * unsigned - 1 == pytest.approx(signed)


def test_the_noise_and_the_cost_of_a_model_stay() -> None:
    class Model:
        def cost_at(self, _level) -> int:
            return 2

        def __call__(self, x, _level) -> Pair:
            return Pair(data=x, noise=x)

    clipped = Clipped(Model(), Clipping(kind="range"))
    level = PATH.level(500.0)
    assert clipped.cost_at(level) == 2
    answer = clipped(DATA, level)
    assert np.array_equal(answer.noise, DATA) and np.abs(answer.data).max() == 1


@pytest.mark.parametrize("chosen", discover(), ids=lambda each: each.name)
def test_samplers_that_say_so_go_on_with_clipped_data_and_others_do_not(chosen) -> None:
    def far(x, level) -> Pair:
        data = np.full_like(x, 3.0)
        return Pair(data=data, noise=(x - level.alpha * data) / level.sigma)

    start, grid = DATA[:, 0, 0], times("uniform", PATH, 4)
    options = Options(clip=Clipping(kind="range"))
    *_, last = sample(chosen.name, far, start, PATH, grid, KeyedNoise(0, range(len(start))), options)
    clips = "clip" in chosen.uses
    assert clips == (chosen.name in ("ddpm", "ddim", "dpmpp_2m", "consistency"))
    assert last.x == pytest.approx(np.full_like(start, 1.0 if clips else 3.0), abs=1e-2)
