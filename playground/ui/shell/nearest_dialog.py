"""The known pictures nearest to one, and how near held-out pictures come: whether it is a copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.words import number
from playground.ui.state.background import Background
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from playground.zoo.nearest import Nearest

SEARCHING = "Searching the known pictures…"
_CELL = 112


class NearestDialog(Dialog):
    """A picture beside those of its model's data that are nearest to it."""

    def __init__(self, picture: NDArray[np.uint8], data: str, parent: QWidget) -> None:
        super().__init__("Nearest training pictures", (880, 250), parent)
        self._picture = picture
        self.about = Paragraph()
        self.about.setText(SEARCHING)
        self.strip = ImageStrip("The picture and the nearest ones", _CELL, beneath=True)
        self.strip.set_fit(True)
        self._searching = Background()
        self._searching.done.connect(self._show)
        self._searching.failed.connect(self.about.setText)
        self.finished.connect(lambda _result: self._searching.give_up())
        self.fill((self.strip, 1), self.about)
        self._show_pictures(picture[None], {0: "this picture"})
        self._searching.start(partial(_find, picture, data))

    def _show(self, found: Nearest) -> None:
        captions = {0: "this picture"}
        captions |= {at: f"{number(float(away), 1)} levels" for at, away in enumerate(found.distances, 1)}
        self._show_pictures(np.concatenate([self._picture[None], found.pictures]), captions)
        self.about.setText(words_of(found))

    def _show_pictures(self, pictures: NDArray[np.uint8], captions: dict[int, str]) -> None:
        self.strip.set_images(pictures)
        self.strip.set_captions(captions)


def _find(picture: NDArray[np.uint8], data: str) -> Nearest:
    # It is imported when it is asked for: start-up has no use for it.
    from playground.zoo.nearest import nearest

    return nearest(picture, data)


def words_of(found: Nearest) -> str:
    """What the distances say, in two or three sentences."""
    away = float(found.distances[0])
    if found.every_face:
        learned = "A model may have learned from that face." if found.learned else "No model learns from it."
        return (
            f"Of all {found.known:,} faces the nearest is {number(away, 1)} levels away (RMS, of 255). "
            f"{learned}"
        )
    of = "training pictures" if found.learned else "held-out pictures"
    text = f"The nearest of {found.known:,} {of} is {number(away, 1)} levels away (RMS, of 255). "
    if not found.learned:
        text += "The training pictures themselves are not on this machine. "
    if len(found.others):
        low, middle, high = np.percentile(found.others, (5, 50, 95))
        text += (
            f"For {len(found.others):,} held-out pictures, which are no copies, that is {number(middle, 1)} "
            f"({number(low, 1)} to {number(high, 1)} for nine in ten). "
        )
        if found.learned and away < low:
            text += "So this one is very near: a copy, or blurred, since a blurred picture is near to many."
    return text.strip()
