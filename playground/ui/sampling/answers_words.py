"""What is said of the network’s answers beside the exact ones: numbers of a frame, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Scalar
from playground.core.words import counted, number
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.state.feed import Shown

TITLES = ("local", "by heart", "all faces")
"""What the answers beside the network’s are called, in the order of a frame’s rows."""
ANOTHER = "another noise"
LOCAL_ANSWER = "local_answer"
"""The equation."""


def step_at(scene: SamplingScene[DenoisingImages], shown: Shown) -> int:
    """The step that is looked at, as far as the run has come."""
    last = len(shown.frame.arrays["times"]) - 1
    return min(round(float(scene.state.value("position")) * last), int(shown.frame.scalars["step"]))


def curves_of(arrays: Mapping[str, Array]) -> dict[str, NDArray[np.float64]]:
    """Median r² of each answer with the network's, and of the network's own for two noises, by step."""
    with np.errstate(all="ignore"):
        found = {
            title: _median(arrays["r2"][row])
            for row, title in enumerate(TITLES, 1)
            if row < len(arrays["r2"])
        }
        if arrays["chance"].shape[1] > 1:
            found[ANOTHER] = _median(arrays["chance"])
    return found


def _median(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Over the last axis, of what is known; NaN where nothing is."""
    known = np.isfinite(values).any(axis=-1)
    filled = np.where(known[..., None], values, 0)
    return np.where(known, np.nanmedian(filled, axis=-1), np.nan)


def known_words(scalars: Mapping[str, Scalar]) -> str:
    """Which pictures the exact answers know."""
    known = counted(int(scalars["set"]), "picture")
    whose = "that the network learned from" if scalars["learned"] else "held out from its training"
    return f"The exact answers know {known} {whose}; the local one sees windows of them."


def agreement_words(scene: SamplingScene[DenoisingImages]) -> str:
    """How much each answer agrees with the network’s at the end, in one sentence."""
    shown = scene.current("answers")
    if shown is None or not shown.frame.final:
        return ""
    ends = {name: float(values[-1]) for name, values in curves_of(shown.frame.arrays).items()}
    beside = f", two noises {number(ends[ANOTHER], 2)}" if ANOTHER in ends else ""
    everyone = f", all faces **{number(ends['all faces'], 2)}**" if "all faces" in ends else ""
    return (
        f"r² with the network’s pictures, median of {counted(shown.recipe.count, 'noise')}: local "
        f"**{number(ends['local'], 2)}**, by heart **{number(ends['by heart'], 2)}**{everyone}{beside}."
    )


def local_terms(scene: SamplingScene[DenoisingImages]) -> dict[str, str]:
    """Values of the equation’s terms at the step that is looked at."""
    shown = scene.current("answers")
    if shown is None:
        return {}
    side = int(shown.frame.arrays["sides"][step_at(scene, shown)])
    return {
        "known_pictures": f"{int(shown.frame.scalars['set']):,}",
        "window": window_words(side, int(shown.frame.scalars["whole"])),
    }


def window_words(side: int, whole: int) -> str:
    """A window of a side, where one of the side ``whole`` covers all."""
    return "all of it" if side >= whole else f"{side} × {side}"
