"""The 2-D lab in the real window while it trains: ``python -m tests.bench.lab_window`` prints JSON.

5,000 points flow over 24 × 24 arrows and a density of 64 × 64 cells, the transport plays the path's time
again and again, and the engine trains in its own process all the while.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from playground.core.recipe import change
from playground.ui.shell.window import Window
from tests.bench.watched_window import Heartbeat, Paints, Watch, watch

POINTS = 5000
_PATIENCE = 90.0


class LabWatch(Watch):
    """Counts what is painted, and how late a precise timer fires, once the points flow."""

    def __init__(self, window: Window, stage: Any, seconds: float) -> None:
        super().__init__(window, stage, seconds, _PATIENCE)
        self._paints = Paints(stage.planes.large.canvas)
        self._frames = self._painted = 0
        self._first: dict[str, Any] = {}
        self._times: set[float] = set()
        self._heart = Heartbeat(self, self._play)

    def arrive(self) -> None:
        """Count, and begin with the first frame that has all points on their way."""
        feed = self.stage.scene.feed
        if self.began:
            self._frames += 1
            self._times.add(float(feed.scalars["time"]))
        elif "track" in feed.arrays and feed.arrays["track"].shape[1] == POINTS:
            self.stage.player.play()
            self._first, self._painted = dict(feed.scalars), self._paints.count
            self.begin()
            self._heart.start()

    def found(self) -> dict[str, Any]:
        """Rates, and how late each beat was."""
        self._heart.stop()
        seconds, scalars = time.monotonic() - self.began, self.stage.scene.feed.scalars
        return {
            "paints_per_second": (self._paints.count - self._painted) / seconds,
            "frames_per_second": self._frames / seconds,
            "times_per_second": len(self._times) / seconds,
            "steps_per_second": (scalars["step"] - self._first["step"]) / seconds,
            "trained": scalars["trained"],
            "late": self._heart.late,
        }

    def _play(self) -> None:
        player = self.stage.player
        if not player.playing:
            player.seek(0)
            player.play()


def main() -> int:
    """Open the window on a lab of denoising, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lab_window", description=__doc__)
    parser.add_argument("--tab", default="flow", help="whose lab")
    parser.add_argument("--two", action="store_true", help="two trainings side by side")
    parser.add_argument("--seconds", type=float, default=15.0, help="for how long")
    arguments = parser.parse_args()

    def crowded(state: Any) -> Any:
        run = change(state.lab.run, points=POINTS)
        run = run.with_second(change(run, learning_rate=run.learning_rate / 2)) if arguments.two else run
        return change(state, lab=change(state.lab, run=run))

    return watch(arguments.tab, crowded, lambda window, stage: LabWatch(window, stage, arguments.seconds))


if __name__ == "__main__":
    raise SystemExit(main())
