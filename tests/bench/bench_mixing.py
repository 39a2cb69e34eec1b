"""The GAN's Mixing panel in the real window while its span of layers is dragged: how late the window is.

Run ``python -m tests.bench mixing`` in an X server. For each layer that the span passes 24 pictures are mixed
anew, three times in each fifth of a second.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.report import Result, spread
from tests.e2e import deeds
from tests.e2e.seat import Seat, until

MODEL, LAYERS, WIDE = "faces-gan", 7, 3
WAYS, MOVES, MOVE_EVERY = 60, 20, 0.01
"""Ways from the coarse end to the fine one or back, moves of the mouse in each, and seconds between two."""
_CORE = str(max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0)
PLACES = {"window and engine where there is room": (), "both on one core": ("taskset", "-c", _CORE)}
_BUDGETS = {"p99": 20.0, "max": 50.0}


def dragged(folder: Path, before: tuple[str, ...]) -> dict[str, Any]:
    """How late each beat was while the mouse dragged the span, and how often the window drew meanwhile."""
    state = {"kind": "gan-images", "model": MODEL, "panel": "mixing", "first": 1, "last": WIDE, "label": 0}
    deeds.begin_at(folder, "gan", stage="images", images=state)
    program = Seat(folder, before=before)
    try:
        program.ask("resize", width=1280, height=800)
        program.settle()
        until(lambda: deeds.ended(program, "layers"), "it is known what each layer changes")
        first, last = (program.ask("layer_pixel", layer=layer) for layer in (1, LAYERS + 1 - WIDE))
        drawn = program.facts["drawn"]
        program.ask("watch", what="heartbeat")
        program.drag(_to_and_fro(first, last), MOVE_EVERY)
        found = dict(program.ask("watched"))
        program.settle()
        return {**found, "drawn": program.facts["drawn"] - drawn}
    finally:
        program.kill()


def _to_and_fro(first: list[int], last: list[int]) -> list[tuple[int, int]]:
    """Pixels from one place to the other and back, in even steps."""
    (start, y), (end, _) = first, last
    shares = [move / MOVES for move in range(MOVES)]
    ways = [shares if way % 2 == 0 else [1 - share for share in shares] for way in range(WAYS)]
    return [(round(start + share * (end - start)), y) for way in ways for share in way]


def measure() -> tuple[list[Result], dict[str, Any]]:
    """The lateness of a precise 10 ms timer of the window."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for place, before in PLACES.items():
        with tempfile.TemporaryDirectory() as folder:
            found = details[place] = dragged(Path(folder), before)
        results += spread("mixing", f"{place}: window late", found["late"], budgets=_BUDGETS)
        results.append(Result("mixing", f"{place}: frames drawn meanwhile", found["drawn"], ""))
    return results, details
