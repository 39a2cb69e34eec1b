"""What two panels of normalizing flows write alike: a picture taken apart, and the bits of many."""

from __future__ import annotations

import numpy as np

from playground.core.frames import Array
from playground.core.recipe import change
from playground.paradigms.nflow_images.recipes import Likelihood
from playground.ui.stage.exports import STRIP, Written, frame_exports, table_export
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.sources import LOOKS

_WRITTEN = Written("There and back, and read as each class", "picture", options={**STRIP, "scale": 4})
_NAMES = ("bits", "log_base", "log_determinant")


def looked_at(scene: NflowScene, look: str) -> Shown | None:
    """The picture that is taken apart, with the panel that shows it: both that do ask for it alike."""
    shown = scene.whole("inspect")
    return None if shown is None else Shown(change(shown.recipe, look=look), shown.frame)


def picture_exports(scene: NflowScene, look: str) -> list[Export]:
    """The picture, its z, and what that gives as each class."""
    return frame_exports(scene, looked_at(scene, look), _WRITTEN)


def bits_exports(scene: NflowScene) -> list[Export]:
    """The bits of every picture that was measured, for each kind as a table and as arrays."""
    exports = []
    for recipe in scene.queues["likelihood"].planned or (scene.state.likelihood_of(),):
        frame = scene.queues["likelihood"].result(recipe)
        if frame is None or not isinstance(recipe, Likelihood) or recipe.model != scene.card.name:
            continue
        arrays = frame.arrays
        columns: dict[str, Array] = {"index": np.arange(len(arrays["bits"])), "label": arrays["labels"]}
        columns |= {name: arrays[name] for name in _NAMES}
        title = f"Bits per dimension, {LOOKS[recipe.of].title}"
        exports += table_export(scene, Shown(recipe, frame), title, f"bits-{recipe.of}", columns)
    return exports
