"""Ellipses of a Gaussian with independent dimensions: prior rings and posteriors."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItemGroup, QGraphicsLineItem

from playground.ui.plots.colours import POSTERIOR, RING, faded, worn
from playground.ui.plots.marker import Marker
from playground.ui.plots.tag import Tag
from playground.ui.widgets.theme import themes


def ellipse_rect(mean: tuple[float, float], deviation: tuple[float, float], sigmas: float) -> QRectF:
    """The rectangle around the ellipse of all points ``sigmas`` deviations from the mean."""
    width, height = sigmas * deviation[0], sigmas * deviation[1]
    return QRectF(mean[0] - width, mean[1] - height, 2 * width, 2 * height)


def cosmetic(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose width is in pixels at any zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen


def round_pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """The same with round ends: what is drawn of a point is a dot; larger where all else is."""
    pen = cosmetic(colour, width * themes().magnified, style)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


class PriorRings(QGraphicsItemGroup):
    """Rings at one and two σ of the standard normal prior, with their labels."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        for sigmas in (1.0, 2.0):
            rect = ellipse_rect((0, 0), (1, 1), sigmas)
            ring = QGraphicsEllipseItem(rect, self)
            ring.setPen(cosmetic(RING, 1.4, Qt.PenStyle.DashLine))
            tag = Tag(f"{sigmas:g}σ")
            tag.setParentItem(self)
            tag.place(0, -sigmas)
            self.tags.append(tag)


class PosteriorEllipse(QGraphicsItemGroup):
    """One image's posterior at one and two σ, its mean, and the z drawn from it."""

    def __init__(self) -> None:
        super().__init__()
        self.rings = [QGraphicsEllipseItem(self) for _ in range(2)]
        self.step = QGraphicsLineItem(self)
        self.ink()
        self.mean = Marker("plus", POSTERIOR, 9)
        self.sample = Marker("diamond", POSTERIOR, 11)
        for marker in (self.mean, self.sample):
            marker.setParentItem(self)
        self.setVisible(False)

    def ink(self) -> None:
        """Take the colour of the palette that is worn."""
        colour = worn(POSTERIOR)
        for ring, width in zip(self.rings, (2.0, 1.2), strict=True):
            ring.setPen(cosmetic(colour, width))
        self.rings[0].setBrush(faded(colour, 40))
        self.step.setPen(cosmetic(colour, 1.6))

    def show_posterior(
        self, mean: tuple[float, float], deviation: tuple[float, float], sample: tuple[float, float]
    ) -> None:
        """Draw N(mean, deviation²) and a sample of it, each (horizontal, vertical)."""
        for sigmas, ring in zip((1.0, 2.0), self.rings, strict=True):
            ring.setRect(ellipse_rect(mean, deviation, sigmas))
        self.step.setLine(*mean, *sample)
        self.mean.setPos(QPointF(*mean))
        self.sample.setPos(QPointF(*sample))
        self.setVisible(True)
