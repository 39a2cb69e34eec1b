"""An exported picture beside what its recipe gives now."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core import plain_text
from playground.core.errors import ExportError
from playground.core.frames import Array
from playground.core.recipe import Recipe
from playground.ui.state.background import Background
from playground.ui.state.feed import Feed, Shown
from playground.ui.state.link import Channel
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label

_TITLES = ("In the file", "Rendered now", "Difference, tenfold")


class CompareDialog(Dialog):
    """Runs the recipe and shows file, result, their difference, and the largest one in numbers."""

    def __init__(self, channel: Channel, recipe: Recipe, path: Path, parent: QWidget) -> None:
        super().__init__(f"Compare {plain_text.line(path.name)}", (820, 420), parent)
        self._path, self._recipe = path, recipe
        self.views = [ImageView(title, 90) for title in _TITLES]
        self._labels = [Label(title) for title in _TITLES]
        self.verdict = Label("Rendering …", wraps=True, selectable=True)
        self._grid = QGridLayout()
        self.fill((self._grid, 1), self.verdict)
        self._channel = channel
        self._feed = Feed(channel, self)
        self._feed.arrived.connect(self._take)
        self._feed.failed.connect(lambda sentence, _details: self.verdict.setText(sentence))
        self._reading = Background()
        self._reading.done.connect(self._show)
        self._reading.failed.connect(self.verdict.setText)
        self._feed.want(recipe)
        self.finished.connect(lambda _result: channel.cancel())
        self.finished.connect(lambda _result: self._reading.give_up())

    def _arrange(self, wide: bool) -> None:
        """Wide pictures stand one under the other, others side by side."""
        for place, (label, view) in enumerate(zip(self._labels, self.views, strict=True)):
            row, column = (2 * place, 0) if wide else (0, place)
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(view, row + 1, column)
            self._grid.setRowStretch(row + 1, 1)

    def _take(self, shown: Shown) -> None:
        if not shown.frame.final:
            return
        self._reading.start(partial(_pictures, self._path, shown))

    def _show(self, pictures: tuple[Array, Array]) -> None:
        found, expected = pictures
        self._arrange(wide=found.shape[3] > 2 * found.shape[2])
        apart = np.abs(found.astype(np.int16) - expected)
        worst = int(apart.max(axis=(1, 2, 3)).argmax())
        for view, pictures in zip(self.views, (found, expected, np.clip(apart * 10, 0, 255)), strict=True):
            view.set_picture(pictures[worst].astype(np.uint8))
        self.verdict.setText(_sentence(apart, worst))


def _sentence(apart: NDArray[np.int16], worst: int) -> str:
    largest = int(apart.max())
    where = f" (shown: picture {worst + 1} of {len(apart)})" if len(apart) > 1 else ""
    if largest == 0:
        return f"Same: no pixel differs{where}."
    share = np.count_nonzero(apart) / apart.size
    verdict = "Same within rounding" if largest <= 1 else "Different"
    differ = f"{share:.3%} of the values differ{where}"
    return f"{verdict}: the largest difference is {largest} of 255 grey levels; {differ}."


def _pictures(path: Path, shown: Shown) -> tuple[Array, Array]:
    """Pictures of the file and of the recipe's result, of one shape ``(n, channels, height, width)``."""
    from playground.export.archive import arrays_of
    from playground.export.metadata import read_recipe
    from playground.export.reading import read_arrays
    from playground.export.verify import canvases

    if path.suffix.lower() == ".npz":
        found, expected = read_arrays(path).get("images"), arrays_of(shown.frame).get("images")
    else:
        _, facts = read_recipe(path)
        found, expected = canvases(path, shown.frame, facts)
    if found is None or expected is None:
        raise ExportError(f"{path.name} holds no pictures to compare.")
    if found.shape != expected.shape:
        raise ExportError(
            f"{path.name} holds pictures of another size than its recipe gives, so they cannot be compared."
        )
    return found, expected
