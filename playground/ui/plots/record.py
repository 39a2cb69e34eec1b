"""Plots as drawing commands, which a PNG or SVG is made from outside the window's thread."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks
from playground.ui.plots.item import Item


def record(plot: pg.PlotWidget, widget: QWidget) -> QPicture:
    """A plot's drawing commands, to be played into a PNG or SVG at any size."""
    area, scene = plot.viewport().rect(), plot.scene()
    kept = [item for item in plot.items() if isinstance(item, Item) and item.kept]
    for item in kept:
        item.keep(False)
    picture = recorded(widget, lambda painter: scene.render(painter, QRectF(area), plot.sceneRect()), area)
    for item in kept:
        item.keep(True)
    return picture


def recorded(widget: QWidget, draw: Callable[[QPainter], None], area: QRect | None = None) -> QPicture:
    """What a widget draws on its ground, or on a part of it, likewise."""
    whole = widget.rect() if area is None else area
    picture = QPicture()
    painter = QPainter(picture)
    painter.fillRect(whole, inks(widget.palette()).ground)
    draw(painter)
    painter.end()
    picture.setBoundingRect(whole)
    return picture
