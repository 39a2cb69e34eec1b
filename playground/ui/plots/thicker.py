"""Lines and marks of plots, drawn thicker for as long as all else is larger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPen
from PySide6.QtWidgets import (
    QAbstractGraphicsShapeItem,
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsView,
    QWidget,
)
from shiboken6 import isValid

from playground.ui.plots.graphing import pg
from playground.ui.plots.marker import Marker


class Thicker:
    """Thickens what is drawn by Qt's own items and by curves, and gives all of it back."""

    def __init__(self) -> None:
        self._back: dict[QGraphicsItem, Callable[[], object]] = {}

    def draw(self, root: QWidget, times: float) -> None:
        """Draw so many times as thick what stands in the plots of a widget, unless it is so already."""
        for view in root.findChildren(QGraphicsView):
            for item in view.scene().items() if view.scene() is not None else ():
                if item not in self._back:
                    self._thicken(item, times)

    def give_back(self) -> None:
        """Draw all of it as thick as it was."""
        for item, back in self._back.items():
            if isValid(item):
                back()
        self._back.clear()

    def _thicken(self, item: QGraphicsItem, times: float) -> None:
        if isinstance(item, Marker):
            self._back[item] = lambda: item.setScale(1.0)
            item.setScale(times)
        elif isinstance(item, QAbstractGraphicsShapeItem | QGraphicsLineItem):
            self._put(item, item.pen(), item.setPen, times)
        elif isinstance(item, pg.PlotCurveItem | pg.PlotDataItem) and not _told(item):
            self._put(item, pg.mkPen(item.opts["pen"]), item.setPen, times)
            if item.opts["shadowPen"] is not None:
                self._put(item, pg.mkPen(item.opts["shadowPen"]), item.setShadowPen, times)

    def _put(self, item: QGraphicsItem, pen: QPen, put: Callable[[QPen], object], times: float) -> None:
        before = self._back.get(item, lambda: None)

        def back() -> None:
            before()
            put(pen)

        self._back[item] = back
        put(_thicker(pen, times))


def _told(curve: QGraphicsItem) -> bool:
    """Whether it is told its pen with each new value, by the data item that it belongs to."""
    return isinstance(curve.parentItem(), pg.PlotDataItem)


def _thicker(pen: QPen, times: float) -> QPen:
    made = QPen(pen)
    made.setWidthF(max(1.0, pen.widthF()) * times)
    return made
