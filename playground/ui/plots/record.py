"""Plots as drawing commands, which a PNG or SVG is made from outside the window's thread."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks


def record(plot: pg.PlotWidget, widget: QWidget) -> QPicture:
    """A plot's drawing commands, to be played into a PNG or SVG at any size."""
    picture = QPicture()
    painter = QPainter(picture)
    area = QRectF(plot.viewport().rect())
    painter.fillRect(area, inks(widget.palette()).ground)
    plot.scene().render(painter, area, plot.sceneRect())
    painter.end()
    picture.setBoundingRect(plot.viewport().rect())
    return picture


def recorded(widget: QWidget, draw: Callable[[QPainter], None]) -> QPicture:
    """What a widget draws on its ground, likewise."""
    picture = QPicture()
    painter = QPainter(picture)
    painter.fillRect(widget.rect(), inks(widget.palette()).ground)
    draw(painter)
    painter.end()
    picture.setBoundingRect(widget.rect())
    return picture
