"""A short text, in a line or more, that keeps its size on a plot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPicture
from PySide6.QtWidgets import QGraphicsItem

from playground.ui.plots.item import Item

_PAD = 4.0
_SMALLER = 0.85


class Tag(Item):
    """Text on a rounded ground, if there is any; ``anchor`` (0…1, 0…1) is what of it stands at its place."""

    def __init__(self, text: str, anchor: tuple[float, float] = (0.5, 0.5)) -> None:
        super().__init__()
        self._anchor = anchor
        self.text = text
        """What it says."""
        self.setVisible(bool(text))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.set_font(QFont())

    def set_font(self, font: QFont) -> None:
        """Write a little smaller than the window does."""
        self.prepareGeometryChange()
        self._font = QFont(font)
        self._font.setPointSizeF(font.pointSizeF() * _SMALLER)
        self._measure()
        self.update()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self.text:
            self.prepareGeometryChange()
            self.text = text
            self._measure()
            self.setVisible(bool(text))
            self.update()

    def place(self, x: float, y: float) -> None:
        """Stand at a point of the plot."""
        self.setPos(QPointF(x, y))

    def _measure(self) -> None:
        """The ground, in pixels; Qt asks for it at every paint."""
        size = QFontMetricsF(self._font).size(0, self.text)
        width, height = size.width() + 2 * _PAD, size.height() + _PAD
        self._bounds = QRectF(-self._anchor[0] * width, -self._anchor[1] * height, width, height)

    def draw(self, painter: QPainter) -> None:
        """Draw ground and text."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 11, 14, 175))
        painter.drawRoundedRect(self.boundingRect(), 4, 4)
        ink = QColor("#f2f3f5")
        if isinstance(painter.device(), QPicture):
            painter.fillPath(self._outlines(), ink)
            return
        painter.setPen(ink)
        painter.setFont(self._font)
        painter.drawText(self.boundingRect(), Qt.AlignmentFlag.AlignCenter, self.text)

    def _outlines(self) -> QPainterPath:
        """The text as shapes, which fit on the ground where a file is shown without the font, too."""
        metrics, ground, path = QFontMetricsF(self._font), self.boundingRect(), QPainterPath()
        lines = self.text.split("\n")
        top = ground.center().y() - metrics.size(0, self.text).height() / 2
        for index, line in enumerate(lines):
            left = ground.center().x() - metrics.horizontalAdvance(line) / 2
            path.addText(left, top + index * metrics.lineSpacing() + metrics.ascent(), self._font, line)
        return path
