"""A picture of the window once everything that was asked for has been drawn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QTimer
from PySide6.QtGui import QImageWriter

from playground.core.errors import PlaygroundError
from playground.engine import protocol
from playground.export.atomic import write_file
from playground.ui.window import Window


class Snapshot:
    """Waits for a window's engine to have nothing left to do, and takes its picture."""

    def __init__(self, window: Window, wait_ms: int) -> None:
        self._window = window
        self._wait_ms = wait_ms
        self._failure = ""
        self._loop = QEventLoop()

    def save(self, out: Path) -> None:
        """Write the picture as PNG, replacing what is there; raises :class:`PlaygroundError`."""
        link = self._window.link
        link.busy_changed.connect(self._look)
        link.message.connect(self._note)
        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(self._give_up)
        timer.start(self._wait_ms)
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
        QTimer.singleShot(0, self._window, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self._window.status.engine_state == "ready":
            self._loop.quit()

    def _note(self, message: object) -> None:
        if isinstance(message, protocol.Died):
            self._failure = message.sentence
            self._loop.quit()
        self._look()

    def _give_up(self) -> None:
        self._failure = (
            f"The tab was not ready after {self._wait_ms // 1000} seconds, so there is no picture."
        )
        self._loop.quit()

    def _picture(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(self._window.grab().toImage())
        return bytes(buffer.data().data())
