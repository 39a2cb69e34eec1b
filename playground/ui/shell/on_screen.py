"""The window with its frame lies on the screen, whatever size it had on another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect

from playground.ui.shell.window import Window
from playground.ui.timers import once

_REST_MS = 100
"""A window manager tells of a window's state, frame and size one after the other."""


class OnScreen(QObject):
    """Makes a window no larger than the screen has room for beside its frame, and moves it there.

    The frame is known once the window has been shown; before, there is none. What was maximized is looked at
    again when it is so no longer.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._least = window, window.minimumSize()
        self._rest = once(self, _REST_MS, self.fit)
        window.painted.connect(self.fit)
        window.installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window has a frame again, and wait until it has come to its size, too."""
        changed = event.type() == QEvent.Type.WindowStateChange
        if changed or (self._rest.isActive() and event.type() == QEvent.Type.Resize):
            self._rest.start()
        return False

    def fit(self) -> None:
        """Have all of the window on its screen, unless it fills it anyway."""
        window = self._window
        if window.isMaximized() or window.isFullScreen() or window.isMinimized():
            return
        handle = window.windowHandle()
        frame = QMargins() if handle is None else handle.frameMargins()
        free = window.screen().availableGeometry()
        room = free.marginsRemoved(frame).size()
        window.setMinimumSize(self._least.boundedTo(room))
        size = window.size().boundedTo(room)
        window.resize(size)
        if handle is not None and handle.isVisible():
            outer = QRect(handle.framePosition(), size.grownBy(frame))
            inside = _moved_into(outer, free)
            if inside != outer:
                handle.setFramePosition(inside.topLeft())


def _moved_into(outer: QRect, free: QRect) -> QRect:
    """Where all of it is seen, as near as can be; its upper left corner where it is too large."""
    right, bottom = free.right() - outer.width() + 1, free.bottom() - outer.height() + 1
    moved = QRect(outer)
    moved.moveLeft(max(min(outer.left(), right), free.left()))
    moved.moveTop(max(min(outer.top(), bottom), free.top()))
    return moved
