"""Engine: from request to frame through the real process, against the same call in this process.

Run ``python -m tests.bench.bench_engine``; it prints milliseconds.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

from playground.engine.client import EngineClient, Setup
from playground.engine.inprocess import InProcessEngine
from playground.engine.interface import Engine
from playground.engine.protocol import Died, Event, Failed, FrameMessage, Ready
from tests.support.engine_world import NAME, Blank, World

PATIENCE = 60.0
SIZES = {"1 picture": 28 * 28, "20 x 20 tiles": 400 * 28 * 28, "4 MB": 4_000_000}


class Latest:
    """The newest frame's generation and when it came, to be waited for."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self._changed = threading.Condition()
        self._arrived: dict[int, float] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, Ready):
            self.ready.set()
        elif isinstance(event, FrameMessage):
            with self._changed:
                self._arrived[event.generation] = time.perf_counter()
                self._changed.notify_all()
        elif isinstance(event, Failed | Died):
            raise RuntimeError(event.sentence)

    def arrival(self, generation: int) -> float:
        """When the frame of this generation came; waits for it."""
        with self._changed:
            if not self._changed.wait_for(lambda: generation in self._arrived, PATIENCE):
                raise TimeoutError("no frame came")
            return self._arrived.pop(generation)


def round_trips(
    engine: Engine, latest: Latest, size: int, count: int, pump: Callable[[], None]
) -> list[float]:
    """Milliseconds from ``start`` to the frame's arrival, one request at a time."""
    times = []
    for index in range(count):
        began = time.perf_counter()
        generation = engine.start("bench", Blank(size=size, seed=index))
        pump()
        times.append(1e3 * (latest.arrival(generation) - began))
    return times


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95))}


def measure(count: int = 300) -> dict[str, object]:
    """Round trips in the process and in-process, time until ready, and time from a kill to ready again."""
    result: dict[str, object] = {}
    latest = Latest()
    twin = InProcessEngine(latest, lambda notice: World((), notice))
    for name, size in SIZES.items():
        result[f"in-process, {name}"] = summary(round_trips(twin, latest, size, count, twin.run_until_idle))
    latest = Latest()
    began = time.perf_counter()
    with EngineClient(latest, Setup(workbench=NAME)) as client:
        client.launch()
        if not latest.ready.wait(PATIENCE):
            raise TimeoutError("the engine did not start")
        result["ready_ms"] = 1e3 * (time.perf_counter() - began)
        for name, size in SIZES.items():
            times = round_trips(client, latest, size, count, lambda: None)
            result[f"process, {name}"] = summary(times[10:])
        latest.ready.clear()
        began = time.perf_counter()
        client.restart()
        if not latest.ready.wait(PATIENCE):
            raise TimeoutError("the engine did not come back")
        result["killed_to_ready_ms"] = 1e3 * (time.perf_counter() - began)
    return result


def main() -> None:
    """Print the measurements as JSON."""
    json.dump(measure(), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
