"""The square ±extent of the plane: a density, arrows, moving points, ways, and a handle that is dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPicture
from PySide6.QtWidgets import QGraphicsItem, QWidget

from playground.ui.plots.axis import axes as number_axes
from playground.ui.plots.cloud import Cloud
from playground.ui.plots.colours import DATA, HANDLE, PATH, STAGE, WAY
from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.heat import Heat
from playground.ui.plots.key_strip import Key, with_keys
from playground.ui.plots.marker import Marker
from playground.ui.plots.nudges import Nudged
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.plots.strokes import Strokes
from playground.ui.plots.tag import Tag
from playground.ui.plots.ways import Ways
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis
from playground.ui.widgets.restyled import Restyled

POINTS = QColor("#f7d860")
EXACT_WAY = QColor("#86cdef")
REFERENCE = QColor("#ffffff")
ARROWS = QColor(255, 255, 255, 125)
LINES = QColor(238, 233, 232, 90)
JUMPS = PATH
_SHADOW = QColor(8, 9, 12, 170)


class FieldPlane(Nudged, Restyled, QWidget):
    """Layers over one another on a fixed range; whoever owns it fills them and shows or hides them.

    Its layers are attributes: ``heat``, ``lines`` (couplings), ``trails``, ``data``, ``cloud``, ``arrows``,
    ``jumps``, ``exact_way``, ``reference``, ``way``, ``stops`` (the steps of ``way``), ``ends`` (of jumps),
    and ``handle``.
    """

    moved = Signal(float, float)
    """The mouse or an arrow key takes the handle to a point; nothing has moved yet."""

    released = Signal()
    """The gesture that moved the handle ended."""

    clicked = Signal()
    """The plane was clicked while it has no handle."""

    def __init__(self, name: str, *, axes: bool, handle: QColor = HANDLE) -> None:
        """``name`` is its accessible name; without ``axes`` no ticks are drawn; ``handle`` is its colour."""
        super().__init__()
        self._plot = Plot(self, axisItems=number_axes()) if axes else Plot(self)
        self._axes = axes
        self._box = self._plot.getViewBox()
        self.keys: tuple[Key, ...] = ()
        """What its marks mean, for a file: in the window that stands elsewhere."""
        self._named = "", ""
        self.extent = 0.0
        """Half the side of the square that is shown."""
        self._dragging = False
        self.heat = Heat()
        self.lines, self.trails = Strokes(pen=cosmetic(LINES, 1)), Ways()
        self.data, self.cloud = Cloud(DATA), Cloud(POINTS)
        self.arrows = Strokes(pen=cosmetic(ARROWS, 1))
        dash, dot = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
        self.jumps, self.exact_way = bold(JUMPS), bold(EXACT_WAY, dash)
        self.reference, self.way = bold(REFERENCE, dot), bold(WAY)
        self.stops, self.ends = Cloud(WAY, 2), Cloud(JUMPS, 4)
        self.handle = Marker("ring", handle, 15)
        self.note = Tag("", (0, 0))
        self._box.setAspectLocked(True)
        self._box.setBackgroundColor(STAGE)
        self._box.sigRangeChanged.connect(self._fit_window)
        for side in ("left", "bottom"):
            self._plot.showAxis(side, axes)
        self.canvas.installEventFilter(self)
        clouds = (self.data, self.cloud)
        ways = (self.jumps, self.way, self.reference, self.exact_way)
        self._plot.add_layers((
            self.heat, self.lines, *clouds, self.trails, self.arrows, *ways, self.stops, self.ends,
            self.handle, self.note,
        ))  # fmt: skip
        self.handle.setVisible(False)
        lay_out(self, down(self._plot))
        self.setAccessibleName(name)
        self.set_extent(3.0)

    def add(self, item: QGraphicsItem, level: int) -> None:
        """Put a layer of one's own over those with a lower ``level``; the handle and the note stay on top."""
        self._plot.add_layers([item], level)
        self.handle.setZValue(max(self.handle.zValue(), level + 1))
        self.note.setZValue(max(self.note.zValue(), level + 2))

    # What is shown

    def set_extent(self, extent: float) -> None:
        """Show the square ±extent."""
        if extent != self.extent:
            self.extent = extent
            self._plot.show_square(extent)

    def name_axes(self, across: str, up: str) -> None:
        """Say under and beside the ticks what they count; nothing where these are empty."""
        if (across, up) != self._named:
            self._named = across, up
            label_axis(self._plot, "bottom", across)
            label_axis(self._plot, "left", up)

    def set_note(self, text: str) -> None:
        """Say something in the upper left corner."""
        self.note.set_text(text)

    def set_handle(self, point: tuple[float, float] | None) -> None:
        """Put the handle on a point, or take it away."""
        if point is not None:
            self.handle.setPos(*point)
        if self.handle.isVisible() == (point is not None):
            return
        self.handle.setVisible(point is not None)
        shape = Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.CrossCursor
        self.canvas.setCursor(shape)
        policy = Qt.FocusPolicy.NoFocus if point is None else Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(policy)

    def picture(self) -> QPicture:
        """The plot as drawn now, to be played into a PNG or SVG."""
        return with_keys(lambda: record(self._plot, self, square=True), self.keys, self)

    def _fit_window(self) -> None:
        window: QRectF = self._box.viewRect()
        for each in (self.data, self.cloud, self.trails, self.stops, self.ends):
            each.set_bounds(window)
        self.note.place(window.left(), window.bottom())

    # Mouse and keys

    def handle_pixel(self) -> QPointF | None:
        """Where the handle is drawn, if there is one."""
        return self.to_pixel(self.handle.x(), self.handle.y()) if self.handle.isVisible() else None

    def area(self) -> QRect:
        """The part of :attr:`canvas` that has no axes."""
        return self._plot.area()

    @property
    def canvas(self) -> QWidget:
        """The widget that gets the mouse events."""
        viewport: QWidget = self._plot.viewport()
        return viewport

    def to_plane(self, pixel: QPointF) -> QPointF:
        """The point of the plane under a pixel of :attr:`canvas`."""
        return self._plot.to_plane(pixel)

    def to_pixel(self, x: float, y: float) -> QPointF:
        """The pixel of :attr:`canvas` over a point of the plane."""
        return self._plot.to_pixel(x, y)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            self._mouse(event)
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> None:
        left = Qt.MouseButton.LeftButton
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == left:
            if self.handle.isVisible():
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._dragging = True
                self._take(event)
            else:
                self.clicked.emit()
        elif kind == QEvent.Type.MouseMove and self._dragging:
            self._take(event)
        elif kind == QEvent.Type.MouseButtonRelease and event.button() == left and self._dragging:
            self._dragging = False
            self.released.emit()

    def _take(self, event: QMouseEvent) -> None:
        point = self.to_plane(event.position())
        self._move(point.x(), point.y())

    def _move(self, x: float, y: float) -> None:
        limit = self.extent
        self.moved.emit(min(max(x, -limit), limit), min(max(y, -limit), limit))

    def nudge(self, right: float, up: float) -> bool:
        if self.handle.isVisible():
            self._move(self.handle.x() + right, self.handle.y() + up)
        return self.handle.isVisible()

    def _fit_letters(self) -> None:
        self.note.set_font(self.font())
        # The uppermost number is centred on the end of its axis.
        above = self.fontMetrics().height() // 2 if self._axes else 0
        self._plot.getPlotItem().layout.setContentsMargins(0, above, 0, 0)


def bold(colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Strokes:
    """A way that stands out from points and arrows of any colour."""
    return Strokes(pen=cosmetic(colour, 2, style), shadowPen=cosmetic(_SHADOW, 4), antialias=True)
