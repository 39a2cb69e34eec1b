"""Noise depends on seed, index and stream alone, and is standard normal; seeds follow one another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from playground.core.errors import RecipeError
from playground.core.noise import MAX_SEED, following, generator, generators, standard_normal, varied
from playground.paradigms.gan_lab.recipes import GanLab

seeds = st.integers(0, 2**31 - 1)


@given(seeds, st.integers(1, 40), st.integers(0, 39))
def test_a_sample_does_not_depend_on_the_batch(seed: int, count: int, index: int) -> None:
    alone = standard_normal(seed, [index], (3, 2), "prior")
    together = standard_normal(seed, range(max(count, index + 1)), (3, 2), "prior")
    np.testing.assert_array_equal(alone[0], together[index])


@given(st.one_of(seeds, st.integers(0, 2**200)), st.integers(0, 2**33), st.sampled_from(["", "steps"]))
@example(0, 2**32 - 60, "")
@example(2**32, 0, "steps")
def test_generators_of_many_are_those_of_each(seed: int, first: int, stream: str) -> None:
    indices = range(first, first + 40)
    for found, index in zip(generators(seed, indices, stream), indices, strict=True):
        assert found.bit_generator.state == generator(seed, index, stream).bit_generator.state


@given(seeds, st.permutations(range(6)))
def test_a_sample_does_not_depend_on_the_order(seed: int, order: list[int]) -> None:
    np.testing.assert_array_equal(
        standard_normal(seed, order, (4,)), standard_normal(seed, range(6), (4,))[order]
    )


@given(seeds, st.integers(0, 100))
def test_a_vector_starts_like_a_longer_one(seed: int, index: int) -> None:
    np.testing.assert_array_equal(
        standard_normal(seed, [index], (2,)), standard_normal(seed, [index], (9,))[:, :2]
    )


def test_seeds_indices_and_streams_are_told_apart() -> None:
    draws = [
        standard_normal(seed, [index], (8,), stream).tobytes()
        for seed in (0, 1, 7, 2**31 - 1)
        for index in (0, 1, 2, 2**31)
        for stream in ("", "prior", "posterior", "pixels")
    ]
    assert len(set(draws)) == len(draws)


def test_streams_of_one_sample_are_not_correlated() -> None:
    one, other = (standard_normal(5, range(4000), (1,), stream)[:, 0] for stream in ("prior", "pixels"))
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(4000)


def test_the_draws_are_standard_normal_across_samples() -> None:
    draws = standard_normal(3, range(20_000), (1,)).ravel()
    assert stats.kstest(draws, "norm").pvalue > 1e-3


def test_type_and_shape() -> None:
    noise = standard_normal(0, range(3), (2, 5))
    assert (noise.dtype, noise.shape) == (np.float32, (3, 2, 5))
    assert standard_normal(0, [], (2, 5)).shape == (0, 2, 5)


def test_the_stored_values_do_not_change() -> None:
    """Exported recipes promise the same picture for good: these numbers may never change."""
    drawn = [standard_normal(7, [3], (2,), "prior"), standard_normal(0, [0], (2,))]
    np.testing.assert_allclose(
        drawn, [[[0.1504842, -0.7884386]], [[0.7859068, -0.9199529]]], atol=1e-7, rtol=0
    )


def test_noise_near_that_of_a_sample_is_standard_normal_too() -> None:
    own, samples = (standard_normal(seed, range(4000), (3,)) for seed in (1, 2))
    for spread in (0.0, 0.3, 1.0):
        found = varied(own, range(4000), samples, -1, spread).astype(np.float64)
        np.testing.assert_allclose(found.std(axis=0), 1.0, atol=0.04)
        alike = (found * samples).mean()
        assert alike == pytest.approx(np.cos(spread * np.pi / 2), abs=0.03)
    near = varied(own, range(4000), samples[0], 7, 0.5)
    assert near.shape == own.shape and (near[7] == samples[0]).all() and (near[8] != samples[0]).any()


def test_after_the_last_seed_comes_the_first() -> None:
    assert following(MAX_SEED) == 0 and following(0) == 1 and following(MAX_SEED, 3) == 2


def test_a_seed_beyond_the_last_is_refused_in_whole_numbers() -> None:
    with pytest.raises(RecipeError) as refusal:
        GanLab(seed=MAX_SEED + 1)
    assert refusal.value.sentence == "“Seed” must lie between 0 and 2,147,483,647; it is 2,147,483,648."
