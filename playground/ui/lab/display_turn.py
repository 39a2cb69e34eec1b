"""Drawing that waits for its turn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from playground.ui.timers import Rest

DISPLAY_MS = 15
"""How long a display shows a frame."""


class DisplayTurn(QObject):
    """Draws once in every frame of a display, however much faster what is to be drawn comes.

    It is drawn less often where the window has too much to do for that.
    """

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._take)
        self._draw, self._due, self._rest = draw, 0, Rest()
        self.first: DisplayTurn | None = None
        """Of what is drawn beside this: both at once would keep the window for twice as long."""
        self.pressed = False
        """Whether it is a turn in which not all can be drawn: the window lately had too much to do."""

    def wait(self) -> None:
        """Let the next turn draw what there is by then."""
        if not self._timer.isActive():
            after = 0 if self.first is None else self.first.since + DISPLAY_MS // 2
            elapsed = self._clock.elapsed()
            left = max(0, after, DISPLAY_MS + self._rest.ms - elapsed)
            self._due = elapsed + left
            self._timer.start(left)

    @property
    def since(self) -> int:
        """Milliseconds until its next turn begins, or, below 0, since the last one began."""
        return self._timer.remainingTime() if self._timer.isActive() else -self._clock.elapsed()

    def begin(self) -> None:
        """Drawing begins now: the next turn is a frame away."""
        self._clock.restart()

    def _take(self) -> None:
        self._rest.came(self._clock.elapsed() - self._due)
        self.pressed = self._rest.ms > 0
        self._draw()
        self.pressed = False
