"""Drawing that waits for its turn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

DISPLAY_MS = 15
"""How long a display shows a frame."""


class DisplayTurn(QObject):
    """Draws once in every frame of a display, however much faster what is to be drawn comes."""

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(draw)

    def wait(self) -> None:
        """Let the next turn draw what there is by then."""
        if not self._timer.isActive():
            self._timer.start(max(0, DISPLAY_MS - self._clock.elapsed()))

    def begin(self) -> None:
        """Drawing begins now: the next turn is a frame away."""
        self._clock.restart()
