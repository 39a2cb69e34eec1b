"""The same noise sampled in several ways, one row of pictures for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.network import DenoisingNetwork, Labels
from playground.paradigms.denoising.walks import Stopwatch, WalkPlan, walk


class Row(msgspec.Struct, frozen=True):
    """A network, how it is shown and walked, and its guidance."""

    network: DenoisingNetwork
    display: Display
    how: WalkPlan
    guidance: float = 1.0


class Filled(msgspec.Struct, frozen=True):
    """Rows so far: ``images`` (rows, count, channels, height, width), black where still to come.

    ``nfe`` and ``milliseconds`` (rows,) float32 are NaN until their row is among the ``done``; ``index``
    of ``total`` steps are made.
    """

    images: Images
    nfe: NDArray[np.float32]
    milliseconds: NDArray[np.float32]
    done: int
    index: int
    total: int


def fill(rows: Sequence[Row], labels: Labels, seed: int) -> Iterator[Filled]:
    """One state per step of each row in turn; the row in work shows its predicted data."""
    if len({(row.network.shape, row.display.shape) for row in rows}) > 1:
        raise RecipeError("These models work on pictures of different shapes, so no noise suits both.")
    images = np.zeros((len(rows), len(labels), *rows[0].display.shape), dtype=np.uint8)
    nfe, milliseconds = (np.full(len(rows), np.nan, dtype=np.float32) for _ in range(2))
    total, index = sum(len(row.how.times) for row in rows), 0
    for network in {id(row.network): row.network for row in rows}.values():
        network.warm_up()
    for number, row in enumerate(rows):
        watch, base = Stopwatch(), index
        start = row.network.start(seed, range(len(labels)))
        model = row.network.model(labels, row.guidance)
        noise = KeyedNoise(seed, range(len(labels)))
        for step in watch.each(walk(row.network, row.how, model, start, noise)):
            ended = step.level.t == row.how.times[-1]
            images = images.copy()
            images[number] = row.display.data(step.data)
            # An adaptive sampler may take more steps than its grid has.
            index = base + (len(row.how.times) if ended else min(step.index + 1, len(row.how.times) - 1))
            if ended:
                nfe, milliseconds = nfe.copy(), milliseconds.copy()
                nfe[number], milliseconds[number] = step.nfe, watch.milliseconds
            yield Filled(images, nfe, milliseconds, number + ended, index, total)
