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
        self.first: DisplayTurn | None = None
        """Of what is drawn beside this: both at once would keep the window for twice as long."""

    def wait(self) -> None:
        """Let the next turn draw what there is by then."""
        if not self._timer.isActive():
            after = 0 if self.first is None else self.first.since + DISPLAY_MS // 2
            self._timer.start(max(0, after, DISPLAY_MS - self._clock.elapsed()))

    @property
    def since(self) -> int:
        """Milliseconds until its next turn begins, or, below 0, since the last one began."""
        return self._timer.remainingTime() if self._timer.isActive() else -self._clock.elapsed()

    def begin(self) -> None:
        """Drawing begins now: the next turn is a frame away."""
        self._clock.restart()
