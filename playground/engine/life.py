"""One engine process from its start to its end, with the pipe to it."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing.connection
import multiprocessing.spawn
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.sharedctypes import RawValue

from playground.core import system
from playground.core.child import import_nothing_from_here
from playground.core.errors import EngineError
from playground.core.lifeline import Lifeline
from playground.engine import process
from playground.engine.outbox import Outbox
from playground.engine.process import Setup
from playground.engine.protocol import MAX_MESSAGE, Message, Notice, decode_message, encode
from playground.engine.pulse import Pulse

# A process is started on another thread while the main one imports Qt, which looks through all modules and
# fails where one is added meanwhile: what multiprocessing would import only then must be there before.
if sys.platform == "win32":
    import multiprocessing.popen_spawn_win32
else:
    import multiprocessing.popen_spawn_posix
    import multiprocessing.resource_tracker

PATIENCE = 1.0
"""Seconds for which a process that has closed its pipe may take to end."""

_log = logging.getLogger(__name__)


class Life:
    """A child process and the thread that writes to it; raises ``OSError`` if it cannot be started.

    Writing has a thread of its own, since a pipe to a busy engine may be full and the window must not wait.
    """

    def __init__(self, setup: Setup, outbox: Outbox) -> None:
        import_nothing_from_here()
        context = multiprocessing.get_context("spawn")
        self._pulse: Pulse = RawValue(Pulse)
        self._pulse.turn()
        self._sent, self._asked = 0, 0.0
        self._connection, theirs = context.Pipe()
        self._lifeline = Lifeline()
        self._outbox = outbox
        self.process = context.Process(
            target=process.main,
            args=(theirs, self._pulse, self._lifeline, setup),
            name="playground engine",
            daemon=True,
        )
        try:
            self.process.start()
        except OSError:
            self._connection.close()
            self._lifeline.cut()
            raise
        finally:
            theirs.close()  # only the child's copy keeps the pipe open, so that its death closes it
        self._writer = threading.Thread(target=self._write, name="engine writer", daemon=True)
        self._writer.start()

    @property
    def pid(self) -> int:
        """The number that the system gave the process."""
        return self.process.pid or 0

    def messages(self) -> Iterator[Message]:
        """What the engine says, until it is gone."""
        while (data := self._receive()) is not None:
            try:
                message: Message = decode_message(data)
            except EngineError as error:
                message = Notice("", error.sentence)
            yield message

    @property
    def silence(self) -> float:
        """Seconds for which the process has not gone on with what it has to do; 0 where there is nothing."""
        return self._pulse.silence(self._sent, self._asked)

    @property
    def is_stopped(self) -> bool:
        """Whether the process was stopped from outside."""
        return system.is_stopped(self.pid)

    def kill(self) -> None:
        """End the process by force."""
        self.process.kill()

    def end(self) -> tuple[int | None, int]:
        """Bury the process: its exit code, and the generation it was stepping (0 for none)."""
        self._outbox.close()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self._writer.join()
        self._connection.close()
        self._lifeline.cut()
        exit_code, stepping = self.process.exitcode, self._pulse.stepping
        # Whoever starts another process meanwhile asks for the exit code of this one, too.
        with contextlib.suppress(ValueError):
            self.process.close()
        return exit_code, stepping

    def _receive(self) -> bytes | None:
        try:
            return self._connection.recv_bytes(MAX_MESSAGE)
        except (EOFError, OSError) as error:
            _log.debug("the pipe to the compute process ended: %r", error)
            return None

    def _write(self) -> None:
        try:
            while (command := self._outbox.take()) is not None:
                if self._pulse.taken >= self._sent:
                    self._asked = time.monotonic()
                self._sent += 1
                self._connection.send_bytes(encode(command))
        except OSError as error:  # the reader notices the end as well, and deals with it
            _log.debug("the pipe to the compute process ended: %r", error)
