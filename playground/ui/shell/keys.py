"""Which keys a focused control keeps for itself and which go to the window's shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit)
_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, *TEXTS)
_MOVED_BY_ARROWS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QTabBar, *TEXTS,
)  # fmt: skip
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class KeyGuard(QObject):
    """Watches the focused widget alone.

    A control that Space presses or arrows move keeps those keys while it has the focus; from a number box,
    where a space means nothing, Space plays, and undo is the window's once what was typed is entered. Ctrl+E,
    which some systems use for the end of a line, is the window's everywhere: End goes there, too. All other
    widgets may claim keys by accepting their ``ShortcutOverride``.
    """

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Settle whose key it is before Qt looks at the shortcuts."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        undoes = isinstance(watched, QDoubleSpinBox) and _is_undo(event) and _is_entered(watched)
        if undoes or _goes_to_end(event):
            event.ignore()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() == Qt.Key.Key_Space and isinstance(watched, (*_PRESSED_BY_SPACE, QAbstractSpinBox)):
            event.setAccepted(isinstance(watched, _PRESSED_BY_SPACE))
            return True
        if event.key() in _MOVES and isinstance(watched, _MOVED_BY_ARROWS):
            event.accept()
            return True
        return False

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _goes_to_end(event: QKeyEvent) -> bool:
    """Whether it is the key for the end of a line that is not End."""
    return event.matches(QKeySequence.StandardKey.MoveToEndOfLine) and event.key() != Qt.Key.Key_End


def _is_entered(box: QDoubleSpinBox) -> bool:
    """Whether nothing was typed that is no value yet."""
    return box.cleanText() == box.textFromValue(box.value())
