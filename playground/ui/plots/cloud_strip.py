"""Several sets of points side by side, in groups: the same start, another model, another number of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import counted
from playground.ui.plots.cloud import stamp
from playground.ui.plots.colours import STAGE, worn
from playground.ui.widgets.restyled import Restyled

_INK = QColor("#e6e9ec")
_POINT = QColor("#f7d860")
_GAP, _BETWEEN = 4, 14
_LARGEST = 120


class CloudStrip(Restyled, QWidget):
    """Squares of the plane with points, one for each number of steps of each model."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._steps: tuple[int, ...] = ()
        self._points: NDArray[np.floating] = np.zeros((0, 0, 0, 2))
        self._extent = 1.0
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)

    def set_points(
        self, titles: Sequence[str], steps: Sequence[int], points: NDArray[np.floating], extent: float
    ) -> None:
        """Show ``points`` (models, step counts, n, 2) over ±extent."""
        if (tuple(titles), tuple(steps)) != (self._titles, self._steps):
            self._titles, self._steps = tuple(titles), tuple(steps)
            counts = ", ".join(map(str, self._steps))
            self.setAccessibleDescription(f"{', '.join(self._titles)}; each in {counts} steps")
            self.updateGeometry()
        self._points, self._extent = points, extent
        self.update()

    def heightForWidth(self, width: int) -> int:
        """A title, and a square below it."""
        return self._side(width) + QFontMetrics(self.font()).height() + _GAP

    def sizeHint(self) -> QSize:
        """Room for squares of middle size."""
        return QSize(600, self.heightForWidth(600))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(200, self.width())))

    def _fit_letters(self) -> None:
        self.updateGeometry()

    def _side(self, width: int) -> int:
        groups, columns = max(1, len(self._titles)), max(1, len(self._steps))
        free = width - (groups - 1) * _BETWEEN - groups * (columns - 1) * _GAP
        return max(24, min(_LARGEST, free // (groups * columns)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw titles and squares."""
        painter = QPainter(self)
        side, metrics = self._side(self.width()), QFontMetrics(self.font())
        x = 0
        for title, sets in zip(self._titles, self._points, strict=True):
            group = len(self._steps) * (side + _GAP) - _GAP
            painter.setPen(self.palette().windowText().color())
            text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, group)
            painter.drawText(QRect(x, 0, group, metrics.height()), Qt.AlignmentFlag.AlignLeft, text)
            for steps, points in zip(self._steps, sets, strict=True):
                square = QRect(x, metrics.height() + _GAP, side, side)
                self._draw(painter, square, points, counted(steps, "step"))
                x += side + _GAP
            x += _BETWEEN - _GAP
        painter.end()

    def _draw(self, painter: QPainter, square: QRect, points: NDArray[np.floating], label: str) -> None:
        painter.fillRect(square, STAGE)
        ratio = self.devicePixelRatioF()
        side = round(square.width() * ratio)
        pixels = np.floor((np.nan_to_num(points) / self._extent + 1) / 2 * side).astype(np.intp)
        pixels[:, 1] = side - 1 - pixels[:, 1]
        levels = np.ascontiguousarray(stamp(pixels, side, side, max(1, round(ratio)), 0))
        image = QImage(levels.data, side, side, side, QImage.Format.Format_Indexed8)
        image.setColorTable([0, 0, int(worn(_POINT).rgba())])
        painter.drawImage(square, image)
        painter.setPen(_INK)
        painter.drawText(square.adjusted(4, 1, 0, 0), Qt.AlignmentFlag.AlignLeft, label)
