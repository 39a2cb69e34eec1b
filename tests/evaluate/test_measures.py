"""All measures of sets together: intervals that hold the truth, repeats, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.evaluate.distances import Moments
from playground.evaluate.measures import Pictures, measure_sets, timing
from playground.evaluate.reference import Facts, Reference

SIZE, CLASSES = 5, 2


def reference(rng: np.random.Generator, count: int = 200) -> Reference:
    facts = Facts(data="d", images=count, classifier="c", classifier_sha256="0")
    return Reference(
        facts=facts,
        moments=Moments(np.zeros(SIZE), np.eye(SIZE)),
        features=rng.normal(size=(count, SIZE)),
        labels=np.arange(count) % CLASSES,
    )


def pictures(rng: np.random.Generator, count: int = 200, shift: float = 0.5, wanted: int = -1) -> Pictures:
    named = np.zeros(count, dtype=np.int64)
    return Pictures(features=rng.normal(shift, 1, (count, SIZE)), named=named, wanted=np.full(count, wanted))


def test_intervals_hold_the_mean_of_other_sets_about_95_times_of_100() -> None:
    rng = np.random.default_rng(0)
    against = reference(rng, 100)
    found = [measure_sets([pictures(rng, 100)], against) for _ in range(120)]
    for name in ("frechet_distance", "kernel_distance", "precision", "recall", "density", "coverage"):
        mean = np.mean([each[name].value for each in found])
        held = np.mean([each[name].low <= mean <= each[name].high for each in found])
        # Half-samples overstate what depends on pairs of pictures, so more than 95 are no fault.
        assert held >= 0.88, name


def test_the_spread_of_repeats_is_what_the_interval_says() -> None:
    rng = np.random.default_rng(1)
    against = reference(rng)
    found = measure_sets([pictures(rng) for _ in range(16)], against)["frechet_distance"]
    assert found.repeats == len(found.values) == 16 and found.samples == 200
    assert found.value == pytest.approx(np.mean(found.values))
    expected = 1.96 * np.std(found.values, ddof=1) / 4
    assert (found.high - found.low) / 2 == pytest.approx(expected, rel=0.6)


def test_order_does_not_change_a_measure() -> None:
    rng = np.random.default_rng(2)
    against, some = reference(rng), pictures(rng)
    turned = Pictures(features=some.features[::-1], named=some.named[::-1], wanted=some.wanted[::-1])
    one, other = measure_sets([some], against), measure_sets([turned], against)
    assert {name: each.value for name, each in one.items()} == pytest.approx(
        {name: each.value for name, each in other.items()}
    )


def test_class_agreement_counts_those_that_were_asked_for() -> None:
    rng = np.random.default_rng(3)
    some = pictures(rng, 40, wanted=0)
    named = np.arange(40) % 4
    found = measure_sets([Pictures(features=some.features, named=named, wanted=some.wanted)], reference(rng))
    assert found["class_agreement"].value == 0.25
    assert found["class_agreement"].low < 0.25 < found["class_agreement"].high
    assert "class_agreement" not in measure_sets([pictures(rng)], reference(rng))


def test_neighbours_are_sought_among_equally_many() -> None:
    rng = np.random.default_rng(4)
    found = measure_sets([pictures(rng, 90)], reference(rng, 60))
    assert found["frechet_distance"].samples == 90
    assert found["precision"].samples == found["kernel_distance"].samples == 60


def test_too_few_pictures_are_refused() -> None:
    rng = np.random.default_rng(5)
    with pytest.raises(DataError, match="At least 12"):
        measure_sets([pictures(rng, 11)], reference(rng))


def test_time_is_the_median_and_a_single_group_has_no_interval() -> None:
    alone = timing(np.array([3.0]), 10, 1)
    assert (alone.value, alone.low, alone.high) == (3.0, None, None)
    many = timing(np.array([3.0, 1.0, 2.0, 100.0, 2.5]), 50, 1)
    assert many.value == 2.5 and many.low is not None and many.low <= 2.5 <= many.high
