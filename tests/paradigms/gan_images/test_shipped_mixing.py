"""What the GAN of faces mixes: layers 4 and 5 decide the ground, 1 to 3 the face, as its lesson tells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.folders import shipped_models
from playground.core.resources import Placement
from playground.engine.inprocess import final
from playground.faces.factors import COLUMN
from playground.faces.reading import read_codes
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.recipes import Mix
from playground.runtimes.resources import open_resources


def read_in(pictures: NDArray[np.uint8], factor: str) -> NDArray[np.uint8]:
    return read_codes(pictures)[0][:, COLUMN[factor]]


def taken(first: int, last: int, factor: str) -> tuple[float, float]:
    """Of mixed faces, what share has the factor's value of the face above, and what share that of the face
    at the left, where these two differ in it."""
    resources = open_resources((shipped_models(),), rules(), Placement(), print)
    arrays = final(Mix(model="faces-gan", a=0, b=1, first=first, last=last), resources).arrays
    left, above = read_in(arrays["row_images"], factor), read_in(arrays["column_images"], factor)
    mixed = read_in(arrays["images"], factor).reshape(len(left), len(above))
    differs = left[:, None] != above[None]
    assert differs.sum() >= 8, f"{factor} hardly differs among these faces, so nothing is tested"
    return (
        float((mixed == above[None])[differs].mean()),
        float((mixed == left[:, None])[differs].mean()),
    )


def test_layers_4_and_5_take_the_ground_from_above_and_leave_the_face() -> None:
    above, left = taken(4, 5, "ground")
    assert above > left + 0.3
    for factor in ("style", "skin", "hair"):
        above, left = taken(4, 5, factor)
        assert left > above + 0.5


def test_layers_1_to_3_take_the_face_from_above_and_leave_the_ground() -> None:
    above, left = taken(1, 3, "ground")
    assert left > above + 0.5
    for factor in ("style", "skin", "hair", "glasses"):
        above, left = taken(1, 3, factor)
        assert above > left + 0.5
