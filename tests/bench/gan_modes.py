"""How many of eight modes the GAN's lab covers after a minute of one core's time, for ten seeds.

Run ``python -m tests.bench.gan_modes``; it needs no screen. Time is the process's own, so that other work on
the machine does not count, and the players learn without the views, which take about a tenth of a core.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from playground.core.recipe import change
from playground.live.gan import Game
from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.runs import Measures, Picture
from playground.paradigms.gan_lab.training import controls_of, plan_of
from playground.paradigms.lab.time_slices import Clock
from tests.bench.report import Result, machine, show

SEEDS, SECONDS = 10, 60.0
LEAST_SEEDS = 0.9
"""Of the seeds that must do as they should."""
PLAYED = ("healthy", "mode collapse")


def play(recipe: GanLab, seconds: float) -> dict[str, float]:
    """What a game has come to after so much time of one core: the modes covered, the means of D, rounds per
    second."""
    game = Game(plan_of(recipe), controls_of(recipe))
    began = time.process_time()
    while time.process_time() - began < seconds:
        for _ in range(50):
            game.round()
    taken = time.process_time() - began
    return {**_measured(recipe, game), "rounds_per_second": game.rounds / taken}


def _measured(recipe: GanLab, game: Game) -> dict[str, float]:
    scalars: dict[str, Any] = {}
    picture = Picture(recipe, game)
    picture.show(recipe, {}, scalars)
    measures = Measures(recipe, game, picture.noise, Clock())
    measures.renew()
    while measures.lane.step():
        pass
    measures.show(scalars)
    names = ("modes_covered", "mode_quality", "d_real", "d_fake", "js", "sliced_wasserstein")
    return {name: float(scalars[name]) for name in names}


def measure(seeds: int = SEEDS, seconds: float = SECONDS) -> tuple[list[Result], dict[str, Any]]:
    """The shares of the seeds that do as they should, by preset, and what each has come to."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for preset in PRESETS:
        if preset.name not in PLAYED:
            continue
        rows = details[preset.name] = []
        for seed in range(seeds):
            rows.append(play(change(preset.recipe, seed=seed), seconds))
            told = ", ".join(f"{name} {value:.3g}" for name, value in rows[-1].items())
            print(f"{preset.name}, seed {seed}: {told}", flush=True)
        results += _judged(preset.name, rows, seconds)
    return results, details


def _judged(name: str, rows: list[dict[str, float]], seconds: float) -> list[Result]:
    covered = np.array([row["modes_covered"] for row in rows])
    bench, after = "gan", f"after {seconds:g} s of one core"
    if name == "mode collapse":
        few = float((covered <= 3).mean())
        return [Result(bench, f"{name}: seeds with at most 3 of 8 modes {after}", few, "", least=LEAST_SEEDS)]
    whole = float((covered == 8).mean())
    off = [max(abs(row["d_real"] - 0.5), abs(row["d_fake"] - 0.5)) for row in rows]
    undecided = float((np.array(off) <= 0.1).mean())
    pace = float(np.median([row["rounds_per_second"] for row in rows]))
    return [
        Result(bench, f"{name}: seeds with 8 of 8 modes {after}", whole, "", least=LEAST_SEEDS),
        Result(bench, f"{name}: seeds with mean D within 0.1 of ½", undecided, "", least=LEAST_SEEDS),
        Result(bench, f"{name}: rounds, 2→64→64→2, batch 256", pace, "per s", least=8 * 96.0),
    ]


def main() -> int:
    """Print the measurements; gives 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gan_modes", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of the process's own time, for each")
    arguments = parser.parse_args()
    results, _ = measure(arguments.seeds, arguments.seconds)
    show(results, machine())
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
