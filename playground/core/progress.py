"""How long work says how far it has come, and hears that nobody wants it any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

Progress = Callable[[int, int], None]
"""``(done, total)``; it may raise :class:`Cancelled`, which ends the work and leaves nothing behind."""

Heed = Callable[[], None]
"""Called between two pieces of work; what it raises ends the work, which leaves nothing behind."""

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - no error: the user wished it
    """The work was given up because the user asked for it."""


def unwatched(_done: int, _total: int) -> None:
    """Nobody watches the work."""


def unheeded() -> None:
    """Nobody asks for the work's end."""


class Watched(Generic[T]):
    """A sequence that tells ``progress`` how far it has been read; ``passes`` says how often it will be."""

    def __init__(self, items: Sequence[T], progress: Progress, passes: int = 1) -> None:
        self._items = items
        self._progress = progress
        self._total = passes * len(items)
        self._done = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        for item in self._items:
            self._progress(min(self._done, self._total), self._total)
            yield item
            self._done += 1
