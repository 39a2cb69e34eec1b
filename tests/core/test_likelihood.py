"""The discretized logistic is a probability over 256 levels, and probabilities of logits stay precise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.core.likelihood import LEVELS, bits_per_dim, log_probability, probability

levels = np.arange(LEVELS, dtype=np.float64)
locations = st.floats(-3, 4)
log_scales = st.floats(-7, 3)


@given(locations, log_scales)
def test_the_levels_probabilities_sum_to_one(location: float, log_scale: float) -> None:
    log_p = log_probability(levels, np.full(LEVELS, location), np.full(LEVELS, log_scale), np)
    assert np.isfinite(log_p).all()
    assert (log_p <= 0).all()
    assert math.isclose(np.exp(log_p).sum(), 1, abs_tol=1e-12)


@given(st.floats(-0.2, 1.2), st.floats(-4, 1))
def test_it_is_the_mass_of_a_logistic_on_each_levels_interval(location: float, log_scale: float) -> None:
    cdf = stats.logistic(location, math.exp(log_scale)).cdf
    edges = np.concatenate([[-np.inf], (np.arange(LEVELS - 1) + 0.5) / 255, [np.inf]])
    log_p = log_probability(levels, np.full(LEVELS, location), np.full(LEVELS, log_scale), np)
    np.testing.assert_allclose(np.exp(log_p), np.diff(cdf(edges)), rtol=1e-6, atol=1e-14)


@given(locations, log_scales)
def test_black_and_white_are_mirror_images(location: float, log_scale: float) -> None:
    one = log_probability(levels, np.full(LEVELS, location), np.full(LEVELS, log_scale), np)
    other = log_probability(levels[::-1], np.full(LEVELS, 1 - location), np.full(LEVELS, log_scale), np)
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


def test_a_wide_distribution_costs_what_its_tails_leave() -> None:
    uniform = log_probability(levels, np.full(LEVELS, 0.5), np.full(LEVELS, -1.0), np)
    assert 0 < bits_per_dim(-uniform.mean(), 1) < 12


def test_bits_per_dimension() -> None:
    assert math.isclose(bits_per_dim(math.log(256) * 784, 784), 8)


@pytest.mark.torch
@given(st.lists(st.tuples(st.integers(0, 255), locations, log_scales), min_size=1, max_size=20))
def test_torch_agrees(pixels: list[tuple[int, float, float]]) -> None:
    torch = pytest.importorskip("torch")
    columns = [np.array(column, dtype=np.float64) for column in zip(*pixels, strict=True)]
    expected = log_probability(*columns, np)
    got = log_probability(*(torch.from_numpy(column) for column in columns), torch)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.torch
@given(st.integers(0, 255), st.floats(-1, 2), st.floats(-6, 2))
def test_torch_has_finite_gradients_in_float32(level: int, location: float, log_scale: float) -> None:
    torch = pytest.importorskip("torch")
    inputs = [torch.tensor([value], requires_grad=True) for value in (location, log_scale)]
    log_probability(torch.tensor([float(level)]), *inputs, torch).sum().backward()
    assert all(torch.isfinite(value.grad).all() for value in inputs)


def test_small_probabilities_keep_their_digits() -> None:
    logits = np.linspace(-80, 80, 321).astype(np.float32)
    exact = [1 / (1 + math.exp(-float(logit))) for logit in logits]
    found = probability(logits)
    assert found.dtype == np.float32 and found == pytest.approx(exact, rel=1e-6, abs=0)
    assert found + found[::-1] == pytest.approx(1)


def test_there_is_no_overflow_and_nan_stays_nan() -> None:
    with np.errstate(over="raise", invalid="raise"):
        found = probability(np.array([-1e38, -1e4, 0, 1e4, 1e38], np.float32))
    assert found.tolist() == [0, 0, 0.5, 1, 1]
    assert np.isnan(probability(np.array([math.nan], np.float32))).all()
