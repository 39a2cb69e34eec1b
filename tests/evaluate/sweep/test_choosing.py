"""How often the setting that speaks for a family is worse than the rule says, where the truth is known."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from playground.core.heldout import DATA_FACT
from playground.evaluate.report import Measure
from playground.evaluate.sweep.choosing import (
    KERNEL,
    MARGIN,
    QUALITY,
    comparable,
    quality_of,
    representative,
    usual_samples,
)
from playground.evaluate.sweep.jobs import Result
from tests.support.fake_classifier import classifier_card
from tests.support.sweeps import make_result, measure

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


def of_own_set(key: str, kernel: float, **changed: object) -> Result:
    """A result of a data set of the user's own, of which too few pictures are held out."""
    result = make_result(key, model="mine-flow", data="mine", evaluations=5 + kernel)
    measures = {name: each for name, each in result.measures.items() if name != "frechet_distance"}
    facts = {**result.report.facts, DATA_FACT: "a" * 64}
    report = msgspec.structs.replace(
        result.report, measures={**measures, KERNEL: measure(kernel)}, facts=facts, features="mine-classifier"
    )
    return msgspec.structs.replace(result, report=msgspec.structs.replace(report, **changed))


def test_where_there_is_no_frechet_distance_the_least_kernel_distance_speaks() -> None:
    results = [of_own_set(f"k{value}", value) for value in (0.2, 0.1, 0.3)]
    assert quality_of(results) == KERNEL and quality_of([make_result()]) == QUALITY
    assert usual_samples(results) == 2000
    assert representative(results, "flow", 2000) == results[1]


def test_results_of_other_pictures_or_in_other_features_stand_beside_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playground.evaluate.sweep.choosing.content_of", lambda data: "a" * 64)
    judge = msgspec.structs.replace(classifier_card(), name="mine-classifier", data="mine")
    flow = msgspec.structs.replace(judge, name="mine-flow", paradigm="flow")
    cards = {card.name: card for card in (judge, flow)}
    sound = of_own_set("a", 0.1, features_sha256=judge.hash)
    elsewhere = of_own_set("b", 0.1, features_sha256="f" * 64)
    before = of_own_set("c", 0.1, features_sha256=judge.hash, facts={DATA_FACT: "b" * 64})
    shipped = make_result("d")
    assert comparable([sound, elsewhere, before, shipped], cards) == [sound, shipped]
