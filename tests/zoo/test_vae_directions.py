"""Directions that captions name are found in codes, and measured on pictures that lack what they tell."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.captioned import CaptionedImages
from playground.core.errors import DataError
from playground.zoo.vae.directions import DirectionTrial, EncodedImages, direction
from playground.zoo.vae.recipe import Named

pytestmark = pytest.mark.torch

GENERATOR = np.random.default_rng(3)
CLASSES = ("plain", "striped")
NAMED = Named(name="bright", words=("bright", "shining"), within="sky")


class Brightness(nn.Module):
    """Decodes a code to a picture as bright as its first value says; the other two change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.decoder = _Decoder()


class _Decoder(nn.Module):
    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        location = (0.5 + 0.05 * latent[:, :1, None, None]).expand(-1, 1, 4, 4)
        return location, torch.zeros_like(location)


def pictures() -> EncodedImages:
    """Skies, some bright, and other things, some of which shine: their first values say so."""
    captions = [("sky",), ("Bright sky", "blue"), ("sky", "shining"), ("lamp", "shining"), ("chair",)] * 12
    bright = np.array([0, 1, 1, 1, 0] * 12)
    codes = GENERATOR.standard_normal((60, 3)) * 0.1 + np.outer(bright, [2.0, 0.0, 0.0])
    images = CaptionedImages(
        images=np.zeros((60, 1, 4, 4), np.uint8),
        labels=(np.arange(60) % 2).astype(np.uint8),
        captions=tuple(captions),
        kinds=tuple(f"thing {index // 2}" for index in range(60)),
    )
    return EncodedImages(images, codes, CLASSES)


def way(vector: list[float]) -> DirectionTrial:
    others = 2 * np.eye(3)[[1, 2, 1]]
    return DirectionTrial(NAMED, np.array(vector), others, lambda images: images.mean(axis=(1, 2, 3)))


def test_pictures_are_told_apart_by_words_and_by_classes() -> None:
    known = pictures()
    assert known.told(NAMED).tolist()[:5] == [False, True, True, True, False]
    assert known.within(NAMED).tolist()[:5] == [True, True, True, False, False]
    striped = Named(name="striped")
    np.testing.assert_array_equal(known.told(striped), known.images.labels == 1)
    assert known.within(striped).all()
    found = direction(known.codes, known.told(NAMED), known.within(NAMED))
    np.testing.assert_allclose(found, [2, 0, 0], atol=0.2)


def test_what_makes_pictures_brighter_is_confirmed_on_those_that_are_not_yet() -> None:
    looked_at: list[int] = []

    def agrees(images: np.ndarray) -> np.ndarray:
        looked_at.append(len(images))
        return np.asarray(images.mean(axis=(1, 2, 3)))

    found = DirectionTrial(NAMED, np.array([2.0, 0, 0]), 2 * np.eye(3)[[1, 2, 1]], agrees).measured(
        Brightness(), pictures(), 1.0, 1000, 3
    )
    assert (found.share, found.chance, found.pictures) == (1.0, 0.0, 12)
    # Skies that are not bright: as they are, moved, and moved at random.
    assert looked_at == [12] * 5


def test_the_way_back_and_one_that_changes_nothing_are_not_confirmed() -> None:
    for vector in ([-2.0, 0, 0], [0, 2.0, 0]):
        found = way(vector).measured(Brightness(), pictures(), 1.0, 1000, 3)
        assert found.share == 0


def test_no_more_pictures_are_looked_at_than_asked_for() -> None:
    found = way([2.0, 0, 0]).measured(Brightness(), pictures(), 1.0, 5, 2)
    assert (found.share, found.pictures) == (1, 5)


def test_where_every_picture_shows_it_nothing_can_be_measured() -> None:
    known = pictures()
    bright = EncodedImages(
        msgspec.structs.replace(known.images, captions=(("bright sky",),) * 60), known.codes, CLASSES
    )
    with pytest.raises(DataError, match="along “bright”: no picture is without it"):
        way([2.0, 0, 0]).measured(Brightness(), bright, 1.0, 1000, 3)
