"""What the probe sees of crowded pages: what is cut for ever, and what lies over one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from playground.ui.plots.class_legend import LegendEntry
from playground.ui.plots.plot import Plot
from playground.ui.plots.tag import Tag
from playground.ui.shell.window import Window
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.scrolled import Whole
from tests.e2e.axes import _inside

_PARTS = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QLineEdit, QTabBar, ImageView, Plot)
_SLACK = 1
"""Pixels by which parts may touch."""


class CrowdQuestions:
    """Questions about everything that can be seen, in whatever size of text; mixed into the probe."""

    _window: Window

    def ask_squeezed(self) -> list[str]:
        """Every text that has less room than it needs, and every part of which something is cut for ever."""
        return [words for part in self._parts() if (words := _squeezed(part) or _clipped(part))]

    def ask_overlaps(self) -> list[str]:
        """Every two parts of the page of which one lies over the other."""
        placed = [(part, _seen_place(part)) for part in self._parts()]
        return [
            f"{_told(one)} and {_told(other)} share {list(shared.getRect())}"
            for (one, here), (other, there) in combinations(placed, 2)
            if not (one.isAncestorOf(other) or other.isAncestorOf(one))
            and (shared := here.intersected(there)).width() > _SLACK
            and shared.height() > _SLACK
        ]

    def ask_pan(self, end: bool) -> None:
        """Scroll stages to their lower right end, or back, as the wheel would."""
        for area in self._window.findChildren(Whole):
            for bar in (area.horizontalScrollBar(), area.verticalScrollBar()):
                bar.setValue(bar.maximum() if end else 0)

    def ask_tags(self) -> list[str]:
        """Every text on a plot that reaches out of it, or runs into another one."""
        return [fault for part in self._parts() if isinstance(part, Plot) for fault in _tag_faults(part)]

    def _parts(self) -> Iterator[QWidget]:
        """What can be read or used on the page, each as a whole; what floats over it is left out."""
        apart = {self._window.messages, self._window.status}
        for widget in self._window.findChildren(QWidget):
            seen = widget.isVisible() and not widget.visibleRegion().isEmpty()
            if seen and _is_part(widget) and not any(other.isAncestorOf(widget) for other in apart):
                yield widget


def _is_part(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar) or isinstance(widget.parentWidget(), (*_PARTS, QAbstractScrollArea)):
        return False
    if isinstance(widget, QLabel):
        return bool(widget.text())
    leaf = not any(child.isVisible() for child in widget.findChildren(QWidget))
    painted = leaf and type(widget).paintEvent is not QWidget.paintEvent and type(widget) is not QWidget
    return isinstance(widget, _PARTS) or painted


def _squeezed(part: QWidget) -> str:
    match part:
        case QLabel() if part.wordWrap():
            return _less(part, part.heightForWidth(part.width()), part.height())
        case QLabel():
            needed = part.sizeHint()
            return _less(part, needed.width(), part.width()) or _less(part, needed.height(), part.height())
        case QToolButton() if not part.text():
            return ""
        case LegendEntry() | QAbstractButton():
            return _less(part, part.sizeHint().width(), part.width())
        case QComboBox():
            option = QStyleOptionComboBox()
            part.initStyleOption(option)
            field = part.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, part
            )
            return _less(part, part.fontMetrics().horizontalAdvance(part.currentText()), field.width())
        case QAbstractSpinBox():
            line = part.lineEdit()
            return _less(part, line.fontMetrics().horizontalAdvance(line.text()), line.width())
    return ""


def _less(part: QWidget, needed: int, there: int) -> str:
    return f"{_told(part)} needs {needed} of {there}" if needed > there + _SLACK else ""


def _clipped(part: QWidget) -> str:
    """Whether a part reaches out of what it stands in, where nothing scrolls there."""
    parent = part.parentWidget()
    while parent is not None and not part.isWindow():
        place = QRect(part.mapTo(parent, QPoint()), part.size())
        if not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(place):
            area = parent.parentWidget()
            if isinstance(area, QScrollArea) and _scrolls_to(area, place):
                return ""
            return f"{_told(part)} reaches out of {_told(parent)}: {list(place.getRect())}"
        if parent.isWindow():
            break
        parent = parent.parentWidget()
    return ""


def _scrolls_to(area: QScrollArea, place: QRect) -> bool:
    across, down = area.horizontalScrollBar(), area.verticalScrollBar()
    whole = QRect(
        -across.value(), -down.value(),
        area.viewport().width() + across.maximum(), area.viewport().height() + down.maximum(),
    )  # fmt: skip
    return whole.contains(place)


def _seen_place(part: QWidget) -> QRect:
    """Where a part is on the screen, as far as it is seen."""
    place = QRect(part.mapToGlobal(QPoint()), part.size())
    parent = part.parentWidget()
    while parent is not None:
        place &= QRect(parent.mapToGlobal(QPoint()), parent.size())
        parent = None if parent.isWindow() else parent.parentWidget()
    return place


def _tag_faults(plot: Any) -> Iterator[str]:
    tags = [item for item in plot.scene().items() if isinstance(item, Tag) and item.isVisible() and item.text]
    places = {tag: tag.deviceTransform(plot.viewportTransform()).mapRect(tag.boundingRect()) for tag in tags}
    for tag, place in places.items():
        if not _inside(place, QRectF(plot.viewport().rect())):
            yield f"“{tag.text}” reaches out of {_told(plot)}"
    for one, other in combinations(tags, 2):
        if places[one].intersects(places[other]):
            yield f"“{one.text}” runs into “{other.text}” in {_told(plot)}"


def _told(part: QWidget) -> str:
    match part:
        case QLabel() | QAbstractButton():
            said = part.text()
        case QComboBox():
            said = part.currentText()
        case _:
            said = part.accessibleName() or part.objectName()
    return f"{type(part).__name__} “{said}”"
