"""Two dimensions of a latent space as a plot that is dragged, hovered over and clicked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainterPath, QPicture
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from playground.ui.plots.axis import axes
from playground.ui.plots.colours import HANDLE, PATH, STAGE, worn
from playground.ui.plots.dots import ClassDots, Crosses
from playground.ui.plots.ellipses import PosteriorEllipse, PriorRings, cosmetic
from playground.ui.plots.handle import Handle
from playground.ui.plots.key_strip import Key, with_keys
from playground.ui.plots.marker import Marker
from playground.ui.plots.nudges import Nudged
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.plots.tag import Tag
from playground.ui.plots.tiles import TileBackdrop
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis
from playground.ui.widgets.restyled import Restyled

_MARGIN = 1.02
_REACH = 7
_CLICK = 4
_BEYOND = 2
"""Pixels by which a number's box, which is larger than its letters, may reach beyond its axis."""


class LatentPlane(Nudged, Restyled, QWidget):
    """Backdrop, dots, rings, a posterior, a path and the handle over the square ±radius."""

    moved = Signal(float, float)
    """The mouse or an arrow key takes the handle to (horizontal, vertical); nothing has moved yet."""

    released = Signal()
    """The gesture that moved the handle ended."""

    picked = Signal(int)
    """A dot was clicked: its index."""

    hovered = Signal(int, QPointF)
    """The dot under the mouse (−1: none) and the mouse's place in this widget."""

    menu_asked = Signal(float, float, QPoint)
    """The menu of what is drawn at (horizontal, vertical) is wanted at a global position."""

    def __init__(self) -> None:
        super().__init__()
        self._plot = Plot(self, axisItems=axes())
        # Above the axis there is no room: a number that reaches out there is not written, rather than cut.
        self._plot.getAxis("left").setStyle(hideOverlappingLabels=_BEYOND)
        self._box = self._plot.getViewBox()
        self.keys: tuple[Key, ...] = ()
        """What its marks mean, for a file: in the window that stands elsewhere."""
        self._radius = 0.0
        self._pressed: QPointF | None = None
        self._dragging = False
        self._under = -1
        self.backdrop, self.dots, self.rings = TileBackdrop(), ClassDots(), PriorRings()
        self.posterior, self.handle, self.crosses = PosteriorEllipse(), Handle(), Crosses()
        self.path, self.walker = QGraphicsPathItem(), Marker("circle", PATH, 11)
        self.hint = Marker("ring", HANDLE, 11)
        self.ends = (Tag("A"), Tag("B"))
        self.note = Tag("", (0, 0))
        self._box.setAspectLocked(True)
        self._box.setBackgroundColor(STAGE)
        self._box.sigRangeChanged.connect(self._fit_window)
        self._plot.add_layers((
            self.backdrop, self.dots, self.crosses, self.rings, self.path, self.posterior, *self.ends,
            self.walker, self.hint, *self.handle.items, self.note,
        ))  # fmt: skip
        for hidden in (self.crosses, self.walker, self.hint, *self.ends):
            hidden.setVisible(False)
        self.canvas.installEventFilter(self)
        self.canvas.setMouseTracking(True)
        self.canvas.setCursor(Qt.CursorShape.CrossCursor)
        lay_out(self, down(self._plot))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._plot.set_least(200, 150)
        self.set_radius(3.0)
        self._ink()

    # What is shown

    def set_radius(self, radius: float) -> None:
        """Show the square ±radius."""
        if radius != self._radius:
            self._radius = radius
            self._plot.show_square(radius * _MARGIN)
            self.note.place(-radius, radius)

    def _fit_window(self) -> None:
        window: QRectF = self._box.viewRect()
        self.dots.set_window(window)
        self.handle.span(window, self._box.viewPixelSize())

    def set_axes(self, horizontal: str, vertical: str) -> None:
        """Name the axes."""
        label_axis(self._plot, "bottom", horizontal)
        label_axis(self._plot, "left", vertical)

    def set_note(self, text: str) -> None:
        """Say something in the plot's corner."""
        self.note.set_text(text)

    def set_path(self, points: NDArray[np.floating] | None) -> None:
        """Draw a way through ``points`` (n, 2) from A to B, or none."""
        path = QPainterPath()
        if points is not None and len(points):
            path.moveTo(*map(float, points[0]))
            for point in points[1:]:
                path.lineTo(*map(float, point))
            for end, tag in zip((points[0], points[-1]), self.ends, strict=True):
                tag.place(float(end[0]), float(end[1]))
        self.path.setPath(path)
        for item in (self.walker, *self.ends):
            item.setVisible(points is not None)

    def show_hint(self, point: tuple[float, float] | None) -> None:
        """Mark a point for a moment, or none."""
        self.hint.setVisible(point is not None)
        if point is not None:
            self.hint.setPos(*point)

    def picture(self) -> QPicture:
        """The plot as drawn now, to be played into a PNG or SVG."""
        return with_keys(lambda: record(self._plot, self, square=True), self.keys, self)

    # Mouse and keys

    def to_plane(self, pixel: QPointF) -> QPointF:
        """The point of the plane under a pixel of :attr:`canvas`."""
        return self._plot.to_plane(pixel)

    def to_pixel(self, x: float, y: float) -> QPointF:
        """The pixel of :attr:`canvas` over a point of the plane."""
        return self._plot.to_pixel(x, y)

    def handle_pixel(self) -> QPointF | None:
        """Where the handle is drawn."""
        return self.to_pixel(*self.handle.position)

    def area(self) -> QRect:
        """The part of :attr:`canvas` that has no axes."""
        return self._plot.area()

    @property
    def canvas(self) -> QWidget:
        """The widget that gets the mouse events."""
        viewport: QWidget = self._plot.viewport()
        return viewport

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QContextMenuEvent):
            self.contextMenuEvent(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(-1, QPointF())
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        left = Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseMove and event.buttons() & left and self._pressed is not None:
            if (event.position() - self._pressed).manhattanLength() > _CLICK:
                self._dragging = True
            if self._dragging:
                self._take(self.to_plane(event.position()))
        elif event.type() == QEvent.Type.MouseMove:
            self._hover(self._dot_under(event.position()), event.position())
        elif event.type() == QEvent.Type.MouseButtonPress and event.button() == left:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed, self._dragging = event.position(), False
            self._hover(-1, QPointF())
            self._take(self.to_plane(event.position()))
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == left and self._pressed:
            dot = -1 if self._dragging else self._dot_under(self._pressed)
            self._pressed = None
            if dot >= 0:
                self.picked.emit(dot)
            self.released.emit()
        return True

    def _take(self, point: QPointF) -> None:
        self.moved.emit(point.x(), point.y())

    def _dot_under(self, pixel: QPointF) -> int:
        reach = abs((self.to_plane(pixel + QPointF(_REACH, 0)) - self.to_plane(pixel)).x())
        return self.dots.nearest(self.to_plane(pixel), reach)

    def _hover(self, dot: int, pixel: QPointF) -> None:
        if dot != self._under:
            self._under = dot
            self.hovered.emit(dot, pixel)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the place under the mouse, or of the handle's by key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        pixel = QPointF(self.canvas.mapFromGlobal(event.globalPos()))
        point = QPointF(*self.handle.position) if by_key else self.to_plane(pixel)
        self.menu_asked.emit(point.x(), point.y(), event.globalPos())

    def nudge(self, right: float, up: float) -> bool:
        x, y = self.handle.position
        self.moved.emit(x + right, y + up)
        return True

    def _ink(self) -> None:
        self.path.setPen(cosmetic(worn(PATH), 2.2))
        self.posterior.ink()
        for kept in (self.dots, self.crosses):
            kept.redraw()

    def _fit_letters(self) -> None:
        for tag in (*self.rings.tags, *self.ends, self.note):
            tag.set_font(self.font())
