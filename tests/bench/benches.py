"""The measurements. Each drives the real program in an X server and gives results and raw numbers."""

from __future__ import annotations

import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.bench import bench_engine, bench_lab, bench_mixing, bench_nflow, bench_sampling, bench_words
from tests.bench.report import Result, spread
from tests.e2e import deeds
from tests.e2e.seat import ROOT, Seat, environment, seat, until

Measured = tuple[list[Result], dict[str, Any]]

PAIRS = 9
MOVES = 400
MOVE_EVERY = 0.01
"""Seconds between two moves of the mouse: about 100 a second, as a good mouse sends them."""

BEATS_FOR = 15.0
KILLS = 3
MODELS = ("fashion-vae-2d", "fashion-vae-16")


def start_up() -> Measured:
    """From the start of the process to the painted window, alternating with the bare window: at first on the
    Start page, and then on a tab.

    All have the same home folder, in which the system keeps its cache of fonts.
    """
    times: dict[str, list[float]] = {"bare": [], "window": [], "start": [], "tab": [], "picture": []}
    with tempfile.TemporaryDirectory() as folder:
        deeds.begin_at(Path(folder, "tab"), "vae")
        for index in range(PAIRS + 1):
            found = {"bare": 1e3 * _bare_window(Path(folder, "tab"))}
            with seat(Path(folder, "start")) as program:
                painted = _painted(program)
                found |= {"window": painted["window"], "start": painted["tab"]}
                program.close()
            with seat(Path(folder, "tab")) as program:
                program.settle()
                painted = _painted(program)
                found |= {"tab": painted["tab"], "picture": painted["picture"]}
                program.close()
            if index:  # the first pair compiles modules and fills the caches
                for what, milliseconds in found.items():
                    times[what].append(milliseconds)
    titles = {
        "bare": "bare window painted",
        "window": "window painted",
        "start": "window with its Start page painted",
        "tab": "window with its tab painted",
        "picture": "first picture painted",
    }
    results = [
        Result("start-up", f"{titles[what]}, median", statistics.median(values), "ms")
        for what, values in times.items()
    ]
    for what, most in (("window", 1.3), ("start", 1.3), ("tab", 1.45)):
        ratios = [real / bare for real, bare in zip(times[what], times["bare"], strict=True)]
        title = f"{titles[what]} : bare, median of {PAIRS} pairs"
        results.append(Result("start-up", title, statistics.median(ratios), "×", most))
    return results, times


def _painted(program: Seat) -> dict[str, float]:
    """Milliseconds from the start of the process to what was painted first."""
    found = program.ask("painted", picture=0)
    return {what: 1e3 * (when - program.started) for what, when in found.items()}


def drag() -> Measured:
    """From the X server's event of a mouse move to the paint of its picture, or of a newer move's."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for model in MODELS:
        with _program() as program:
            show_model(program, model)
            program.ask("watch", what="drag")
            program.drag_on_plane([_on_a_rosette(n / MOVES) for n in range(MOVES + 1)], MOVE_EVERY)
            program.settle()
            found = details[model] = program.ask("watched")
        if found["unanswered"]:
            raise RuntimeError(f"{found['unanswered']} moves never led to a picture")
        results += spread(
            "drag", f"{model}: event to painted", found["made_to_painted"], budgets={"p95": 16.0}
        )
        results += spread("drag", f"{model}: event to screen", found["made_to_flushed"])
        own = 100 * found["own_picture"] / found["events"]
        results.append(Result("drag", f"{model}: moves whose own picture was painted", own, "%"))
    return results, details


def heartbeat() -> Measured:
    """How late a precise 10 ms timer of the window is while the engine runs at full speed."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for model in MODELS:
        with _program() as program:
            show_model(program, model)
            program.click("Prior samples")
            until(lambda: program.images["panel"] == "sample", "the panel is open")
            program.settle()
            program.ask("watch", what="busy heartbeat")
            time.sleep(BEATS_FOR)
            found = details[model] = program.ask("watched")
        budgets = {"p99": 20.0, "max": 50.0}
        results += spread("heartbeat", f"{model}: late", found["late"], budgets=budgets)
        rate = found["frames"] / BEATS_FOR
        results.append(Result("heartbeat", f"{model}: frames drawn meanwhile", rate, "per s"))
    return results, details


def engine() -> Measured:
    """Round trips to the engine, and how long it takes to come back with the picture after SIGKILL."""
    trips = bench_engine.measure()
    results: list[Result] = []
    for what, value in trips.items():
        if isinstance(value, dict):
            results += [Result("engine", f"{what}, {key[:3]}", number, "ms") for key, number in value.items()]
        elif isinstance(value, float):
            results.append(Result("engine", what.removesuffix("_ms").replace("_", " "), value, "ms"))
    with _program() as program:
        backs = [_kill(program) for _ in range(KILLS)]
    results.append(
        Result("engine", f"killed to the next picture painted, largest of {KILLS}", max(backs), "s", 3.0)
    )
    return results, {"trips": trips, "back": backs}


def memory() -> Measured:
    """Memory of window and engine after one image model was used all over."""
    with _program() as program:
        show_model(program, "fashion-vae-16")
        for panel in ("Interpolate", "Prior samples"):
            program.click(panel)
            program.settle()
        program.drag_on_plane([_on_a_rosette(n / 40) for n in range(41)])
        program.settle()
        parts = {"window": program.process.pid, "engine": program.engine()}
        found = {name: psutil.Process(process).memory_full_info() for name, process in parts.items()}
    results = [
        Result("memory", f"{name}, proportional set", info.pss / 1e6, "MB") for name, info in found.items()
    ]
    total = sum(info.pss for info in found.values()) / 1e6
    results.append(Result("memory", "both, proportional sets", total, "MB", 700.0))
    resident = sum(info.rss for info in found.values()) / 1e6
    results.append(Result("memory", "both, resident sets (shared pages twice)", resident, "MB", 700.0))
    return results, {name: info._asdict() for name, info in found.items()}


BENCHES: dict[str, Callable[[], Measured]] = {
    "start-up": start_up,
    "drag": drag,
    "heartbeat": heartbeat,
    "engine": engine,
    "memory": memory,
    "sampling": bench_sampling.measure,
    "lab": bench_lab.measure,
    "nflow": bench_nflow.measure,
    "typing": bench_words.measure,
    "mixing": bench_mixing.measure,
}


@contextmanager
def _program() -> Iterator[Seat]:
    """A running program on fresh folders, with everything drawn."""
    with tempfile.TemporaryDirectory() as folder:
        deeds.begin_at(Path(folder), "vae")
        with seat(Path(folder)) as program:
            yield program.settle()


def show_model(program: Seat, model: str) -> None:
    """Choose a model by the keyboard and wait until all is drawn."""
    program.ask("focus", name="Model")

    def chosen() -> bool:
        if program.images["model"] != model:
            program.press("Up")
        return bool(program.images["model"] == model)

    until(chosen, f"{model} is shown")
    program.settle()


def _bare_window(folder: Path) -> float:
    begun = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-m", "tests.bench.bare_window"],
        cwd=ROOT,
        env=environment(folder / "settings", folder / "data"),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(result.stdout.split()[0]) - begun


def _kill(program: Seat) -> float:
    """Seconds from SIGKILL until a picture that is asked for at once is painted by the next engine."""
    painted, engine = program.facts["painted"], program.engine()
    program.ask("focus", name="Latent plane")
    program.press()
    killed = time.monotonic()
    os.kill(engine, signal.SIGKILL)
    program.press("Up")
    until(lambda: program.facts["painted"] > painted, "the picture is painted again")
    back = float(program.ask("painted", picture=painted)["picture"])
    program.settle()
    return back - killed


def _on_a_rosette(part: float) -> tuple[float, float]:
    """A point of a curve that crosses the plane in all directions and never stands still."""
    angle = 2 * math.pi * part
    radius = 2.5 * math.cos(3 * angle)
    return radius * math.cos(angle), radius * math.sin(angle)
