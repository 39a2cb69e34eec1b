"""Features of training images: summed up, written, read back, and told from another classifier's."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.evaluate.distances import moments
from playground.evaluate.features import Classifier, balanced
from playground.evaluate.reference import find_reference, make_reference, read_reference, write_reference
from tests.support.fake_classifier import NAME, MeasuredWorld


@pytest.fixture
def classifier() -> Classifier:
    return Classifier(NAME, MeasuredWorld())


@pytest.fixture
def images() -> LabelledImages:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 230).astype(np.uint8)
    return LabelledImages(rng.integers(0, 256, (230, 1, 6, 5), dtype=np.uint8), labels)


def test_every_image_counts_and_some_are_kept(classifier: Classifier, images: LabelledImages) -> None:
    counted: list[tuple[int, int]] = []
    found = make_reference(images, classifier, 60, lambda done, total: counted.append((done, total)))
    features = classifier.look(images.images).features
    np.testing.assert_allclose(found.moments.covariance, moments(features).covariance)
    assert np.bincount(found.labels).tolist() == [20, 20, 20]
    place = balanced(images.labels)[:60]
    np.testing.assert_allclose(found.features, features[place], rtol=1e-3)
    assert counted == [(100, 230), (200, 230), (230, 230)]


def test_it_is_read_back_as_it_was(classifier: Classifier, images: LabelledImages, tmp_path: Path) -> None:
    made = make_reference(images, classifier, 60)
    write_reference(tmp_path / "a.safetensors", made)
    read = read_reference(tmp_path / "a.safetensors")
    assert read.facts == made.facts
    for one, other in (
        (read.moments.mean, made.moments.mean),
        (read.moments.covariance, made.moments.covariance),
        (read.features, made.features),
        (read.labels, made.labels),
    ):
        assert np.array_equal(one, other)


def test_only_features_of_this_very_classifier_are_taken(
    classifier: Classifier, images: LabelledImages, tmp_path: Path
) -> None:
    made = make_reference(images, classifier, 60)
    other = msgspec.structs.replace(made.facts, classifier_sha256="f" * 64)
    write_reference(tmp_path / "other.safetensors", msgspec.structs.replace(made, facts=other))
    write_reference(tmp_path / "own.safetensors", made)
    places = [tmp_path / name for name in ("none.safetensors", "other.safetensors", "own.safetensors")]
    assert find_reference(classifier, places, None).facts == made.facts
    assert find_reference(classifier, places[:2], lambda: made) is made
    with pytest.raises(DataError, match="--data"):
        find_reference(classifier, places[:2], None)


def test_a_damaged_file_is_one_sentence(
    classifier: Classifier, images: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "a.safetensors"
    write_reference(path, make_reference(images, classifier, 60))
    whole = path.read_bytes()
    for content in (b"", whole[:-10], whole.replace(b"playground-features-1", b"playground-features-9")):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"must be installed again|install the file again") as caught:
            read_reference(path)
        assert "\n" not in caught.value.sentence


def test_balanced_takes_one_of_each_class_after_another() -> None:
    labels = np.array([2, 2, 0, 1, 0, 2, 0, 1])
    order = balanced(labels)
    assert labels[order].tolist() == [0, 1, 2, 0, 1, 2, 0, 2]
    assert sorted(order) == list(range(8))


def test_pictures_of_another_size_are_refused(classifier: Classifier) -> None:
    with pytest.raises(DataError, match="looks at pictures of 1 × 6 × 5"):
        classifier.look(np.zeros((3, 1, 5, 6), dtype=np.uint8))
    with pytest.raises(DataError, match="no classifier"):
        Classifier("fake", MeasuredWorld())
