"""What the probe sees of a view's completeness: texts that do not fit, and plots that show nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QToolButton,
    QWidget,
)

from playground.ui.plots.picture_matrix import PictureMatrix
from playground.ui.shell.window import Window
from playground.ui.widgets.scrolled import Whole


class FitQuestions:
    """Questions about everything that can be seen; mixed into the probe."""

    _window: Window

    def ask_in_sight(self, name: str) -> bool:
        """Whether the mouse could click into the middle of a widget of this name."""
        found: QWidget | None = self._find(name)  # type: ignore[attr-defined]
        if found is None:
            return False
        under = QApplication.widgetAt(found.mapToGlobal(found.rect().center()))
        return under is not None and (under is found or found.isAncestorOf(under))

    def ask_cut_off(self) -> list[str]:
        """Every visible text that has less room than it needs, with both widths or heights."""
        return [words for widget in self._seen() if (words := _cut_off(widget))]

    def ask_scrolled_sideways(self) -> list[str]:
        """Every visible stage of which not the whole width is seen."""
        areas = (widget for widget in self._seen() if isinstance(widget, Whole))
        return [area.accessibleName() for area in areas if area.horizontalScrollBar().maximum() > 0]

    def ask_matrices(self) -> dict[str, dict[str, Any]]:
        """The visible matrices of pictures: how many there are, how many are still empty, and their sides."""
        return {
            matrix.accessibleName(): {
                "pictures": int(np.prod(matrix.shape)),
                "empty": int((matrix._wanted & ~matrix._filled).sum()),
                "side": matrix._layout().size.width(),
                "headings": _headings_cut_off(matrix),
            }
            for matrix in self._seen()
            if isinstance(matrix, PictureMatrix)
        }

    def ask_complete(self) -> bool:
        """Whether every feed that the open panel of Images wants has come to its end."""
        scene = self._window.desk.current.stage.scene  # type: ignore[union-attr]
        feeds = [scene.feeds[name] for name in scene.wanted()]
        return all(
            feed.last is not None and feed.last.frame.final and not feed.busy and not feed.stale
            for feed in feeds
        )

    def _seen(self) -> Iterator[QWidget]:
        """Widgets of which something can be seen."""
        for widget in self._window.findChildren(QWidget):
            if widget.isVisible() and not widget.visibleRegion().isEmpty():
                yield widget


def _cut_off(widget: QWidget) -> str:
    match widget:
        case QLabel() if widget.text() and not _scrolled(widget):
            return _label_cut_off(widget)
        case QToolButton() if widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            return ""
        case QAbstractButton() if widget.text():
            return _narrow(widget, widget.text(), widget.sizeHint().width(), widget.width())
        case QComboBox():
            needed = widget.fontMetrics().horizontalAdvance(widget.currentText())
            return _narrow(widget, widget.currentText(), needed, widget.width() - 24)
    return ""


def _label_cut_off(label: QLabel) -> str:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return f"“{label.text()}” needs {needed} of {label.height()}" if needed > label.height() else ""
    return _narrow(label, label.text(), label.sizeHint().width(), label.width())


def _narrow(widget: QWidget, text: str, needed: int, there: int) -> str:
    hidden = widget.visibleRegion().boundingRect().width() < widget.width() and not _scrolled(widget)
    if needed > there + 1 or hidden:
        return f"{type(widget).__name__} “{text}” needs {needed} of {there}"
    return ""


def _headings_cut_off(matrix: PictureMatrix) -> list[str]:
    """Headings of rows and columns that are drawn with an ellipsis."""
    layout = matrix._layout()
    rows, columns, _ = matrix.shape
    places = [(matrix.rows[:rows], layout.left - 10), (matrix._columns[:columns], layout.stride.width() - 2)]
    return [
        f"{heading.title}, {heading.caption}: {matrix._text_width(heading) - 2} of {room}"
        for headings, room in places
        for heading in headings
        if matrix._text_width(heading) - 2 > room
    ]


def _scrolled(widget: QWidget) -> bool:
    """Whether a widget lies in what is scrolled, where not all has to be seen at once."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            frame = QRect(parent.viewport().rect())
            corner = widget.mapTo(parent.viewport(), widget.rect().topLeft())
            return not (frame.top() <= corner.y() and corner.y() + widget.height() <= frame.bottom())
        parent = parent.parentWidget()
    return False
