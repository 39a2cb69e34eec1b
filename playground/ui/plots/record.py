"""Plots as drawing commands, which a PNG or SVG is made from outside the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.graphing import pg
from playground.ui.plots.item import Item
from playground.ui.plots.pose import fill_ground, fitted, inked, pose


def record(plot: pg.PlotWidget, widget: QWidget, *, square: bool = False) -> QPicture:
    """A plot's drawing commands, to be played into a PNG or SVG at any size.

    Where a room was chosen it fills that, or as a ``square`` as much of it as it can.
    """
    kept = [item for item in plot.items() if isinstance(item, Item) and item.kept]
    for item in kept:
        item.keep(False)
    with inked(widget), _unlearned(plot), fitted(widget, plot, square=square):
        picture = _rendered(plot, widget)
        if pose() is not None:
            # Axes learn only by being drawn how much room their numbers need.
            picture = _rendered(plot, widget)
    for item in kept:
        item.keep(True)
    return picture


@contextmanager
def _unlearned(plot: pg.PlotWidget) -> Iterator[None]:
    """Let axes forget the room that numbers have needed meanwhile, if they were posed."""
    axes = [plot.getAxis(side) for side in ("left", "bottom")] if pose() is not None else []
    before = [(axis.textWidth, axis.textHeight) for axis in axes]
    yield
    for axis, (width, height) in zip(axes, before, strict=True):
        axis.textWidth, axis.textHeight = width, height
        axis._adjustSize()


def _rendered(plot: pg.PlotWidget, widget: QWidget) -> QPicture:
    area, scene = plot.viewport().rect(), plot.scene()
    return _drawn(widget, lambda painter: scene.render(painter, QRectF(area), plot.sceneRect()), area)


def recorded(
    widget: QWidget, draw: Callable[[QPainter], None], used: Callable[[], QRect] | None = None
) -> QPicture:
    """What a widget draws on its ground, likewise; where no room was chosen, only what is ``used`` of it."""
    with inked(widget), fitted(widget, widget):
        chosen = pose()
        whole = used is None or (chosen is not None and chosen.room is not None)
        return _drawn(widget, draw, widget.rect() if whole or used is None else used())


def _drawn(widget: QWidget, draw: Callable[[QPainter], None], area: QRect) -> QPicture:
    picture = QPicture()
    painter = QPainter(picture)
    fill_ground(painter, area, widget)
    draw(painter)
    painter.end()
    picture.setBoundingRect(area)
    return picture
