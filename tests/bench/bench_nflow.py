"""The normalizing flow's lab: how soon it has learned eight Gaussians.

Run ``python -m tests.bench.bench_nflow``; it needs no X server.
"""

from __future__ import annotations

import math
import os
import time
from typing import Any

from playground import paradigms
from playground.core.resources import Placement
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.runtimes.resources import open_resources
from tests.bench.report import Result, machine, show

NEAR, PATIENCE = 0.1, 120.0


def learned(seed: int = 0, patience: float = PATIENCE) -> tuple[float, float, int]:
    """Seconds of one core from nothing until the negative log-likelihood is within 0.1 nats of the true
    entropy, what is left then, and training steps; all the views' work included. It gives up after
    ``patience`` seconds.
    """
    import torch

    torch.set_num_threads(1)
    run = paradigms.run(NflowLab(seed=seed), open_resources((), Placement("torch"), lambda _: None))
    began, gap, seconds, step = time.process_time(), math.inf, 0.0, 0
    for frame in run:
        seconds, step = time.process_time() - began, int(frame.scalars["step"])
        if "kl" in frame.scalars:
            gap = float(frame.scalars["kl"])
        if gap <= NEAR or seconds > patience:
            break
    run.close()
    return seconds, gap, step


def measure(patience: float = PATIENCE) -> tuple[list[Result], dict[str, Any]]:
    """How soon eight Gaussians are learned with the recipe as it comes."""
    taken, gap, step = learned(patience=patience)
    results = [
        Result("nflow", f"eight Gaussians within {NEAR:g} nats of the entropy, one core", taken, "s", 60.0),
        Result("nflow", "negative log-likelihood − entropy then", gap, "nats", NEAR),
    ]
    return results, {"seconds": taken, "gap": gap, "steps": step}


def main() -> None:
    """Print the measurements."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    results, _ = measure()
    show(results, machine())


if __name__ == "__main__":
    main()
