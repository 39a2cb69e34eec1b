"""What the probe sees of plots' axes: how large their numbers and names are, and whether any is cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontInfo, QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.plot import Plot
from playground.ui.shell.window import Window
from playground.ui.widgets.theme import themes

_SLACK = 1.5
"""Pixels by which a letter's box may reach over what it stands beside: boxes are larger than letters."""


class AxisQuestions:
    """Questions about axes; mixed into the probe."""

    _window: Window

    def ask_scale(self) -> float:
        """How large text is, 1 being the system's size."""
        return themes().scale

    def ask_axes(self) -> list[dict[str, Any]]:
        """Every axis that is seen: its room, the size of its name and numbers, and which of them are cut."""
        return [_told(plot, side) for plot in self._plots() for side in _seen_sides(plot)]

    def _plots(self) -> Iterator[Any]:
        for plot in self._window.findChildren(Plot):
            if (
                plot.isVisible()
                and not plot.viewport().visibleRegion().isEmpty()
                and plot.getPlotItem().isVisible()
            ):
                yield plot


def _seen_sides(plot: Any) -> list[str]:
    return [side for side in ("left", "bottom") if plot.getAxis(side).isVisible()]


def _told(plot: Any, side: str) -> dict[str, Any]:
    axis = plot.getAxis(side)
    numbers = [(text, axis.mapRectToScene(place)) for text, place in _numbers(axis)]
    name = axis.label.mapRectToScene(axis.label.boundingRect()) if axis.label.isVisible() else None
    letters = QFontInfo(axis.style["tickFont"] or axis.font())
    return {
        "of": f"{_owner(plot)}, {side}",
        "room": axis.width() if side == "left" else axis.height(),
        "number": letters.pixelSize() if numbers else 0,
        "name": 0 if name is None else QFontInfo(axis.label.font()).pixelSize(),
        "cut": list(_cut(QRectF(plot.viewport().rect()), axis.labelText, name, numbers)),
    }


def _numbers(axis: Any) -> list[tuple[str, QRectF]]:
    """The numbers that the axis draws, and where."""
    recorded = QPicture()
    painter = QPainter(recorded)
    painter.setFont(axis.style["tickFont"] or axis.font())
    specs = axis.generateDrawSpecs(painter)
    painter.end()
    return [] if specs is None else [(text, QRectF(place)) for place, _flags, text in specs[2]]


def _cut(whole: QRectF, title: str, name: QRectF | None, numbers: list[tuple[str, QRectF]]) -> Iterator[str]:
    """What reaches out of the plot, and which numbers the name runs into."""
    for text, place in numbers:
        if not _inside(place, whole):
            yield f"“{text}” reaches out: {place.getRect()} of {whole.getRect()}"
    if name is not None:
        # A name's box has room for descenders above and below, which lies over the edge.
        room = 0.2 * min(name.width(), name.height())
        letters = name.adjusted(room, room, -room, -room)
        if not _inside(letters, whole):
            yield f"“{title}” reaches out: {letters.getRect()} of {whole.getRect()}"
        for text, place in numbers:
            if letters.intersects(place.adjusted(_SLACK, _SLACK, -_SLACK, -_SLACK)):
                yield f"“{title}” runs into {text}"


def _inside(part: QRectF, whole: QRectF) -> bool:
    return whole.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(part)


def _owner(plot: QWidget) -> str:
    parent: QWidget | None = plot
    while parent is not None:
        if parent.accessibleName():
            return str(parent.accessibleName())
        parent = parent.parentWidget()
    return ""
