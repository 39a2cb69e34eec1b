"""The GAN's lab in the real window while both learn: ``python -m tests.bench.gan_window`` prints JSON.

Everything is drawn that is drawn at first: 1,000 points with their sticks over the discriminator's field, the
warped mesh, both histograms, losses and divergences; the engine trains in its own process all the while.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer

from playground.core import folders
from playground.core.recipe import change
from playground.engine.early import EarlyEngine
from playground.ui.app import make_application, open_window
from playground.ui.session import Session, SessionFile
from playground.ui.window import Window

WARM_UP = 300
"""Rounds before the measurement: the exact density and the floors have been computed by then."""
_PATIENCE_MS = 90_000


class GanWatch(QObject):
    """Counts rounds, frames and paints of the large plane, and what both processes use of a core."""

    def __init__(self, window: Window, stage: Any, seconds: float) -> None:
        super().__init__(window)
        self._window, self._stage, self._seconds = window, stage, seconds
        self._paints = self._frames = self._first = 0
        self._began = self._own = self._engines = 0.0
        stage.scene.feed.arrived.connect(self._arrive)
        QTimer.singleShot(int(1000 * seconds) + _PATIENCE_MS, self, window.close)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the paints of the large plane."""
        self._paints += event.type() == QEvent.Type.Paint
        return False

    def _arrive(self) -> None:
        scalars = self._stage.scene.feed.scalars
        if self._began:
            self._frames += 1
        elif int(scalars["step"]) >= WARM_UP and {"js_floor", "noise_floor"} <= scalars.keys():
            self._begin(int(scalars["step"]))

    def _begin(self, step: int) -> None:
        self._stage.planes.large.canvas.installEventFilter(self)
        self._first, self._own, self._engines = step, time.process_time(), self._engine()
        self._began = time.monotonic()
        QTimer.singleShot(int(1000 * self._seconds), self, self._end)

    def _engine(self) -> float:
        """Seconds of a core that the engine's process has used."""
        client: Any = self._window.link._engine
        times = psutil.Process(client._life.process.pid).cpu_times()
        return float(times.user + times.system)

    def _end(self) -> None:
        found = {
            "wall": time.monotonic() - self._began,
            "engine": self._engine() - self._engines,
            "window": time.process_time() - self._own,
            "rounds": int(self._stage.scene.feed.scalars["step"]) - self._first,
            "frames": self._frames,
            "paints": self._paints,
        }
        sys.stdout.write(json.dumps(found) + "\n")
        self._window.close()


def main() -> int:
    """Open the window on the GAN's lab, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gan_window", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for how long")
    arguments = parser.parse_args()
    application = make_application()
    window = open_window((), SessionFile(folders.user_settings()), Session(tab="gan", size=(1440, 900)))
    tab: Any = window.desk.visit("gan")
    tab.store.load(change(tab.store.state, stage="lab"))
    window.desk.finish("gan")
    window.show()
    GanWatch(window, tab.stage, arguments.seconds)
    window.link.attach(EarlyEngine(folders.model_folders()).connect)
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
