"""How a lab divides the time of a frame between training and what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Hashable, Sequence
from typing import TypeAlias

import msgspec

from playground.core.recipe import Recipe

_LONG = 1.5
"""Seconds: some of what a lab computes waits for up to one, so that it is not begun too often."""


class Stillness:
    """Notices when nothing has happened for so long that nothing will, until the recipe changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._recipe: Recipe | None = None
        self._since = 0.0

    def note(self, recipe: Recipe, busy: bool) -> bool:
        """Whether all is still after a frame by this recipe; ``busy`` if anything was trained or computed for
        it."""
        now = self._clock.now()
        if busy or recipe is not self._recipe:
            self._recipe, self._since = recipe, now
        return now - self._since >= _LONG


Work: TypeAlias = Generator[None, None, None]


class Clock:
    """Seconds, and a pause for a run that has nothing to do."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Leave the processor to others."""
        time.sleep(seconds)


class SlicedPart(msgspec.Struct, frozen=True):
    """One thing to compute: ``key`` is what it depends on, ``None`` if nobody wants it now; ``work`` yields
    between its slices."""

    key: Callable[[], Hashable | None]
    work: Callable[[], Work]


class SlicedWork:
    """Parts that are computed one after the other, each again when its key has changed."""

    def __init__(self, parts: Sequence[SlicedPart]) -> None:
        self._parts = tuple(parts)
        self._done: dict[int, Hashable] = {}
        self._current: tuple[int, Hashable, Work] | None = None

    @property
    def fresh(self) -> bool:
        """Whether all that is wanted is up to date."""
        return self._current is None and self._next() is None

    def step(self) -> bool:
        """Compute one slice; false if all is up to date."""
        if self._current is not None and self._parts[self._current[0]].key() != self._current[1]:
            self._current = None
        if self._current is None:
            found = self._next()
            if found is None:
                return False
            self._current = (*found, self._parts[found[0]].work())
        index, key, work = self._current
        try:
            next(work)
        except StopIteration:
            self._done[index], self._current = key, None
        return True

    def _next(self) -> tuple[int, Hashable] | None:
        for index, part in enumerate(self._parts):
            key = part.key()
            if key is not None and (index not in self._done or self._done[index] != key):
                return index, key
        return None


FRAME = 0.022
"""Seconds that a frame takes: enough for 30 a second, though the work at its end is done in one piece."""
_REST = 0.01


class TimeSlices:
    """Training first, then slices of the lanes' work: those of ``now`` before all, the others in turn.

    A lane that stands twice among the others gets two slices where they get one. ``shares`` of a frame are
    for training: while there is something to compute, and while there is nothing.
    """

    def __init__(
        self,
        clock: Clock,
        now: SlicedWork,
        others: Sequence[SlicedWork],
        shares: tuple[float, float] = (0.45, 0.85),
        whole: Callable[[], bool] = lambda: True,
    ) -> None:
        """``whole`` tells of a training whose steps have parts whether it stands between two of them."""
        self._busy_share, self._idle_share = shares
        self._whole = whole
        self._clock, self._now, self._others = clock, now, tuple(others)
        self._began, self._turn, self._idle, self._trained = 0.0, 0, False, False
        self.busy = True
        """Whether anything was trained or computed in this frame."""
        self.share = 1.0
        """Of a frame's time, where another training has the rest."""
        self.leader: TimeSlices | None = None
        """Of a training beside this one, which this one follows: both make as many steps."""
        self.pace = 0.0
        """Seconds that a training step took when some were made last."""
        self.made, self.steps = 0, 0
        """Training steps of this frame, or parts of them, and whole ones of all frames."""

    def train(self, step: Callable[[], None], wanted: bool, speed: int) -> bool:
        """Begin a frame with ``speed`` training steps, or as many as fit where that is 0, if they are wanted;
        gives whether they are."""
        self._began, self._trained = self._clock.now(), wanted
        share = self._idle_share if self._idle else self._busy_share
        until, self.made = self._began + FRAME * self.share * share, 0
        while wanted and (self._goes_on(speed, until) if self.leader is None else self._behind(self.leader)):
            step()
            self.made += 1
            self.steps += self._whole()
        if self.made:
            self.pace = (self._clock.now() - self._began) / self.made
        return wanted

    def compute(self) -> None:
        """Fill the frame with at least one slice, so that views never starve; rest if nothing is to do."""
        self._idle = not self._slice()
        self.busy = self._trained or not self._idle
        while not self._idle and self._clock.now() < self._began + FRAME * self.share:
            self._idle = not self._slice()
        if self._idle and not self._trained:
            self._clock.rest(_REST)

    def _goes_on(self, speed: int, until: float) -> bool:
        return self.made < speed if speed else self.made == 0 or self._clock.now() < until

    def _behind(self, leader: TimeSlices) -> bool:
        """Steps may have more parts here than there, or fewer: part by part then both go on, until one waits
        at the end of a step, or makes the rest of its own at once."""
        if leader._whole():
            return self.steps < leader.steps
        return self.steps == leader.steps and self.made < leader.made

    def _slice(self) -> bool:
        if self._now.step():
            return True
        self._turn += 1
        count = len(self._others)
        return any(self._others[(self._turn + index) % count].step() for index in range(count))
