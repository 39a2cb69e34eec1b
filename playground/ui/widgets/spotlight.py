"""A frame around something for a moment, which shows where it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

_SHOWN_MS = 1200
_WIDTH = 3


class Spotlight(QWidget):
    """Lies over a widget as long as it is seen."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(over.rect())
        self.show()
        self.raise_()
        QTimer.singleShot(_SHOWN_MS, self, self.deleteLater)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), _WIDTH))
        inside = _WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inside, inside, -inside, -inside), 4, 4)
        painter.end()


def point_at(widget: QWidget) -> None:
    """Show for a moment where a widget is."""
    for before in widget.findChildren(Spotlight, options=Qt.FindChildOption.FindDirectChildrenOnly):
        before.deleteLater()
    Spotlight(widget)
