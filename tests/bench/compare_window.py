"""The window's heartbeat while the league learns, or while the race is recorded and played.

``python -m tests.bench.compare_window --stage league`` prints JSON, in an X server.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from playground.core import folders
from playground.core.recipe import change
from playground.engine.early import EarlyEngine
from playground.ui.app import make_application, open_window
from playground.ui.session import Session, SessionFile
from playground.ui.window import Window

BEAT_MS = 10
_PATIENCE_MS = 120_000


class Watch(QObject):
    """How late a precise timer fires, from the first frame of a stage on."""

    def __init__(self, window: Window, stage: Any, seconds: float) -> None:
        super().__init__(window)
        self._window, self._stage, self._seconds = window, stage, seconds
        self._late: list[float] = []
        self._frames, self._last = 0, 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        stage.scene.feed.arrived.connect(self._arrive)
        QTimer.singleShot(_PATIENCE_MS, self, window.close)

    def _arrive(self) -> None:
        self._frames += 1
        if not self._last:
            self._last = time.monotonic()
            self._timer.start(BEAT_MS)
            QTimer.singleShot(int(1000 * self._seconds), self, self._end)

    def _beat(self) -> None:
        now = time.monotonic()
        self._late.append(max(0.0, 1e3 * (now - self._last) - BEAT_MS))
        self._last = now
        player = self._stage.player
        if player.count > 1 and not player.playing:
            player.seek(0)
            player.play()

    def _end(self) -> None:
        self._timer.stop()
        late = sorted(self._late)
        found = {
            "beats": len(late), "frames": self._frames, "median_ms": statistics.median(late),
            "p99_ms": late[math.ceil(0.99 * len(late)) - 1], "max_ms": late[-1],
        }  # fmt: skip
        sys.stdout.write(json.dumps(found) + "\n")
        self._window.close()


def main() -> int:
    """Open the window on a stage of Compare, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare_window", description=__doc__)
    parser.add_argument("--stage", choices=("league", "race"), default="league", help="which stage")
    parser.add_argument("--seconds", type=float, default=20.0, help="for how long")
    arguments = parser.parse_args()
    application = make_application()
    session = Session(tab="compare", size=(1440, 900))
    window = open_window((), SessionFile(folders.user_settings()), session)
    tab: Any = window.desk.visit("compare")
    tab.store.load(change(tab.store.state, stage=arguments.stage))
    window.desk.finish("compare")
    window.show()
    Watch(window, tab.stage, arguments.seconds)
    window.link.attach(EarlyEngine(folders.model_folders()).connect)
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
