"""Work beside the window's thread: files are read there, so that no file, however made, stops the window."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from playground.core.errors import PlaygroundError

_log = logging.getLogger(__name__)


class Background(QObject):
    """Does one thing at a time on a thread; a newer one takes the place of the one before."""

    done = Signal(object)
    """What came out."""

    failed = Signal(str)
    """The sentence that says why nothing did."""

    _ended = Signal(int, object)

    def __init__(self) -> None:
        # Without a parent: it lives as long as its threads, which may outlive the window.
        super().__init__()
        self._number = 0
        self._busy = False
        self._ended.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether something is being done that was not given up."""
        return self._busy

    def start(self, do: Callable[[], object]) -> None:
        """Call ``do`` on a thread of its own; errors that are no sentences are raised in the window's."""
        self.give_up()
        self._busy = True
        # Nobody waits for it at the end either: a disk that has gone away may keep it for ever.
        threading.Thread(target=self._work, args=(self._number, do), daemon=True).start()

    def give_up(self) -> None:
        """Whatever comes of what is being done, nobody hears of it."""
        self._number += 1
        self._busy = False

    def _work(self, number: int, do: Callable[[], object]) -> None:
        outcome: object
        try:
            outcome = do()
        except Exception as error:  # noqa: BLE001 - it goes on in the window's thread
            outcome = error
        # At the end of the program, Qt may be gone by now.
        with contextlib.suppress(RuntimeError):
            self._ended.emit(number, outcome)

    def _end(self, number: int, outcome: object) -> None:
        if number != self._number:
            return
        self._busy = False
        if isinstance(outcome, PlaygroundError):
            _log.warning("%s", outcome.sentence)
            self.failed.emit(outcome.sentence)
        elif isinstance(outcome, Exception):
            self.failed.emit("")
            raise outcome
        else:
            self.done.emit(outcome)
