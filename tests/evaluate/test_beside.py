"""A model's pictures against held-out ones, in features that a test knows."""

from __future__ import annotations

import itertools
import re

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.images import LabelledImages
from playground.evaluate.beside import Data, copied, copies_said, distances, spread
from playground.evaluate.copies import copies, nearness
from playground.evaluate.features import Classifier, Seen
from playground.evaluate.pixels import noise_like
from tests.support.fake_classifier import classifier_card

CLASSES = 2


class Judge(Classifier):
    """Brightness, contrast and roughness are its features, and the class is whether a blob is bright."""

    def __init__(self) -> None:
        self.card = msgspec.structs.replace(classifier_card(), labels=("dim", "bright"))

    def look(self, images: NDArray[np.uint8]) -> Seen:
        levels = images[:, 0] / 255
        rough = [np.abs(np.diff(levels, axis=axis)).mean(axis=(1, 2)) for axis in (1, 2)]
        seen = [levels.mean(axis=(1, 2)), levels.std(axis=(1, 2)), levels.max(axis=(1, 2)), *rough]
        return Seen(5 * np.stack(seen, axis=1), (seen[2] > 0.65).astype(np.int64))


def drawn(seed: int, labels: NDArray[np.int64]) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    x, y = np.mgrid[:6, :6]
    at = rng.integers(0, 6, (len(labels), 2, 1, 1))
    high = rng.uniform(90, 120, (len(labels), 1, 1)) + 80 * labels[:, None, None]
    blobs = np.exp(-((x - at[:, 0]) ** 2 + (y - at[:, 1]) ** 2) / 3) * high
    return np.clip(blobs + rng.normal(20, 4, blobs.shape), 0, 255).astype(np.uint8)[:, None]


def part(seed: int, count: int) -> LabelledImages:
    """One bright picture in four."""
    labels = (np.arange(count) % 4 == 0).astype(np.int64)
    return LabelledImages(drawn(seed, labels), labels.astype(np.uint8))


DATA = Data(part(1, 300), part(2, 60))
BALANCED = np.arange(120) % CLASSES


def test_a_perfect_model_is_no_farther_away_than_its_error_though_it_draws_as_many_of_each_class() -> None:
    found = distances(drawn(3, BALANCED), BALANCED, DATA, Judge())
    assert abs(found["kernel_distance"]) < 3 * found["kernel_distance_error"]
    assert abs(found["real_kernel_distance"]) < 3 * found["real_kernel_distance_error"]
    assert found["kernel_distance"] < found["noise_kernel_distance"] / 10
    assert found["class_agreement"] > 0.95 and found["classifier_accuracy"] > 0.95
    assert found["class_agreement_low"] <= found["class_agreement"] <= found["class_agreement_high"]


def test_what_is_worse_is_farther_away_and_noise_is_farthest() -> None:
    fresh, noise = drawn(5, BALANCED), noise_like(DATA.training.images, 120, seed=4)
    spoilt = np.arange(120)[:, None, None, None] * 7 % 120
    found = [
        distances(np.where(spoilt < much, noise, fresh), BALANCED, DATA, Judge()) for much in (0, 40, 80, 120)
    ]
    far = [each["kernel_distance"] for each in found]
    assert all(one < other for one, other in itertools.pairwise(far))
    assert far[-1] == pytest.approx(found[0]["noise_kernel_distance"], rel=0.5)


def test_wrong_classes_are_told_and_none_are_told_where_none_were_asked_for() -> None:
    made = drawn(6, BALANCED)
    assert distances(made, 1 - BALANCED, DATA, Judge())["class_agreement"] < 0.05
    assert "class_agreement" not in distances(made, np.full(120, -1), DATA, Judge())


def test_a_model_that_knows_its_pictures_by_heart_has_no_distance_but_copies() -> None:
    learned = DATA.training
    found = distances(learned.images[:120], learned.labels[:120], DATA, Judge())
    assert abs(found["kernel_distance"]) < 3 * found["kernel_distance_error"]
    assert copied(learned.images[:120], DATA)["copies"] == 1
    assert copied(drawn(7, BALANCED), DATA)["copies"] < 0.2


@pytest.mark.parametrize("count", [20, 60, 239, 400])
def test_what_is_said_of_copies_is_how_they_are_counted(count: int) -> None:
    """By what is said of them, in plain counting, they are just as many."""
    training, held_out, made = (part(seed, number).images for seed, number in ((1, 80), (2, count), (3, 400)))
    said = re.search(
        r"than that of all held-out pictures but k − 1, k being a hundredth of their number, at least (\d+);",
        copies_said(len(made), len(training), len(training)),
    )
    assert said is not None
    others = max(int(said[1]), round(count / 100)) - 1
    usual, near = nearness(held_out, training), nearness(made, training)
    counted = [int((usual <= each).sum()) <= others for each in near]
    assert copies(made, held_out, training).share == np.mean(counted)


def test_a_classifier_is_as_right_as_it_is_of_a_perfect_model() -> None:
    """It names a third of the bright ones wrongly, of which there are more among those drawn."""
    judge = Judge()
    look = judge.look

    def poor(images: NDArray[np.uint8]) -> Seen:
        seen = look(images)
        wrong = (seen.named == 1) & (images[:, 0].sum(axis=(1, 2)) % 3 == 0)
        return Seen(seen.features, np.where(wrong, 0, seen.named))

    judge.look = poor  # type: ignore[method-assign]
    data = Data(DATA.training, part(2, 800))
    found = distances(drawn(3, BALANCED), BALANCED, data, judge)
    assert found["class_agreement_low"] < found["classifier_accuracy"] < found["class_agreement_high"]
    assert found["classifier_accuracy"] == pytest.approx(5 / 6, abs=0.05)
    of_none = distances(drawn(3, BALANCED), np.full(120, -1), data, judge)
    assert of_none["classifier_accuracy"] == pytest.approx(11 / 12, abs=0.03)


def test_of_many_pictures_some_are_taken_evenly() -> None:
    some = spread(DATA.training, 7)
    assert len(some) == 7 and len(spread(DATA.held_out, 1000)) == 60
    np.testing.assert_array_equal(some.images[-1], DATA.training.images[-1])
