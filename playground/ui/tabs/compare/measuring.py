"""The sweep in a child process: ``playground compare --events``, whose lines are told as signals."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from playground.core import child
from playground.core.errors import DataError
from playground.evaluate.sweep import events
from playground.evaluate.sweep.events import Done, Following
from playground.ui.state.environment import environment
from playground.ui.timers import once

_PATIENCE_MS = 4000
_END_MS = 2000
_MOST_COMPLAINTS = 4000
_log = logging.getLogger(__name__)


class Measuring(QObject):
    """At most one sweep at a time. The child keeps what it measured, so one that ends early loses nothing."""

    changed = Signal()
    """Something about the running sweep is different now."""

    measured = Signal(object)
    """A new :class:`~playground.evaluate.sweep.jobs.Result`."""

    ended = Signal()
    """The sweep is over, whichever way."""

    report = Signal(str, str)
    """(sentence, details)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._complaints = ""
        self.stopping = False
        """Whether it was told to stop."""
        self.sweep = Following()
        """What it has told."""
        self._kill = once(self, _PATIENCE_MS, self._lose_patience)

    @property
    def running(self) -> bool:
        """Whether the child lives."""
        return self._process is not None

    @property
    def summary(self) -> str:
        """In a few words how far the sweep has come; empty while there is none."""
        told = "Stopping …" if self.stopping else self.sweep.summary
        return told if self.running else ""

    def start(self, arguments: Sequence[str], program: Sequence[str] | None = None) -> None:
        """Begin a sweep with these arguments of ``playground compare``, unless one runs.

        ``program`` is what is run in the place of this program's own ``compare --events``.
        """
        if self._process is not None:
            return
        self._complaints, self.stopping, self.sweep = "", False, Following()
        command = child.python("-m", "playground", "compare", "--events")
        name, *rest = command if program is None else program
        process = self._process = QProcess(self)
        told = environment()
        told.insert("PYTHONUNBUFFERED", "1")
        process.setProcessEnvironment(told)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._listen)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._note_error)
        process.start(name, [*rest, *arguments])
        self.changed.emit()

    def stop(self) -> bool:
        """Stop the sweep after what can be kept is kept; whether there was one."""
        if self._process is None or self.stopping:
            return self.running
        self.stopping = True
        # The child stops when its input ends, and at a signal where there are signals.
        self._process.closeWriteChannel()
        self._process.terminate()
        self._kill.start()
        self.changed.emit()
        return True

    def end(self) -> None:
        """End the child at once: the window closes."""
        process = self._process
        if process is None:
            return
        self.stopping = True
        process.closeWriteChannel()
        process.terminate()
        if not process.waitForFinished(_END_MS):
            process.kill()
            process.waitForFinished(_END_MS)

    # Lines

    def _read(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            self._take(bytes(process.readLine().data()))

    def _take(self, line: bytes) -> None:
        try:
            event = events.from_line(line)
        except DataError as error:
            _log.warning("%s %r", error.sentence, line[:200])
            return
        told = self.sweep.take(event)
        if isinstance(event, Done):
            self.measured.emit(event.result)
        if told and not (self.sweep.over and self.stopping):
            self.report.emit(told, "")
        self.changed.emit()

    def _listen(self) -> None:
        if self._process is not None:
            heard = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            self._complaints = (self._complaints + heard)[-_MOST_COMPLAINTS:]

    def _note_error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by the end of the process.
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            why = self._process.errorString()
            self._forget()
            self.report.emit(f"Measuring could not be started: {why}.", "")
            self.ended.emit()

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._listen()
        died = status == QProcess.ExitStatus.CrashExit or not self.sweep.over
        if died and not self.stopping:
            self.report.emit(self._sentence(code, status), self._complaints)
        self._forget()
        self.ended.emit()

    def _sentence(self, code: int, status: QProcess.ExitStatus) -> str:
        told = [line for line in self._complaints.splitlines() if line.startswith("playground: ")]
        if told:
            return told[-1].removeprefix("playground: ")
        crashed = status == QProcess.ExitStatus.CrashExit
        how = "was ended from outside" if crashed else f"ended with status {code}"
        return f"Measuring {how}. What was measured is kept, and Measure here goes on with the rest."

    def _forget(self) -> None:
        self._kill.stop()
        if self._process is not None:
            self._process.deleteLater()
        self._process, self.stopping = None, False
        self.sweep.running, self.sweep.seconds_left = {}, None
        self.changed.emit()

    def _lose_patience(self) -> None:
        if self._process is not None:
            self._process.kill()
