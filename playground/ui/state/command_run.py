"""A command of this program that runs beside the window: what it prints, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal

from playground.core import child
from playground.ui.state.environment import environment

_END_MS = 2000
NO_PROCESS = "No process could be started."


class CommandRun(QObject):
    """One run, from ``start`` until its process has gone; then it deletes itself."""

    line = Signal(str)
    """A line that it printed, with its end."""

    ended = Signal(bool, str)
    """Whether it did what it should, and the last line of what it said of its trouble; not if given up."""

    gone = Signal()
    """The process has gone, however it ended."""

    def __init__(self, words: Iterable[str], parent: QObject) -> None:
        """``words`` follow the program's name."""
        super().__init__(parent)
        command, *rest = child.python("-m", "playground", *words)
        self._given_up = False
        self._process = QProcess(self)
        self._process.setProgram(command)
        self._process.setArguments(rest)
        self._process.setProcessEnvironment(environment())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._note_error)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._wait)

    def start(self) -> None:
        """Begin."""
        self._process.start()

    def give_up(self) -> None:
        """Kill it; nobody waits for that, and nothing more is heard than that it has gone."""
        self._given_up = True
        # Whoever gives up may be gone before the process is.
        self.setParent(QCoreApplication.instance())
        self._process.kill()

    def _read(self) -> None:
        while not self._given_up and self._process.canReadLine():
            self.line.emit(bytes(self._process.readLine().data()).decode(errors="replace"))

    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(NO_PROCESS, done=False)

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        last = said.splitlines()[-1].removeprefix("playground: ") if said else ""
        self._end(last, done=code == 0 and status == QProcess.ExitStatus.NormalExit)

    def _end(self, sentence: str, *, done: bool) -> None:
        if not self._given_up:
            self.ended.emit(done, sentence)
        self.gone.emit()
        self.deleteLater()

    def _wait(self) -> None:
        self._process.waitForFinished(_END_MS)


def reworded(sentence: str, words: Iterable[tuple[str, str]]) -> str:
    """A sentence of a command in the window's words: patterns, and what stands for each here."""
    for pattern, here in words:
        sentence = re.sub(pattern, here, sentence)
    return sentence
