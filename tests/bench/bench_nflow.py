"""The normalizing flow's lab: how soon it has learned eight Gaussians, and what it is like then.

Run ``python -m tests.bench.bench_nflow``; it needs no X server.
"""

from __future__ import annotations

import math
import os
import time
from typing import Any

from playground import paradigms
from playground.core.resources import Placement
from playground.paradigms.cards import rules
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.runtimes.resources import open_resources
from tests.bench.report import Result, machine, show

NEAR, PATIENCE = 0.1, 120.0
FAR = 2000
"""Training steps after which the flow is looked at again."""
_LATER = ("kl", "mass", "round_trip")


def learned(seed: int = 0, patience: float = PATIENCE) -> tuple[float, float, int, dict[str, float]]:
    """Seconds of one core from nothing until the negative log-likelihood is within 0.1 nats of the true
    entropy, what is left then, and training steps; all the views' work included. Then what is measured after
    :data:`FAR` steps. It gives up after ``patience`` seconds.
    """
    import torch

    torch.set_num_threads(1)
    run = paradigms.run(NflowLab(seed=seed), open_resources((), rules(), Placement("torch"), lambda _: None))
    began, gap, seconds, step = time.process_time(), math.inf, 0.0, 0
    for frame in run:
        seconds, step = time.process_time() - began, int(frame.scalars["step"])
        if "kl" in frame.scalars:
            gap = float(frame.scalars["kl"])
        if gap <= NEAR or seconds > patience:
            break
    later: dict[str, float] = {}
    for frame in run:
        if frame.scalars["step"] >= FAR and frame.scalars.keys() >= set(_LATER):
            later = {name: float(frame.scalars[name]) for name in _LATER}
            break
        if time.process_time() - began > 2 * patience:
            break
    run.close()
    return seconds, gap, step, later


def measure(patience: float = PATIENCE) -> tuple[list[Result], dict[str, Any]]:
    """How soon eight Gaussians are learned with the recipe as it comes."""
    taken, gap, step, later = learned(patience=patience)
    results = [
        Result("nflow", f"eight Gaussians within {NEAR:g} nats of the entropy, one core", taken, "s", 60.0),
        Result("nflow", "negative log-likelihood − entropy then", gap, "nats", NEAR),
    ]
    if later:
        left, mass, trip = (later[name] for name in _LATER)
        results += [
            Result("nflow", f"negative log-likelihood − entropy, {FAR:,} steps", left, "nats", NEAR),
            Result("nflow", "probability of the square then", mass, "", 1.01, 0.99),
            Result("nflow", "largest error of 1,000 round trips then", 1e4 * trip, "10⁻⁴", 1.0),
        ]
    return results, {"seconds": taken, "gap": gap, "steps": step, **later}


def main() -> None:
    """Print the measurements."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    results, _ = measure()
    show(results, machine())


if __name__ == "__main__":
    main()
