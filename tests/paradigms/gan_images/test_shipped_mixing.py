"""What the GAN of emoji mixes: fine layers say colours, coarse ones outlines, as its lesson tells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.folders import shipped_models
from playground.core.resources import Placement
from playground.engine.inprocess import final
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.recipes import Mix
from playground.runtimes.resources import open_resources

PAPER = 235
"""From this grey level on a pixel is the white ground."""


class Likeness(NamedTuple):
    """Of mixed pictures and those of their rows and columns: overlap of outlines, and distance of colours."""

    outline_of_row: float
    outline_of_column: float
    colour_of_row: float
    colour_of_column: float


def outline(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(picture.min(axis=0) < PAPER)


def overlap(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    both, either = outline(one) & outline(other), outline(one) | outline(other)
    return float(both.sum() / max(1, either.sum()))


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    means = [
        each[:, outline(each)].mean(axis=1) if outline(each).any() else [255.0] * 3 for each in (one, other)
    ]
    return float(np.abs(np.subtract(*means)).mean())


def likeness(first: int, last: int) -> Likeness:
    resources = open_resources((shipped_models(),), rules(), Placement(), print)
    found = []
    for label in range(3):
        recipe = Mix(model="emoji-gan", label=label, a=0, b=1, first=first, last=last)
        arrays = final(recipe, resources).arrays
        rows, columns = arrays["row_images"], arrays["column_images"]
        mixed = arrays["images"].reshape(len(rows), len(columns), *rows.shape[1:])
        for row, column in np.ndindex(len(rows), len(columns)):
            one = mixed[row, column]
            found.append(
                (
                    overlap(one, rows[row]), overlap(one, columns[column]),
                    apart(one, rows[row]), apart(one, columns[column]),
                )
            )  # fmt: skip
    return Likeness(*np.mean(found, axis=0).tolist())


def test_fine_layers_change_colours_and_coarse_ones_outlines() -> None:
    fine, coarse = likeness(5, 6), likeness(1, 2)
    assert fine.outline_of_row > fine.outline_of_column + 0.2
    assert fine.colour_of_column < fine.colour_of_row
    assert coarse.colour_of_row < 0.5 * coarse.colour_of_column
    assert coarse.outline_of_row < fine.outline_of_row - 0.1
    assert coarse.colour_of_row < 0.5 * fine.colour_of_row
