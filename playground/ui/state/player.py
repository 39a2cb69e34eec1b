"""What the transport drives: a position among a number of pictures that can play by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from playground.ui.timers import Rest

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
_TICK_MS = 16


class Player(QObject):
    """A position 0…count − 1; it plays to its end, or to and fro, by the clock, whatever the load."""

    moved = Signal(int)
    """The position changed, by play or by :meth:`seek`."""

    playing_changed = Signal(bool)
    count_changed = Signal(int)

    def __init__(self, per_second: float = 16.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = self._there = 1
        self._empty, self._meant = False, 0
        self._position = 0
        self._phase = 0.0
        self._per_second = per_second
        self.moves = ""
        """What one moves with it, in a few words; empty where it moves nothing."""
        self.loops = False
        """Whether it plays to the end and back, again and again."""
        self.reads: Callable[[int], str] | None = None
        """What a position is called, where that is not its number."""
        self.first = 1
        """The number of the first position: 0 where positions are steps, the first being none."""
        self.speed = 1.0
        self._clock = QElapsedTimer()
        self._timer, self._rest = QTimer(self, interval=_TICK_MS), Rest()
        self._timer.timeout.connect(self._tick)

    @property
    def count(self) -> int:
        """How many positions there are."""
        return self._count

    @property
    def position(self) -> int:
        """The current position."""
        return self._position

    @property
    def playing(self) -> bool:
        """Whether it moves by itself."""
        return self._timer.isActive()

    def set_count(self, count: int, position: int | None = None, *, first: int = 1) -> None:
        """Change the number of positions, and go to one of them; by default the position is kept inside.

        Both at once, so that whoever follows is not led over a position that was never meant. ``first`` is
        the number that is shown of the first of them.
        """
        renamed, self.first = first != self.first, first
        self._there = max(1, count)
        if self._empty:
            self._meant = self._meant if position is None else position
            return
        changed = count != self._count
        if changed or renamed:
            self._count = self._there
            self.count_changed.emit(self._count)
        if changed or position is not None:
            self.seek(self._position if position is None else position)

    def set_moves(self, moves: str) -> None:
        """Name what one moves with it; nothing, where there is nothing to move."""
        if moves != self.moves:
            self.moves = moves
            self.count_changed.emit(self._count)

    def set_empty(self, empty: bool) -> None:
        """Have nothing to walk through, whatever count is set, or that count again.

        The position stays, so that nobody is led away from where they were.
        """
        if empty == self._empty:
            return
        self.pause()
        self._empty, self._count = empty, 1 if empty else self._there
        if empty:
            self._meant = self._position
        self.count_changed.emit(self._count)
        if not empty:
            self.seek(self._meant)

    def set_pace(self, per_second: float) -> None:
        """Play so many positions in a second, at the speed of 1."""
        self._per_second = per_second

    def seek(self, position: int) -> None:
        """Go to a position, kept inside the range."""
        if self._empty:
            return
        position = min(max(position, 0), self._count - 1)
        going_back = self._phase > self._count - 1
        self._phase = float(2 * (self._count - 1) - position if going_back else position)
        if position != self._position:
            self._position = position
            self.moved.emit(position)

    def step(self, by: int) -> None:
        """Pause and go ``by`` positions on."""
        self.pause()
        self.seek(self._position + by)

    def play(self) -> None:
        """Move by itself to the end; at the end it begins anew, unless it loops."""
        if not self.playing and self._count > 1:
            self._clock.start()
            self._timer.start()
            self.playing_changed.emit(True)
            if not self.loops and self._position == self._count - 1:
                self.seek(0)

    def pause(self) -> None:
        """Stop moving."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def _tick(self) -> None:
        elapsed = self._clock.restart()
        self._rest.came(elapsed - self._timer.interval())
        if (interval := _TICK_MS + self._rest.ms) != self._timer.interval():
            self._timer.setInterval(interval)
        self.advance(elapsed / 1000)

    def advance(self, seconds: float) -> None:
        """Move as far as ``seconds`` of playing would."""
        last = self._count - 1
        if last < 1:
            self.pause()
            return
        # Whoever does not loop any more goes on from where it is, not back.
        begun = float(self._position) if self._phase > last and not self.loops else self._phase
        phase = begun + seconds * self._per_second * self.speed
        if not self.loops and phase >= last:
            self.seek(last)
            self.pause()
            return
        self._phase = phase % (2 * last)
        position = round(self._phase if self._phase <= last else 2 * last - self._phase)
        if position != self._position:
            self._position = position
            self.moved.emit(position)
