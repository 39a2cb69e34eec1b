"""The features that ship are those of the classifier that ships."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core import folders
from playground.evaluate.reference import read_reference, reference_file
from playground.paradigms.cards import read_card

PATHS = sorted((folders.assets() / "features").glob("*.safetensors"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_they_are_of_the_classifier_that_ships(path) -> None:
    reference = read_reference(path)
    card = read_card(folders.shipped_models() / reference.facts.classifier)
    assert reference_file(card.data) == path
    assert reference.facts.classifier_sha256 == card.hash
    assert reference.moments.mean.shape == (card.latent,)
    classes = np.bincount(reference.labels, minlength=len(card.labels))
    assert classes.max() - classes.min() <= 1
    assert np.linalg.eigvalsh(reference.moments.covariance).min() > -1e-9
    assert reference.facts.images == 60_000


def test_there_are_some() -> None:
    assert PATHS
