"""One of the pictures that a stage shows, as a file with what makes it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.errors import ExportError
from playground.core.frames import REAL, Frame
from playground.core.images import LabelledImages
from playground.core.recipe import to_json
from playground.ui.stage.saving import PICTURE, saver, single_export
from playground.ui.stage.scene import Scene
from playground.ui.state.feed import Shown
from playground.ui.state.views import StageState
from playground.ui.tab import Export
from playground.ui.widgets.clipboard import COPY_SCALE


class ShownNow(msgspec.Struct, frozen=True):
    """What a stage shows at one moment, in which a picture is found later."""

    card: Card
    made: Shown | None
    """What makes all that is shown."""
    last: tuple[Shown, ...]
    settled: tuple[Shown, ...]
    held_out: Callable[[Card], LabelledImages | None]
    """Reads held-out pictures."""


def shown_now(scene: Scene[StageState], made: Shown | None) -> ShownNow:
    """What a scene shows; the open panel's results stand first, and nothing is read or searched."""
    feeds = [scene.feeds[name] for name in dict.fromkeys((*scene.shown_views, *scene.feeds))]
    last = tuple(feed.last for feed in feeds if feed.last is not None)
    settled = tuple(shown for feed in feeds if (shown := feed.settled) is not None)
    return ShownNow(scene.card, made, last, settled, scene.held_out_of)


def shown_export(now: ShownNow, picture: NDArray[np.uint8]) -> Export:
    """A picture with its place among the pictures of the run that gives it, so that it can be verified, or
    with what makes all that was shown.

    A picture of a data set, held out or learned from, was made by no recipe, and has none.
    """
    stem = f"{now.card.name}-picture"
    if _is_real(now, picture):
        return single_export(picture, stem)
    for shown in now.settled:
        place = _place(shown.frame, picture)
        if place is not None:
            save = saver(shown, {"layout": "single", "index": place, "scale": COPY_SCALE})
            return Export(PICTURE, stem, (".png",), save)
    made = now.made
    return single_export(picture, stem, "" if made is None else to_json(made.recipe, made.frame.facts))


def _is_real(now: ShownNow, picture: NDArray[np.uint8]) -> bool:
    held_out = now.held_out(now.card)
    if held_out is not None and _among(held_out.images, picture) is not None:
        return True
    pictured = [
        array.reshape(-1, *picture.shape)
        for shown in (*now.last, *now.settled)
        for name, array in shown.frame.arrays.items()
        if name in REAL and array.dtype == np.uint8 and array.shape[-picture.ndim :] == picture.shape
    ]
    return any(_among(pictures, picture) is not None for pictures in pictured)


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
