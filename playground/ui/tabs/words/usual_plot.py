"""How near pictures lie to what was learned, on the scale of how near real ones that are held out do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPicture, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import number
from playground.ui.plots.colours import POSTERIOR, inks, worn
from playground.ui.plots.pose import fill_ground
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled

_BINS = 24
_ROOM = 1.04
_MARK = 5


class UsualPlot(Restyled, QWidget):
    """A histogram of held-out pictures by their distance to the nearest training picture, from 0 on, with a
    mark under it for each picture that was drawn."""

    def __init__(self, title: str, about: str = "") -> None:
        """``about`` is what the tip says beside the title."""
        super().__init__()
        self._title = title
        set_tip(self, f"{title}\n{about}".strip())
        self.usual: NDArray[np.floating] = np.zeros(0)
        self.drawn: NDArray[np.floating] = np.zeros(0)
        self.setAccessibleName(f"Distances to the nearest training picture, {title}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_distances(self, usual: NDArray[np.floating], drawn: NDArray[np.floating]) -> None:
        """Show those of held-out pictures ``(h,)`` and of drawn ones ``(n,)``."""
        self.usual, self.drawn = usual, drawn
        median = number(float(np.median(usual)), 2) if len(usual) else ""
        told = ", ".join(number(float(each), 2) for each in drawn)
        self.setAccessibleDescription(f"drawn {told}; half of the held-out ones lie within {median}")
        self.update()

    def sizeHint(self) -> QSize:
        """A heading, low bars, and numbers."""
        return QSize(220, 5 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def heading(self, width: int) -> str:
        """The title, with an ellipsis where it is wider than that; it is whole in the tip."""
        return self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, width)

    def picture(self) -> QPicture:
        """What is drawn, as commands that a PNG or SVG is made from."""
        found, area = QPicture(), QRect(0, 0, max(320, self.width()), self.height())
        painter = QPainter(found)
        fill_ground(painter, area, self)
        painter.setFont(self.font())
        self._draw(painter, QRectF(area))
        painter.end()
        found.setBoundingRect(area)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars and marks."""
        painter = QPainter(self)
        self._draw(painter, QRectF(self.rect()))
        painter.end()

    def _fit_letters(self) -> None:
        self.updateGeometry()

    def _draw(self, painter: QPainter, area: QRectF) -> None:
        ink, high = inks(self.palette()), self.fontMetrics().height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink.text)
        title = self.heading(int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        if not len(self.usual):
            return
        inner = area.adjusted(1, high + 2, -1, -high - _MARK - 2)
        most = _ROOM * float(max(self.usual.max(), self.drawn.max(initial=0.0), 1e-9))
        counts, edges = np.histogram(self.usual, bins=_BINS, range=(0.0, most))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.faint)
        wide = inner.width() / _BINS
        for count, edge in zip(counts.tolist(), edges[:-1].tolist(), strict=True):
            tall = inner.height() * count / max(1, counts.max())
            left = inner.left() + inner.width() * edge / most
            painter.drawRect(QRectF(left, inner.bottom() - tall, max(1.0, wide - 1), tall))
        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(inner.bottomLeft(), inner.bottomRight())
        low = QRectF(area.left(), area.bottom() - high, area.width(), high)
        painter.setPen(ink.text)
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(low, Qt.AlignmentFlag.AlignRight, number(most, 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn(POSTERIOR))
        for each in self.drawn.tolist():
            x, y = inner.left() + inner.width() * each / most, inner.bottom() + 1
            tip = [QPointF(x, y), QPointF(x - _MARK, y + _MARK + 2), QPointF(x + _MARK, y + _MARK + 2)]
            painter.drawPolygon(QPolygonF(tip))
