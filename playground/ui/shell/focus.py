"""The keyboard stays where the user put it: Space must not press what nobody has chosen."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid


class FocusGuard(QObject):
    """Keeps the focus from what Qt would give it to unasked.

    A mouse click on a button leaves it where it is, so that Space goes on to play afterwards. Where the
    control that has it is hidden or switched off, Qt would hand it on to the next one, whatever that does;
    here it goes to what the control stands in, from which Tab leads on.
    """

    _returning: ClassVar[bool] = False
    """Whether one of them gives the focus back just now, which no other may take for a click."""

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._focus: QWidget | None = None
        self._left: QWidget | None = None
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that a control goes or is switched off."""
        if not isinstance(watched, QWidget):
            return False
        hidden = event.type() == QEvent.Type.Hide and not event.spontaneous() and watched is self._focus
        # Qt hands the focus on before it tells that the control is off.
        off = event.type() == QEvent.Type.EnabledChange and not watched.isEnabled() and watched is self._left
        if hidden or off:
            rest_around(watched)
        return False

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        self._let_go(self._left, new)
        self._focus, self._left = new, old
        if new is not None:
            new.installEventFilter(self)
        QTimer.singleShot(0, self, self._forget)
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if isinstance(new, QAbstractButton) and pressed and not self._returning:
            if new.isDown():
                # The click has just brought its window to the front. Losing the keyboard now would undo it.
                new.released.connect(self._leave_pressed, Qt.ConnectionType.SingleShotConnection)
            else:
                self._give_back(old, new)

    def _leave_pressed(self) -> None:
        if isinstance(focus := QApplication.focusWidget(), QAbstractButton):
            self._give_back(None, focus)

    def _give_back(self, old: QWidget | None, new: QWidget) -> None:
        FocusGuard._returning = True
        if old is not None and old.window() is new.window():
            old.setFocus()
        else:
            rest_around(new)
        FocusGuard._returning = False

    def _forget(self) -> None:
        """What is switched off later than now had been left before."""
        self._let_go(self._left, self._focus)
        self._left = None

    def _let_go(self, left: QWidget | None, focus: QWidget | None) -> None:
        if left is not None and left is not focus and isValid(left):
            left.removeEventFilter(self)


def rest_around(widget: QWidget) -> None:
    """Give the focus to the nearest that the widget stands in; to none where its window goes, too."""
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if around.isVisible() and around.isEnabled():
            around.setFocus()
            return
        around = around.parentWidget()
