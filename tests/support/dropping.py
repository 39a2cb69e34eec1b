"""Files that are dragged to a widget and dropped there, as Qt tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_AT = QPoint(5, 5)


def drop(widget: QWidget, paths: Iterable[Path | str]) -> bool:
    """Whether they are taken; they are let go of where they are."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(_AT, Qt.DropAction.CopyAction, *how)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(_AT), Qt.DropAction.CopyAction, *how))
    return enter.isAccepted()
