"""The window's heartbeat while the league learns, or while the race is recorded and played.

``python -m tests.bench.compare_window --stage league`` prints JSON, in an X server.
"""

from __future__ import annotations

import argparse
import math
import statistics
from typing import Any

from playground.core.recipe import change
from playground.ui.shell.window import Window
from playground.ui.tabs.compare.league.state import LeagueState
from tests.bench.watched_window import Heartbeat, Watch, watch

_PATIENCE = 120.0


class StageWatch(Watch):
    """The heartbeat from the first frame of a stage on; what can be played is played again and again."""

    def __init__(self, window: Window, stage: Any, seconds: float) -> None:
        super().__init__(window, stage, seconds, _PATIENCE)
        self._frames = 0
        self._heart = Heartbeat(self, self._play)

    def arrive(self) -> None:
        """Count; the first one begins it."""
        self._frames += 1
        if not self.began:
            self.begin()
            self._heart.start()

    def found(self) -> dict[str, Any]:
        """Beats, frames, and how late the beats were."""
        self._heart.stop()
        late = sorted(self._heart.late)
        return {
            "beats": len(late), "frames": self._frames, "median_ms": statistics.median(late),
            "p99_ms": late[math.ceil(0.99 * len(late)) - 1], "max_ms": late[-1],
        }  # fmt: skip

    def _play(self) -> None:
        player = self.stage.player
        if player.count > 1 and not player.playing:
            player.seek(0)
            player.play()


def _started(league: LeagueState) -> LeagueState:
    return change(league, run=change(league.run, training=True))


def main() -> int:
    """Open the window on a stage of Compare, watch it, and close it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare_window", description=__doc__)
    parser.add_argument("--stage", choices=("league", "race"), default="league", help="which stage")
    parser.add_argument("--seconds", type=float, default=20.0, help="for how long")
    arguments = parser.parse_args()
    return watch(
        "compare",
        lambda state: change(state, stage=arguments.stage, league=_started(state.league)),
        lambda window, stage: StageWatch(window, stage, arguments.seconds),
    )


if __name__ == "__main__":
    raise SystemExit(main())
