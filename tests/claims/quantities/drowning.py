"""How deep a held-out picture lies in noise: where a part of it is as strong as the noise upon it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.folders import held_out, shipped_models
from playground.core.images import read_labelled_images
from playground.gaussian.schedules import schedule
from playground.paradigms.cards import read_card
from playground.paradigms.denoising.card import Denoising
from tests.claims.quantities import quantity


@quantity()
def alpha_at_end(model: str) -> float:
    """What is left of the data in the last step of a model's schedule."""
    return float(np.sqrt(_alpha_bars(model)[-1]))


@quantity()
def step_drowned(model: str, image: int, block: int, part: str) -> float:
    """The first step at which noise is stronger than a part of a held-out picture of the model's data.

    ``coarse`` are the means over blocks of so many pixels each way, but for the mean of all; ``fine`` is what
    these leave. Noise of deviation σ has σ² in each of their numbers, where they are told in an orthonormal
    basis, whichever it is.
    """
    folder = held_out(read_card(shipped_models() / model).data)
    assert folder is not None
    levels = read_labelled_images(folder, "t10k").images[image, 0].astype(np.float64) / 127.5 - 1
    rows, columns = (size // block for size in levels.shape)
    means = levels.reshape(rows, block, columns, block).mean((1, 3))
    spread = np.kron(means, np.ones((block, block)))
    shown, freedom = {
        "coarse": (spread - levels.mean(), rows * columns - 1),
        "fine": (levels - spread, levels.size - rows * columns),
    }[part]
    power = float(np.square(shown).sum()) / freedom
    bars = _alpha_bars(model)
    return float(np.argmax(bars * power < 1 - bars))


def _alpha_bars(model: str) -> NDArray[np.float64]:
    denoising = Denoising.of(read_card(shipped_models() / model))
    assert denoising is not None
    return schedule(denoising.schedule, denoising.schedule_steps).alpha_bars
