"""What the probe sees of Space: which controls get it, whatever it does there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from playground.ui.shell.window import Window


class PressQuestions:
    """Questions about what is pressed; mixed into the probe."""

    _window: Window

    def ask_enter(self) -> str:
        """Give the keyboard to the first button of what is open, as Tab would; gives its text."""
        stage: QWidget = self._window.desk.current.stage  # type: ignore[union-attr]
        for button in stage.findChildren(QAbstractButton):
            there = button.isEnabled() and not button.visibleRegion().isEmpty()
            if there and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return button.text() or button.accessibleName()
        return ""


class Presses(QObject):
    """Notes every button and list that gets a press of Space."""

    def __init__(self, _tab: Any, _view: object, window: Window) -> None:
        super().__init__(window)
        self._window, self._pressed = window, list[str]()
        application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See keys before controls do."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(watched, (QAbstractButton, QComboBox))
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            self._pressed.append(getattr(watched, "accessibleName", str)() or type(watched).__name__)
        return False

    def result(self) -> list[str]:
        """The controls' names, once all keys have come that were pressed before."""
        self._window.screen().grabWindow(0)  # an answer of the X server: it has sent all of them
        application().processEvents()
        application().removeEventFilter(self)
        return self._pressed


def application() -> QApplication:
    """The program's own."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
