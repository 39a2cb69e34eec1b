"""What benches in the real window share: opening it on a tab, a heartbeat, and counting paints."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from playground.core import folders
from playground.core.recipe import Recipe
from playground.engine.early import EarlyEngine
from playground.ui.shell.app import make_application, open_window
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window

BEAT_MS = 10


class Heartbeat(QObject):
    """How late a precise timer fires in the window's thread, in milliseconds."""

    def __init__(self, parent: QObject, each: Callable[[], None]) -> None:
        """``each`` is called after every beat."""
        super().__init__(parent)
        self.late: list[float] = []
        self._each, self._last = each, 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to beat."""
        self._last = time.monotonic()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.monotonic()
        self.late.append(max(0.0, 1e3 * (now - self._last) - BEAT_MS))
        self._last = now
        self._each()


class Paints(QObject):
    """Counts the paints of a widget from its making on."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Watch(QObject):
    """Looks at a stage for some seconds, prints what it found as JSON, and closes the window.

    A subclass calls :meth:`begin` when what is measured goes on, and gives its findings.
    """

    def __init__(self, window: Window, stage: Any, seconds: float, patience: float) -> None:
        """After ``patience`` seconds the window is closed without a finding."""
        super().__init__(window)
        self.window, self.stage, self.began = window, stage, 0.0
        self._seconds = seconds
        stage.scene.feed.arrived.connect(self.arrive)
        QTimer.singleShot(int(1000 * patience), self, window.close)

    def begin(self) -> None:
        """Measure from now on."""
        self.began = time.monotonic()
        QTimer.singleShot(int(1000 * self._seconds), self, self._end)

    def arrive(self) -> None:
        """A frame has arrived."""
        raise NotImplementedError

    def found(self) -> dict[str, Any]:
        """What was measured."""
        raise NotImplementedError

    def _end(self) -> None:
        sys.stdout.write(json.dumps(self.found()) + "\n")
        self.window.close()


def watch(tab: str, changed: Callable[[Recipe], Recipe], look: Callable[[Window, Any], Watch]) -> int:
    """Open the window on a tab whose state is ``changed``, let ``look`` watch its stage, and run."""
    application = make_application()
    window = open_window((), SessionFile(folders.user_settings()), Session(tab=tab, size=(1440, 900)))
    shown: Any = window.desk.visit(tab)
    shown.store.load(changed(shown.store.state))
    window.desk.finish(tab)
    window.show()
    look(window, shown.stage)
    window.link.attach(EarlyEngine(folders.model_folders()).connect)
    return application.exec()
