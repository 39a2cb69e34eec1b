"""The GAN's lab in the real window while both learn: ``python -m tests.bench.gan_window`` prints JSON.

Everything is drawn that is drawn at first: 1,000 points with their sticks over the discriminator's field, the
warped mesh, both histograms, losses and divergences; the engine trains in its own process all the while.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import psutil

from playground.core.recipe import change
from playground.ui.shell.window import Window
from tests.bench.watched_window import Paints, Watch, watch

WARM_UP = 300
"""Rounds before the measurement: the exact density and the floors have been computed by then."""
_PATIENCE = 90.0


class GanWatch(Watch):
    """Counts rounds, frames and paints of the large plane, and what both processes use of a core."""

    def __init__(self, window: Window, stage: Any, seconds: float) -> None:
        super().__init__(window, stage, seconds, seconds + _PATIENCE)
        self._paints = Paints(stage.planes.large.canvas)
        self._frames = self._first = self._painted = 0
        self._own = self._engines = 0.0

    def arrive(self) -> None:
        """Count, and begin once both have warmed up."""
        scalars = self.stage.scene.feed.scalars
        if self.began:
            self._frames += 1
        elif int(scalars["step"]) >= WARM_UP and {"js_floor", "noise_floor"} <= scalars.keys():
            self._first, self._painted = int(scalars["step"]), self._paints.count
            self._own, self._engines = time.process_time(), self._engine()
            self.begin()

    def found(self) -> dict[str, Any]:
        """Seconds of the wall and of both processes, rounds, frames and paints."""
        return {
            "wall": time.monotonic() - self.began,
            "engine": self._engine() - self._engines,
            "window": time.process_time() - self._own,
            "rounds": int(self.stage.scene.feed.scalars["step"]) - self._first,
            "frames": self._frames,
            "paints": self._paints.count - self._painted,
        }

    def _engine(self) -> float:
        """Seconds of a core that the engine's process has used."""
        client: Any = self.window.link.engine
        times = psutil.Process(client._life.process.pid).cpu_times()
        return float(times.user + times.system)


def main() -> int:
    """Open the window on the GAN's lab, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gan_window", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for how long")
    arguments = parser.parse_args()
    return watch(
        "gan",
        lambda state: change(state, stage="lab"),
        lambda window, stage: GanWatch(window, stage, arguments.seconds),
    )


if __name__ == "__main__":
    raise SystemExit(main())
