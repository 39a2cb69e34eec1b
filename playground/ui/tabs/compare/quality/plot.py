"""The plot of quality against cost: cost on a logarithmic axis, better pictures towards the arrow."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPicture, QResizeEvent

from playground.core.words import counted
from playground.evaluate.report import Measure
from playground.evaluate.sweep.points import Mark, Points
from playground.ui.plots.axis_marks import log_ticks
from playground.ui.plots.colours import inks, mix
from playground.ui.plots.graphing import pg
from playground.ui.plots.record import record
from playground.ui.plots.still_plot import StillPlot
from playground.ui.plots.tag import Tag
from playground.ui.tabs.compare.quality.dots import RADIUS, SIZE, Dots
from playground.ui.tabs.compare.quality.marks import WAYS, is_walking, label_place, next_mark, spread
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis, show_tip

_LEFT = Qt.MouseButton.LeftButton
_REACH = 12.0
_ROOM, _SIDE = 0.07, 0.12
_LEAST_RATIO = 3.0
_DEEPEST = 3.0
"""On a logarithmic axis an interval is cut off at so small a part of the lowest number."""


class CostPlot(StillPlot):
    """Marks, the level of real pictures, and one mark that is pointed at, by mouse or by arrow keys.

    A mark that was clicked, or walked to, stays until another one is, or until a click beside them all.
    """

    pointed = Signal(str)
    """The key of the mark that is pointed at now; the last one stays until there is another."""

    chosen = Signal(str)
    """The key of a mark that was clicked twice, or reached by keys and entered."""

    unwanted = Signal(str)
    """The key of a mark that is to go away."""

    def __init__(self) -> None:
        super().__init__()
        self._plot.getPlotItem().setContentsMargins(0, 8, 8, 0)
        for name in ("left", "bottom"):
            self._plot.getAxis(name).enableAutoSIPrefix(False)
        self._dots = Dots(self._place)
        self._band = pg.LinearRegionItem(orientation="horizontal", movable=False)
        self._level = pg.InfiniteLine(0, angle=0)
        self._tag = Tag("real, held-out", (1.0, 0.5))
        for item in (self._band, self._level, self._dots, self._tag):
            self._plot.addItem(item, ignoreBounds=True)
        self._whole = ""
        self.held = False
        """Whether what is pointed at stays, wherever the mouse goes."""
        self._logarithmic = False
        self._floor = 0.0
        self.points, self.marks = Points(), tuple[Mark, ...]()
        self.real: Measure | None = None
        self._real: tuple[float, ...] = ()
        self._plot.getViewBox().sigResized.connect(lambda _box: self._place_tag())
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lay_out(self, down(self._plot))
        self._plot.set_least(240, 180)
        self.setAccessibleName("Quality against cost")
        self._ink()

    def set_titles(self, cost: str, quality: str, whole: str) -> None:
        """What stands along the axes, and the ``whole`` title of the measure."""
        self._whole = whole
        label_axis(self._plot, "bottom", cost)
        label_axis(self._plot, "left", quality)
        self.setAccessibleName(f"{quality} against {cost}")

    def show_points(self, points: Points) -> None:
        """Show these."""
        self.points, self.marks, self.real = points, points.marks, points.level.measure
        self._real = _levels(self.real, points.intervals)
        self._tag.set_text(points.level.title)
        self._logarithmic = points.logarithmic
        self._fit()
        self._dots.show_points(points)
        if self.lit not in {mark.key for mark in self.marks}:
            self._dots.set_lit("")
            self.held = False
        self.setAccessibleDescription(counted(len(self.marks), "point"))

    @property
    def lit(self) -> str:
        """The key of the mark that is pointed at, empty for none."""
        return self._dots.lit

    def point_at(self, key: str) -> None:
        """Point at a mark."""
        if key != self._dots.lit:
            self._dots.set_lit(key)
            if key:
                self.pointed.emit(key)

    def picture(self) -> QPicture:
        """The plot as drawn now, without what is pointed at."""
        lit = self._dots.lit
        self._dots.set_lit("")
        try:
            return record(self._plot, self)
        finally:
            self._dots.set_lit(lit)

    def pixel_of(self, key: str) -> QPointF:
        """Where a mark is drawn, in pixels of this widget."""
        return QPointF(self._plot.viewport().mapTo(self, self._plot.mapFromScene(self._spots()[key])))

    # Places

    def _spots(self) -> dict[str, QPointF]:
        """Where marks are drawn, by their keys, in the plot's scene."""
        to_scene = self._plot.getViewBox().mapViewToScene
        return spread(self.marks, lambda *where: to_scene(self._place(*where)), SIZE)

    def _place(self, cost: float, value: float) -> QPointF:
        return QPointF(math.log10(cost), self._height(value))

    def _height(self, value: float) -> float:
        return math.log10(max(value, self._floor)) if self._logarithmic else value

    def _fit(self) -> None:
        values = [*(mark.value for mark in self.marks), *self._real]
        if self.points.intervals:
            values += [end for mark in self.marks for end in (mark.low, mark.high) if math.isfinite(end)]
        costs = [mark.cost for mark in self.marks] or [1.0, 1000.0]
        left, right = min(costs), max(costs)
        if right < _LEAST_RATIO * left:
            left, right = left / _LEAST_RATIO, right * _LEAST_RATIO
        left, right = math.log10(left), math.log10(right)
        left, right = left - _SIDE * (right - left) / 2, right + _SIDE * (right - left)
        positive = [value for value in values if value > 0]
        self._logarithmic = self._logarithmic and bool(positive)
        # An interval may reach below 0, which a logarithmic axis does not know.
        told = [*(mark.value for mark in self.marks), *self._real[:1]]
        self._floor = max(min(told, default=1.0) / _DEEPEST, min(positive, default=1.0))
        heights = [self._height(value) for value in values] or [0.0, 1.0]
        bottom, top = min(heights), max(heights)
        room = _ROOM * max(top - bottom, 1e-3)
        area = QRectF(left, bottom - room, right - left, top - bottom + 2 * room)
        self._show_real()
        self._write_ticks(area)
        self._plot.setRange(area, padding=0)
        self._dots.set_area(area)
        self._place_tag()

    def _show_real(self) -> None:
        heights = [self._height(level) for level in self._real]
        for item in (self._level, self._tag):
            item.setVisible(bool(heights))
        self._band.setVisible(len(heights) > 1)
        if heights:
            self._level.setValue(heights[0])
        if len(heights) > 1:
            self._band.setRegion(heights[1:])

    def _place_tag(self) -> None:
        """Write what the level is where no mark is."""
        if self.real is None:
            return
        box = self._plot.getViewBox()
        symbol = QRectF(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS)
        taken = [symbol.translated(spot) for spot in self._spots().values()]
        level = box.mapViewToScene(QPointF(0.0, self._height(self.real.value))).y()
        place = label_place(box.sceneBoundingRect(), level, self._tag.boundingRect().size(), taken)
        corner = box.mapSceneToView(QPointF(place.right(), place.center().y()))
        self._tag.place(corner.x(), corner.y())

    def _write_ticks(self, area: QRectF) -> None:
        across = log_ticks(10 ** area.left(), 10 ** area.right())
        self._plot.getAxis("bottom").setTicks(list(across))
        left = self._plot.getAxis("left")
        left.setTicks(list(log_ticks(10 ** area.top(), 10 ** area.bottom())) if self._logarithmic else None)

    # Mouse and keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Point at the nearest mark, keep it by a click, and choose it by two."""
        if isinstance(event, QMouseEvent):
            key = self._nearest(event.position())
            if event.type() == QEvent.Type.MouseMove:
                if key and not self.held:
                    self.point_at(key)
                shape = Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor
                self._plot.viewport().setCursor(shape)
            elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == _LEFT:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.held = bool(key)
                if key:
                    self.point_at(key)
            elif event.type() == QEvent.Type.MouseButtonDblClick and event.button() == _LEFT and key:
                self.chosen.emit(key)
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Say the measure in full over its axis alone; the marks' keys are theirs, and no menu's shortcut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            axis = self._plot.mapFromScene(self._plot.getAxis("left").sceneBoundingRect()).boundingRect()
            told = axis.contains(self._plot.mapFrom(self, event.pos()))
            show_tip(event.globalPos(), self._whole if told else "", self)
            return True
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and is_walking(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from mark to mark, and choose one."""
        way = WAYS.get(Qt.Key(event.key()))
        if way is not None and is_walking(event):
            self._walk(way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lit and not event.modifiers():
            self.chosen.emit(self.lit)
        elif event.key() == Qt.Key.Key_Delete and self.lit and not event.modifiers():
            self.unwanted.emit(self.lit)
        else:
            super().keyPressEvent(event)

    def _walk(self, way: tuple[int, int]) -> None:
        self.held = True
        self.point_at(next_mark(self._spots(), self.lit, way))

    def _nearest(self, position: QPointF) -> str:
        spots = self._spots()

        def far(key: str) -> float:
            away = QPointF(self._plot.mapFromScene(spots[key])) - position
            return math.hypot(away.x(), away.y())

        nearest = min(spots, key=far, default="")
        return nearest if nearest and far(nearest) < _REACH else ""

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is kept as a picture is drawn anew at another size, once the plot has taken it."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._dots.redraw)

    def _fit_letters(self) -> None:
        self._ink()

    def _ink(self) -> None:
        super()._ink()
        ink = inks(self.palette())
        self._dots.set_colours(ink.text, ink.ground)
        self._level.setPen(pg.mkPen(ink.faint, width=1.5, style=Qt.PenStyle.DotLine))
        self._band.setBrush(pg.mkBrush(mix(ink.faint, ink.ground, 0.75)))
        for line in self._band.lines:
            line.setPen(pg.mkPen(None))
        self._tag.set_font(self.font())


def _levels(real: Measure | None, intervals: bool) -> tuple[float, ...]:
    """What real pictures reach, and the ends of its interval, if they are shown."""
    if not intervals or real is None or real.low is None or real.high is None:
        return () if real is None else (real.value,)
    return real.value, real.low, real.high
