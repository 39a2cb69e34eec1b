"""Half-samples give the standard error that theory knows; intervals hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from playground.evaluate.intervals import (
    HALVES,
    Z,
    clopper_pearson,
    difference,
    halves,
    mean_within,
    paired_error,
    standard_error,
)
from playground.evaluate.report import Measure


@pytest.mark.parametrize("count", [10, 11, 400])
def test_halves_are_halves(count: int) -> None:
    parts = halves(np.zeros(count, int))
    assert parts.shape == (HALVES, count)
    assert (parts.sum(axis=1) == parts[0].sum()).all() and abs(parts[0].sum() - count / 2) <= 0.5
    assert np.array_equal(parts, halves(np.zeros(count, int)))
    assert len({part.tobytes() for part in parts}) > HALVES // 2


def test_halves_take_half_of_every_stratum() -> None:
    strata = np.arange(35) % 5
    parts = halves(strata, 20)
    for stratum in range(5):
        assert set(parts[:, strata == stratum].sum(axis=1)) <= {3, 4}
    assert set(parts.sum(axis=1)) == {17}


def test_of_a_mean_it_is_the_textbooks_standard_error() -> None:
    rng = np.random.default_rng(0)
    for count in (200, 201):
        values = rng.exponential(size=count)
        parts = halves(np.zeros(count, int), 4000)
        found = standard_error(parts @ values / parts.sum(axis=1), parts)
        assert found == pytest.approx(values.std(ddof=1) / np.sqrt(count), rel=0.05)


def test_of_a_stratified_mean_it_leaves_out_what_lies_between_strata() -> None:
    strata = np.arange(400) % 4
    values = 100.0 * strata + np.random.default_rng(1).normal(size=400)
    parts = halves(strata, 4000)
    found = standard_error(parts @ values / parts.sum(axis=1), parts)
    assert found == pytest.approx(1 / 20, rel=0.1)


def test_the_interval_of_a_median_holds_the_truth_about_95_times_of_100() -> None:
    rng = np.random.default_rng(2)
    parts = halves(np.zeros(300, int))
    held = 0
    for _ in range(400):
        values = rng.normal(size=300)
        error = standard_error(np.array([np.median(values[part]) for part in parts]), parts)
        held += abs(np.median(values)) <= Z * error
    assert 0.90 <= held / 400 <= 0.99


def test_the_interval_of_a_mean_of_few_is_wider_and_holds_the_truth_as_often_as_it_says() -> None:
    """Of means of eight normal numbers, 95 of 100 intervals hold 0; those of the normal law hold fewer."""
    drawn = np.random.default_rng(0).normal(size=(4000, 8))
    means, errors = drawn.mean(axis=1), drawn.std(axis=1, ddof=1) / np.sqrt(8)

    def held(count: int | None) -> float:
        each = (mean_within(*map(float, pair), count) for pair in zip(means, errors, strict=True))
        return float(np.mean([low <= 0 <= high for low, high in each]))

    assert held(8) == pytest.approx(0.95, abs=0.012)
    assert held(None) < 0.92
    assert mean_within(1.0, 0.5, None) == mean_within(1.0, 0.5, 1) == (1 - 0.5 * Z, 1 + 0.5 * Z)
    low, high = mean_within(0.0, 1.0, 8)
    assert (low, high) == (-high, pytest.approx(2.364624, abs=1e-6))


def test_clopper_and_pearsons_interval_leaves_a_fortieth_on_either_side() -> None:
    for right, count in ((7, 10), (0, 30), (30, 30), (950, 1000)):
        low, high = clopper_pearson(right, count)
        assert 0 <= low <= right / count <= high <= 1
        if right:
            assert binom.sf(right - 1, count, low) == pytest.approx(0.025, abs=1e-9)
        if right < count:
            assert binom.cdf(right, count, high) == pytest.approx(0.025, abs=1e-9)


def test_parts_of_trials_lie_between_whole_ones() -> None:
    ends = np.array([clopper_pearson(right, 26) for right in np.linspace(0, 26, 105)])
    assert (np.diff(ends, axis=0) > 0).all()
    assert clopper_pearson(3.5, 26.5)[0] == pytest.approx(clopper_pearson(23, 26.5)[1] * -1 + 1)


def test_of_a_mean_pairs_of_halves_tell_the_same() -> None:
    rng = np.random.default_rng(3)
    for count in (200, 201):
        values = rng.exponential(size=count)
        parts = halves(np.zeros(count, int), 4000)
        over, rests = (each @ values / each.sum(axis=1) for each in (parts, ~parts))
        found = paired_error(over, rests, parts)
        assert found == pytest.approx(values.std(ddof=1) / np.sqrt(count), rel=0.05)


@pytest.mark.parametrize("offset", [0.0, 0.1, 1.0])
def test_near_0_pairs_do_not_take_a_squares_curvature_for_error(offset: float) -> None:
    """The squared distance of a mean from a point: its error near 0 is Q, of which halves alone see 3·Q."""
    rng = np.random.default_rng(4)
    count, dimensions = 200, 8
    parts = halves(np.zeros(count, int), 400)
    values, alone, paired = [], [], []
    for _ in range(300):
        drawn = rng.normal(size=(count, dimensions)) + offset
        values.append(np.square(drawn.mean(axis=0)).sum())
        over, rests = (
            np.square(each @ drawn / each.sum(axis=1, keepdims=True)).sum(axis=1) for each in (parts, ~parts)
        )
        alone.append(standard_error(over, parts) ** 2)
        paired.append(paired_error(over, rests, parts) ** 2)
    true = np.var(values)
    # At 0 itself the least that it may be, Q, makes it a little too wide.
    assert 0.8 * true < np.mean(paired) < (1.7 if offset == 0 else 1.25) * true
    if offset == 0:
        assert np.mean(alone) > 2 * true


def measured(value: float, samples: int, **more: tuple[float, ...]) -> Measure:
    return Measure(
        value=value, low=max(value - Z, 0.0), high=value + Z, samples=samples, repeats=1,
        interval="half-samples", values=(value,), **more,
    )  # fmt: skip


def test_what_two_measures_share_does_not_count_in_their_difference() -> None:
    rng = np.random.default_rng(5)
    shared = 10 * rng.normal(size=400)
    one, other = shared + rng.normal(size=400) + 0.5, shared + rng.normal(size=400)
    true = (one - other).std(ddof=1) / np.sqrt(400)
    parts = halves(np.zeros(400, int), 2000)
    of_images = [measured(each.mean(), 400, each=tuple(each)) for each in (one, other)]
    of_halves = [
        measured(
            each.mean(), 400, halves=tuple(parts @ each / parts.sum(1)),
            rests=tuple(~parts @ each / (~parts).sum(1)),
        )
        for each in (one, other)
    ]  # fmt: skip
    for pair in (of_images, of_halves):
        apart, error = difference(*pair)
        assert apart == pytest.approx(one.mean() - other.mean())
        assert error == pytest.approx(true, rel=0.06)
    assert difference(of_images[0], of_images[0]) == (0, 0)


def test_measures_that_share_nothing_differ_by_both_of_their_errors() -> None:
    apart, error = difference(measured(3.0, 100, each=(1.0, 2.0)), measured(0.1, 100))
    assert apart == pytest.approx(2.9) and error == pytest.approx(np.sqrt(2))
    other = measured(5.0, 200, halves=(1.0, 2.0), rests=(1.0, 2.0))
    assert difference(measured(3.0, 100, halves=(1.0, 2.0), rests=(1.0, 2.0)), other)[1] == pytest.approx(
        np.sqrt(2)
    )
    alone = Measure(value=1, low=None, high=None, samples=9, repeats=1, interval="none", values=(1,))
    assert np.isnan(difference(alone, other)[1])
