"""Named shares as bars from left to right, one row each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.plots.colours import inks

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEAD = 1.2
_OPACITY = 120


class ShareBars(QWidget):
    """Each row is a name, a bar as long as its share, and the share in percent; one name may be bold."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.names: tuple[str, ...] = ()
        self.shares: NDArray[np.float64] = np.zeros(0)
        self.bold = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_shares(self, names: Sequence[str], shares: NDArray[np.floating], bold: int = -1) -> None:
        """Show ``shares`` (n,) in 0…1 under their names; ``bold`` is the place of one name, −1 for none."""
        self.names, self.shares, self.bold = tuple(names), np.asarray(shares, np.float64), bold
        told = zip(self.names, self.shares, strict=True)
        self.setAccessibleDescription(", ".join(f"{name} {percent(share)}" for name, share in told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each name."""
        return QSize(200, round(max(1, len(self.names)) * self.fontMetrics().height() * _LEAD))

    def minimumSizeHint(self) -> QSize:
        """Rows that can still be read."""
        return QSize(130, round(max(1, len(self.names)) * self.fontMetrics().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        if not self.names:
            return
        painter, ink = QPainter(self), inks(self.palette())
        metrics = QFontMetricsF(self.font())
        row = min(self.height() / len(self.names), metrics.height() * _LEAD * 1.4)
        number = metrics.horizontalAdvance("100.0 %") + 6
        left = min(max(map(metrics.horizontalAdvance, self.names)) + 8, 0.5 * self.width())
        axis = max(0.0, self.width() - left - number)
        colour = QColor(ink.accent)
        colour.setAlpha(_OPACITY)
        for place, (name, share) in enumerate(zip(self.names, self.shares, strict=True)):
            top = place * row
            painter.fillRect(QRectF(left, top + 2, axis * float(share), row - 4), colour)
            font = painter.font()
            font.setBold(place == self.bold)
            painter.setFont(font)
            painter.setPen(ink.text)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left) - 4)
            painter.drawText(QRectF(0, top, left, row), _LEFT, shown)
            painter.drawText(QRectF(self.width() - number, top, number, row), _RIGHT, percent(float(share)))
        painter.end()


def percent(share: float) -> str:
    """A share in percent; next to none, or next to all, is told as such."""
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return "> 99.9 %" if 0.9995 < share < 1 else f"{100 * share:.1f} %"
