"""Trajectories from one start that part with η, on the plane of two principal components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.ui.plots.colours import inks, mix
from playground.ui.plots.item import Item, around
from playground.ui.plots.projection import Projection
from playground.ui.widgets.image_view import ImageView

Points = NDArray[np.floating]
Branch = tuple[int, int]
_REACH = 9
_PICTURE = 84
_GAP = 10
_ROOM = 0.06
"""For dots and pens, as a share of what the points span."""
# Blue to orange, told apart by colour-blind readers on light and dark grounds: no fresh noise to most.
_NONE, _ALL = QColor("#3f8fd0"), QColor("#d9822b")


def eta_colour(eta: float) -> QColor:
    """The colour of an η: blue for 0, orange for 1."""
    return mix(_NONE, _ALL, eta)


class FanPlot(Projection):
    """Every branch as a curve in its η's colour; the one under the mouse is lit and shows its end picture."""

    pointed = Signal(object)
    """The (η, branch) under the mouse by their places, or ``None``."""

    def __init__(self) -> None:
        super().__init__("Trajectories from one start on two principal components")
        self.item = Fan()
        self.add(self.item)
        self._ends: NDArray[np.uint8] = np.zeros((0, 0, 1, 1, 1), dtype=np.uint8)
        self._paths: Points = np.zeros((0, 0, 1, 2))
        self.view = ImageView("Picture at the end of the branch", _PICTURE)
        self.view.setParent(self._plot.viewport())
        self.view.setFixedSize(_PICTURE, _PICTURE)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.hide()
        self.hovered.connect(self._hover)
        self.left.connect(lambda: self._point(None))
        self._ink()

    def set_fan(self, etas: Points, paths: Points, explained: Points, ends: NDArray[np.uint8]) -> None:
        """Show ``paths`` (etas, branches, steps + 1, 2) that end in ``ends`` (etas, branches, c, h, w)."""
        self._ends, self._paths = ends, paths
        self.item.set_fan(etas, paths)
        self._show_picture()
        self.set_explained(explained)
        self.fit(paths)

    def light(self, branch: Branch | None) -> None:
        """Light a branch, given as the places of its η and of itself."""
        self.item.set_lit(branch)
        self._show_picture()

    def _hover(self, place: QPointF, pixel: float) -> None:
        self._point(self.item.nearest(place, _REACH * pixel))

    def _point(self, branch: Branch | None) -> None:
        if branch != self.item.lit:
            self.light(branch)
            self.pointed.emit(branch)

    def _show_picture(self) -> None:
        """Put the end's picture beside the end, inside the plot."""
        lit = self.item.lit
        self.view.setVisible(lit is not None)
        if lit is None:
            return
        self.view.set_picture(self._ends[lit])
        pixel = self._plot.to_pixel(*map(float, self._paths[lit][-1])).toPoint()
        area = self._plot.viewport()
        right = pixel.x() + _GAP
        left = right if right + _PICTURE <= area.width() else pixel.x() - _GAP - _PICTURE
        top = min(max(pixel.y() - _PICTURE // 2, 2), area.height() - _PICTURE - 2)
        self.view.move(max(left, 2), max(top, 2))

    def _ink(self) -> None:
        self.item.set_colour(inks(self.palette()).text)


class Fan(Item):
    """The curves, their common start, and their ends; one branch can be lit, which dims the others."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._etas: Points = np.zeros(0)
        self._paths: Points = np.zeros((0, 0, 1, 2))
        self._text = QColor("black")
        self.lit: Branch | None = None

    def set_fan(self, etas: Points, paths: Points) -> None:
        """Draw ``paths`` (etas, branches, steps + 1, 2)."""
        self._etas, self._paths, self.lit = etas, paths, None
        self.set_bounds(around(paths, room=_ROOM))
        self.redraw()

    def set_colour(self, text: QColor) -> None:
        """Draw start and frames in this colour."""
        self._text = text
        self.redraw()

    def set_lit(self, branch: Branch | None) -> None:
        """Light one branch."""
        if branch != self.lit:
            self.lit = branch
            self.redraw()

    def nearest(self, place: QPointF, reach: float) -> Branch | None:
        """The branch that passes within ``reach``, its end counting first: there they are apart."""
        if not self._paths.size:
            return None
        gaps = np.hypot(self._paths[..., 0] - place.x(), self._paths[..., 1] - place.y())
        for distances in (gaps[..., -1], gaps.min(axis=-1)):
            eta, branch = np.unravel_index(int(distances.argmin()), distances.shape)
            if distances[eta, branch] <= reach:
                return int(eta), int(branch)
        return None

    def draw(self, painter: QPainter) -> None:
        """Draw in pixels: curves with the largest η first, so that the one curve of η = 0 lies on top."""
        to_pixels = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        order = [
            (eta, branch) for eta in np.argsort(self._etas)[::-1] for branch in range(self._paths.shape[1])
        ]
        for eta, branch in order:
            lit = (int(eta), branch) == self.lit
            painter.setOpacity(1.0 if lit or self.lit is None else 0.2)
            colour = eta_colour(float(self._etas[eta]))
            points = [to_pixels.map(QPointF(float(x), float(y))) for x, y in self._paths[eta, branch]]
            painter.setPen(QPen(colour, 2.6 if lit else 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(QPen(self._text, 0.8))
            painter.setBrush(colour)
            painter.drawEllipse(points[-1], 4, 4)
        painter.setOpacity(1.0)
        if self._paths.size:
            start = to_pixels.map(QPointF(*map(float, self._paths[0, 0, 0])))
            painter.setBrush(self._text)
            painter.drawEllipse(start, 5, 5)
        painter.restore()
