"""The known pictures nearest to one, beside distances by hand."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.core.images import read_labelled_images
from playground.faces import small
from playground.faces.factors import Toon, encode
from playground.faces.render import render, render_codes
from playground.faces.sampling import held_out, sample
from playground.zoo.data import load
from playground.zoo.nearest import OTHERS, SHOWN, nearest

HELD_OUT = folders.held_out("mnist")


def by_hand(picture: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The RMS distance to every picture, one after the other."""
    return np.array([np.sqrt(np.mean((each.astype(float) - picture.astype(float)) ** 2)) for each in known])


def test_held_out_pictures_are_searched_where_the_training_ones_are_not_here() -> None:
    assert HELD_OUT is not None
    images = read_labelled_images(HELD_OUT, "t10k").images
    picture = np.random.default_rng(5).integers(0, 256, images.shape[1:], dtype=np.uint8)
    found = nearest(picture, "mnist")
    away = by_hand(picture, images)
    assert not found.learned and found.known == len(images)
    assert np.allclose(found.distances, np.sort(away)[:SHOWN])
    assert np.allclose(by_hand(picture, found.pictures), found.distances)
    # Each of the others is compared with all but itself.
    for place in (0, 57, OTHERS - 1):
        assert found.others[place] == pytest.approx(np.sort(by_hand(images[place], images))[1], rel=1e-3)


def test_a_copy_of_a_training_picture_is_at_no_distance_and_held_out_ones_are() -> None:
    learned = small.images()[small.training_set(64)]
    found = nearest(learned[9], "faces-small-64")
    assert found.learned and found.known == 64
    assert found.distances[0] == 0 and np.array_equal(found.pictures[0], learned[9])
    apart = load("faces-small-64", "t10k").images[:3]
    assert np.allclose(found.others[:3], [by_hand(each, learned).min() for each in apart], rtol=1e-3)
    assert found.others.min() > 1


def test_of_faces_the_nearest_of_all_is_found_and_whether_one_may_learn_from_it() -> None:
    drawn = sample(3, 400)
    apart = held_out(drawn)
    for codes in (drawn[apart][0], drawn[~apart][0]):
        found = nearest(render_codes(codes[None])[0], "faces")
        assert found.distances.tolist() == [0] and len(found.others) == 0
        assert found.learned == (not held_out(codes[None])[0])
    assert found.known == 315_000_000 + 29_030_400
    noisy = np.clip(render(Toon(), 64).astype(int) + 6, 0, 255).astype(np.uint8)
    assert np.array_equal(nearest(noisy, "faces").pictures[0], render_codes(encode(Toon()))[0])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [("nobody-knows", "not known here"), ("../../etc", "not known here"), ("mnist", "shape")],
)
def test_what_cannot_be_compared_is_a_sentence(data: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        nearest(np.zeros((3, 17, 17), np.uint8), data)
