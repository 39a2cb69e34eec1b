"""“Drag the ring”: a small tag at the edge of a plane with a handle, until somebody has dragged it once."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QLine, QLineF, QObject, QPoint, QPointF, QRect, Qt, QTimer, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.state.done import Done
from playground.ui.widgets.label import Label
from playground.ui.widgets.restyled import Restyled

_FROM_EDGE, _FROM_HANDLE = 2, 12
"""Pixels to the edge of the plane, and at least to the middle of the handle."""


@runtime_checkable
class Draggable(Protocol):
    """A plane whose handle is a ring."""

    moved: SignalInstance
    """The mouse or an arrow key takes the handle to another place."""

    @property
    def canvas(self) -> QWidget:
        """The widget on which the handle is drawn."""

    def handle_pixel(self) -> QPointF | None:
        """Where on it, if there is one."""

    def area(self) -> QRect:
        """The part of it that has no axes."""


class Leader(QWidget):
    """A thin line from the tag to the handle."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line = QLine()

    def lead(self, start: QPoint, end: QPoint) -> None:
        """Draw the line from a point of the canvas to another."""
        if QLine(start, end) == self._line:
            return
        self._line = QLine(start, end)
        self.setGeometry(QRect(start, end).normalized().adjusted(-1, -1, 1, 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colour of what is chosen."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.5))
            painter.drawLine(self._line.translated(-self.pos()))


class DragTag(Restyled, Label):
    """Follows the handle as it is drawn. It is no part of the plot, so none of what is exported."""

    def __init__(self, plane: Draggable) -> None:
        super().__init__("drag the ring")
        self._plane = plane
        self.setParent(plane.canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(3)
        self.setAutoFillBackground(True)
        self._leader = Leader(plane.canvas)
        self.destroyed.connect(self._leader.deleteLater)
        self._ink()
        self._fit_letters()
        plane.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow once the handle has been drawn at another place."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self.follow)
        return False

    def _ink(self) -> None:
        """As what is chosen: it stands out on any picture."""
        palette, role = QPalette(self.palette()), QPalette.ColorRole
        palette.setColor(role.Window, palette.color(role.Highlight))
        palette.setColor(role.WindowText, palette.color(role.HighlightedText))
        self.setPalette(palette)

    def _fit_letters(self) -> None:
        self.adjustSize()
        self.follow()

    def follow(self) -> None:
        """Stand at the upper edge, where few points are, or at the lower one where the handle is there.

        It stands in the right half, since a plane's name stands in the left one.
        """
        pixel = self._plane.handle_pixel()
        self.setVisible(pixel is not None)
        self._leader.setVisible(pixel is not None)
        if pixel is None:
            return
        inner = self._plane.area().adjusted(*(side * _FROM_EDGE for side in (1, 1, -1, -1)))
        first, last = inner.center().x(), inner.right() + 1 - self.width()
        x = max(min(max(round(pixel.x()) - self.width() // 2, first), last), inner.left())
        y = inner.top()
        if pixel.y() - _FROM_HANDLE < y + self.height():
            y = inner.bottom() + 1 - self.height()
        if (self.x(), self.y()) != (x, y):
            self.move(x, y)
        # Straight up or down where it can be.
        inside = min(max(round(pixel.x()), x + 4), x + self.width() - 4)
        near = QPoint(inside, y if y > pixel.y() else y + self.height())
        # It ends at the ring, whose inside stays free.
        whole = QLineF(QPointF(near), pixel)
        whole.setLength(max(whole.length() - _FROM_HANDLE, 0))
        self._leader.lead(near, whole.p2().toPoint())


def invite(parts: QWidget, name: str, done: Done) -> bool:
    """Let the first handle among these parts be tagged until it is dragged; false where there is none yet."""
    if name in done:
        return True
    plane = next((each for each in parts.findChildren(QWidget) if isinstance(each, Draggable)), None)
    if plane is None:
        return False
    tag = DragTag(plane)
    once = Qt.ConnectionType.SingleShotConnection
    plane.moved.connect(tag.deleteLater, once)
    plane.moved.connect(lambda: done.note(name), once)
    return True
