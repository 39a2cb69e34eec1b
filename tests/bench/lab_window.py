"""The 2-D lab in the real window while it trains: ``python -m tests.bench.lab_window`` prints JSON.

5,000 points flow over 24 × 24 arrows and a density of 64 × 64 cells, the transport plays the path's time
again and again, and the engine trains in its own process all the while.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from playground.core import folders
from playground.core.recipe import change
from playground.engine.early import EarlyEngine
from playground.ui.app import make_application, open_window
from playground.ui.session import Session, SessionFile
from playground.ui.window import Window

POINTS = 5000
BEAT_MS = 10
_PATIENCE_MS = 90_000


class LabWatch(QObject):
    """Counts what is painted, and how late a precise timer fires, once the points flow."""

    def __init__(self, window: Window, tab: Any, seconds: float) -> None:
        super().__init__(window)
        self._window, self._stage, self._seconds = window, tab.stage, seconds
        self._paints = self._frames = 0
        self._late: list[float] = []
        self._began = self._last = 0.0
        self._first: dict[str, Any] = {}
        self._times: set[float] = set()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._stage.scene.feed.arrived.connect(self._arrive)
        QTimer.singleShot(_PATIENCE_MS, self, window.close)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the paints of the large plane."""
        self._paints += event.type() == QEvent.Type.Paint
        return False

    def _arrive(self) -> None:
        feed = self._stage.scene.feed
        if self._began:
            self._frames += 1
            self._times.add(float(feed.scalars["time"]))
        elif "track" in feed.arrays and feed.arrays["track"].shape[1] == POINTS:
            self._begin()

    def _begin(self) -> None:
        self._stage.player.play()
        self._stage.planes.large.canvas.installEventFilter(self)
        self._first = dict(self._stage.scene.feed.scalars)
        self._began = self._last = time.monotonic()
        self._timer.start(BEAT_MS)
        QTimer.singleShot(int(1000 * self._seconds), self, self._end)

    def _beat(self) -> None:
        now = time.monotonic()
        self._late.append(max(0.0, 1e3 * (now - self._last) - BEAT_MS))
        self._last = now
        if not self._stage.player.playing:
            self._stage.player.seek(0)
            self._stage.player.play()

    def _end(self) -> None:
        self._timer.stop()
        seconds, scalars = time.monotonic() - self._began, self._stage.scene.feed.scalars
        found = {
            "paints_per_second": self._paints / seconds,
            "frames_per_second": self._frames / seconds,
            "times_per_second": len(self._times) / seconds,
            "steps_per_second": (scalars["step"] - self._first["step"]) / seconds,
            "trained": scalars["trained"],
            "late": self._late,
        }
        sys.stdout.write(json.dumps(found) + "\n")
        self._window.close()


def main() -> int:
    """Open the window on the lab of flow matching, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lab_window", description=__doc__)
    parser.add_argument("--tab", default="flow", help="whose lab")
    parser.add_argument("--seconds", type=float, default=15.0, help="for how long")
    arguments = parser.parse_args()
    application = make_application()
    session = Session(tab=arguments.tab, size=(1440, 900))
    window = open_window((), SessionFile(folders.user_settings()), session)
    tab: Any = window.desk.visit(arguments.tab)
    state = tab.store.state
    tab.store.load(change(state, lab=change(state.lab, run=change(state.lab.run, points=POINTS))))
    window.desk.finish(arguments.tab)
    window.show()
    LabWatch(window, tab, arguments.seconds)
    window.link.attach(EarlyEngine(folders.model_folders()).connect)
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
