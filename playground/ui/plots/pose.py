"""How plots are drawn for a file where that was chosen: their room, theme, ground and legend.

A plot's ``picture`` draws it as it is on the screen. Within :func:`posing` it draws what was chosen, and the
plot on the screen stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks
from playground.ui.widgets.theme import Theme, palette_of, themes


class Pose(NamedTuple):
    """What was chosen; without a ``room`` a plot is as large as on the screen."""

    theme: Theme
    room: QSize | None = None
    clear: bool = False
    """Whether there is nothing behind the plot."""
    legend: bool = True


_POSE: ContextVar[Pose | None] = ContextVar("pose", default=None)


def pose() -> Pose | None:
    """What was chosen, if anything was."""
    return _POSE.get()


@contextmanager
def posing(chosen: Pose) -> Iterator[None]:
    """Draw plots as chosen."""
    token = _POSE.set(chosen)
    try:
        with themes().lent(chosen.theme):
            yield
    finally:
        _POSE.reset(token)


@contextmanager
def narrowed(room: QSize) -> Iterator[None]:
    """Draw plots in less room, if room was chosen."""
    chosen = _POSE.get()
    token = _POSE.set(chosen if chosen is None else chosen._replace(room=room))
    try:
        yield
    finally:
        _POSE.reset(token)


def room_of(widget: QWidget) -> QRect:
    """Where a widget is to draw: in the chosen room, or in all of its own."""
    chosen = _POSE.get()
    return widget.rect() if chosen is None or chosen.room is None else QRect(0, 0, *chosen.room.toTuple())


@contextmanager
def inked(widget: QWidget) -> Iterator[None]:
    """Let a widget have the colours of the chosen theme."""
    chosen = _POSE.get()
    if chosen is None:
        yield
        return
    own = widget.palette() if widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette) else QPalette()
    widget.setPalette(palette_of(chosen.theme))
    try:
        yield
    finally:
        widget.setPalette(own)


@contextmanager
def fitted(widget: QWidget, canvas: QWidget, *, square: bool = False) -> Iterator[None]:
    """Let a widget be as large as its ``canvas`` needs it to fill the chosen room, or the largest square."""
    chosen = _POSE.get()
    if chosen is None or chosen.room is None:
        yield
        return
    side = min(chosen.room.toTuple())
    wanted = QSize(side, side) if square else chosen.room
    before, inner = widget.geometry(), canvas.geometry()
    try:
        _resize(widget, wanted + widget.size() - canvas.size())
        if canvas.size() != wanted:
            _resize(canvas, wanted)
        yield
    finally:
        _resize(widget, before.size())
        _resize(canvas, inner.size())
        widget.setGeometry(before)
        canvas.setGeometry(inner)


def fill_ground(painter: QPainter, area: QRect, widget: QWidget) -> None:
    """Paint the ground of a widget's plot, unless none is wanted."""
    chosen = _POSE.get()
    if chosen is None or not chosen.clear:
        painter.fillRect(area, inks(widget.palette()).ground)


def _resize(widget: QWidget, size: QSize) -> None:
    before = widget.size()
    widget.resize(size)
    # What is not in sight is told of its size only when it comes into sight.
    if widget.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent):
        widget.setAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent, False)
        QCoreApplication.sendEvent(widget, QResizeEvent(widget.size(), before))
    if (layout := widget.layout()) is not None:
        layout.activate()
