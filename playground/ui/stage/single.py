"""One of the pictures that a stage shows, as a file with what makes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import ExportError
from playground.core.frames import Frame
from playground.core.recipe import Recipe, to_json
from playground.ui.stage.saving import PICTURE, saver, single_export
from playground.ui.stage.scene import Scene
from playground.ui.state.feed import Shown
from playground.ui.state.views import StageState
from playground.ui.tab import Export
from playground.ui.widgets.clipboard import COPY_SCALE


def shown_export(
    scene: Scene[StageState], picture: NDArray[np.uint8], made: Shown | None, recipe: Recipe | None
) -> Export:
    """A picture of a stage: with ``recipe`` where one is given, or else with its place among the pictures of
    the run that gives it, so that it can be verified, or with what ``made`` all that is shown.

    A held-out picture was made by no recipe, and has none.
    """
    stem = f"{scene.card.name}-picture"
    if recipe is not None:
        return single_export(picture, document=to_json(recipe))
    for name in (*scene.shown_views, *scene.feeds):
        shown = scene.feeds[name].settled
        place = None if shown is None else _place(shown.frame, picture)
        if shown is not None and place is not None:
            save = saver(shown, {"layout": "single", "index": place, "scale": COPY_SCALE})
            return Export(PICTURE, stem, (".png",), save)
    held_out = scene.held_out()
    if held_out is not None and _among(held_out.images, picture) is not None:
        return single_export(picture, stem)
    return single_export(picture, stem, "" if made is None else to_json(made.recipe, made.frame.facts))


def _place(frame: Frame, picture: NDArray[np.uint8]) -> int | None:
    from playground.export.pictures import pictures_of

    try:
        return _among(pictures_of(frame), picture)
    except ExportError:
        return None


def _among(pictures: NDArray[np.uint8], picture: NDArray[np.uint8]) -> int | None:
    """Which of some pictures it is."""
    if pictures.shape[1:] != picture.shape:
        return None
    found = np.flatnonzero((pictures == picture).all(axis=(1, 2, 3)))
    return int(found[0]) if len(found) else None
