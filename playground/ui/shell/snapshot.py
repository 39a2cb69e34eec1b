"""A picture of the window once everything that was asked for has been drawn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QIODevice, QTimer
from PySide6.QtGui import QImageWriter

from playground.core.errors import PlaygroundError
from playground.engine import protocol
from playground.export.atomic import write_file
from playground.ui.explain.staged import StagedExplanation
from playground.ui.shell.window import Window
from playground.ui.stage.dataflow import Dataflow

_LOOK_MS = 200
_NESTED = 8
"""Layouts in one another, of which each hears in its turn what the one inside needs."""


class Snapshot:
    """Waits for a window's engine to have nothing left to do, and takes its picture.

    It gives up when nothing was drawn for ``wait_ms``. Where what is shown goes on for ever, as a lab that
    trains, it waits until that calls itself settled, but no longer than ``patience_ms``.
    """

    def __init__(self, window: Window, wait_ms: int, patience_ms: int = 90_000) -> None:
        self._window = window
        self._wait_ms, self._patience_ms = wait_ms, patience_ms
        self._failure = ""
        self._loop = QEventLoop()
        self._drawn = -1
        self._silent, self._idle = QElapsedTimer(), QElapsedTimer()

    def save(self, out: Path) -> None:
        """Write the picture as PNG, replacing what is there; raises :class:`PlaygroundError`."""
        link = self._window.link
        link.busy_changed.connect(self._look)
        link.message.connect(self._note)
        timer = QTimer()
        timer.timeout.connect(self._look)
        timer.start(_LOOK_MS)
        self._silent.start()
        self._look()
        self._loop.exec()
        timer.stop()
        link.busy_changed.disconnect(self._look)
        link.message.disconnect(self._note)
        if self._failure:
            raise PlaygroundError(self._failure)
        write_file(out, self._picture(), overwrite=True)

    def _look(self) -> None:
        # Drawing a frame may ask for another one: look again when this turn's events are handled.
        QTimer.singleShot(0, self._window, self._end_if_done)

    def _end_if_done(self) -> None:
        window = self._window
        if window.link.drawn != self._drawn:
            self._drawn = window.link.drawn
            self._silent.restart()
        if window.status.engine_state != "ready":
            self._idle.invalidate()
            if self._silent.hasExpired(self._wait_ms):
                self._give_up()
            return
        if not self._idle.isValid():
            self._idle.start()
        if window.desk.settled() or self._idle.hasExpired(self._patience_ms):
            self._loop.quit()

    def _note(self, message: object) -> None:
        if isinstance(message, protocol.Died):
            self._failure = message.sentence
            self._loop.quit()
        self._look()

    def _give_up(self) -> None:
        self._failure = (
            f"Nothing was drawn for {self._wait_ms // 1000} seconds, so there is no picture; try again when "
            "the machine has less to do."
        )
        self._loop.quit()

    def _picture(self) -> bytes:
        # Formulas and dataflows tell the newest numbers a little later than the views.
        for explanation in self._window.findChildren(StagedExplanation):
            explanation.refresh()
        for dataflow in self._window.findChildren(Dataflow):
            dataflow.follow()
        # Numbers that have just appeared need room below their terms, which grabbing alone does not make.
        for _ in range(_NESTED):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(self._window.grab().toImage())
        return bytes(buffer.data().data())
