"""The 2-D lab: how fast it moves while it trains, and how soon it has learned eight Gaussians.

Run ``python -m tests.bench.bench_lab`` in an X server; the run alone needs none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from playground import paradigms
from playground.core.resources import Placement
from playground.paradigms.cards import rules
from playground.paradigms.plane.recipes import FlowLab
from playground.runtimes.resources import open_resources
from tests.bench.report import Result, machine, show, spread
from tests.e2e.seat import ROOT, environment

LABS = ("diffusion", "flow")
FLOOR, PATIENCE = 1.5, 120.0


def learned(patience: float = PATIENCE) -> tuple[float, float, int]:
    """Seconds from nothing until the points are within 1.5 × the noise floor, the ratio of the two, and
    training steps; on one core, all the views' work included. It gives up after ``patience`` seconds.
    """
    torch.set_num_threads(1)
    run = paradigms.run(FlowLab(), open_resources((), rules(), Placement("torch"), lambda _: None))
    began, ratio, seconds, step = time.perf_counter(), float("inf"), 0.0, 0
    for frame in run:
        seconds, step = time.perf_counter() - began, int(frame.scalars["step"])
        if {"sliced_wasserstein", "noise_floor"} <= frame.scalars.keys():
            ratio = float(frame.scalars["sliced_wasserstein"]) / float(frame.scalars["noise_floor"])
        if ratio <= FLOOR or seconds > patience:
            break
    run.close()
    return seconds, ratio, step


def watched(lab: str, seconds: float = 15.0, *options: str) -> dict[str, Any]:
    """What the window of one lab, opened with these options, said of itself; raises ``RuntimeError`` where
    its points never flowed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.lab_window", "--tab", lab, "--seconds", str(seconds)]
        command += options
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(Path(folder) / "settings", Path(folder) / "data"),
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
    if not result.stdout.strip():
        raise RuntimeError(f"the lab {lab} said nothing: {result.stderr.strip()[-2000:]}")
    return dict(json.loads(result.stdout.splitlines()[-1]))


def measure(
    labs: tuple[str, ...] = LABS, seconds: float = 15.0, patience: float = PATIENCE
) -> tuple[list[Result], dict[str, Any]]:
    """Frames per second of the window while each lab trains, and how soon eight Gaussians are learned."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for lab in labs:
        found = details[lab] = watched(lab, seconds)
        if not found["trained"]:
            raise RuntimeError(f"the lab {lab} did not train")
        what = "5,000 points, 24 × 24 arrows, 64 × 64 density"
        # Between two frames of the run the points alone move.
        for name, least in (("paints", 30.0), ("frames", 30.0), ("times", None), ("steps", None)):
            number = found[f"{name}_per_second"]
            results.append(Result("lab", f"{lab}: {name}, {what}", number, "per s", least=least))
        results += spread("lab", f"{lab}: window late", found["late"], budgets={"p99": 20.0, "max": 50.0})
    two = details["two"] = watched("flow", seconds, "--two")
    what = "flow, two side by side: window late"
    results += spread("lab", what, two["late"], budgets={"p99": 20.0, "max": 50.0})
    taken, ratio, step = learned(patience=patience)
    details["learned"] = {"seconds": taken, "ratio": ratio, "steps": step}
    results.append(Result("lab", f"eight Gaussians within {FLOOR:g} × noise floor", taken, "s", 60.0))
    results.append(Result("lab", "sliced Wasserstein : noise floor then", ratio, "×", FLOOR))
    return results, details


def main() -> None:
    """Print the measurements."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    results, _ = measure()
    show(results, machine())


if __name__ == "__main__":
    main()
