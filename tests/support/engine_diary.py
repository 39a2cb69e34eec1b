"""A diary of what an engine said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from playground.engine.protocol import Event, FrameMessage

E = TypeVar("E")
PATIENCE = 30.0


class Diary:
    """Everything a client delivered, in order, to be waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, kind: type[E], where: Callable[[E], bool] = lambda event: True, after: int = 0) -> E:
        """The first event of a kind for which ``where`` holds, from position ``after`` on."""

        def found() -> E | None:
            return next((e for e in self.events[after:] if isinstance(e, kind) and where(e)), None)

        with self._changed:
            assert self._changed.wait_for(found, PATIENCE), f"no {kind.__name__} in {self.events[after:]}"
            event = found()
        assert event is not None
        return event

    def frame(self, channel: str, generation: int, after: int = 0) -> FrameMessage:
        """The first frame of a run."""
        return self.wait(FrameMessage, lambda e: (e.channel, e.generation) == (channel, generation), after)

    def of(self, kind: type[E]) -> list[E]:
        """All events of a kind so far."""
        with self._changed:
            return [event for event in self.events if isinstance(event, kind)]

    def position(self) -> int:
        """From here on events are new."""
        with self._changed:
            return len(self.events)
