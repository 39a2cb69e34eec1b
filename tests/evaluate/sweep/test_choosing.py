"""How often the setting that speaks for a family is worse than the rule says, where the truth is known."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from playground.evaluate.report import Measure
from playground.evaluate.sweep.choosing import MARGIN, representative
from playground.evaluate.sweep.jobs import Result
from tests.support.sweeps import make_result

PICTURES, HALVES, TRIALS = 200, 100, 400


def drawn(truths: list[float], error: float, rng: np.random.Generator) -> list[Result]:
    """Results of settings with true distances, the cheapest first; their pictures share half of the noise."""
    parts = rng.permuted(np.tile(np.arange(PICTURES) < PICTURES // 2, (HALVES, 1)), axis=1)
    each = rng.standard_normal((len(truths), PICTURES)) + rng.standard_normal(PICTURES)
    each = np.array(truths)[:, None] + error * math.sqrt(PICTURES / 2) * each
    halves, rests = (each @ chosen.T / (PICTURES // 2) for chosen in (parts, ~parts))
    results = []
    for number, pictures in enumerate(each):
        value, reach = float(pictures.mean()), 1.96 * error
        known = Measure(
            value=value, low=value - reach, high=value + reach, samples=PICTURES, repeats=1,
            interval="half-samples", values=(value,),
            halves=tuple(halves[number]), rests=tuple(rests[number]),
        )  # fmt: skip
        made = make_result(str(number), "ddpm", evaluations=number + 1, samples=PICTURES)
        measures = {**made.measures, "frechet_distance": known}
        results.append(
            msgspec.structs.replace(made, report=msgspec.structs.replace(made.report, measures=measures))
        )
    return results


def chosen(truths: list[float], error: float) -> list[int]:
    rng = np.random.default_rng(7)
    found = (representative(drawn(truths, error, rng), "ddpm", PICTURES) for _ in range(TRIALS))
    return [int(result.key) for result in found if result is not None]


@pytest.mark.parametrize("error", [0.01, 0.02])
def test_a_setting_that_is_just_too_much_worse_speaks_once_in_twenty(error: float) -> None:
    """At the margin itself the chance is the largest; further away it is less."""
    share = np.mean([number == 0 for number in chosen([0.2 + MARGIN, 0.2], error)])
    assert 0.05 - 3 * math.sqrt(0.05 * 0.95 / TRIALS) < share < 0.05 + 3 * math.sqrt(0.05 * 0.95 / TRIALS)
    assert np.mean([number == 0 for number in chosen([0.2 + 1.5 * MARGIN, 0.2], error)]) < 0.05


def test_a_setting_that_is_nearly_as_good_speaks_where_pictures_tell_so() -> None:
    """And where they are too few to tell, the one of the least distance measured does."""
    truths = [0.21, 0.2]
    assert np.mean([number == 0 for number in chosen(truths, 0.005)]) > 0.99
    rng = np.random.default_rng(3)
    for _ in range(20):
        results = drawn(truths, 0.1, rng)
        best = min(results, key=lambda result: result.measures["frechet_distance"].value)
        assert representative(results, "ddpm", PICTURES) == best
