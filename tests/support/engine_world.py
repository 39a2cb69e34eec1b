"""Made-up recipes for the engine, importable in its process: each does one thing an engine must cope with."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from playground.core.errors import SessionError
from playground.core.fields import about, bounds
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine import protocol

NAME = "tests.support.engine_world:World"
BROKEN = "tests.support.engine_world:no_world"

DEVICES = ["cpu"]

Number = Annotated[int, bounds(0, 10**9, "Number", "A number.")]
Text = Annotated[str, about("Text", "A text.", length=1000)]
Switch = Annotated[bool, about("Switch", "A switch.")]


class Count(Recipe, frozen=True, kw_only=True, tag="test-count"):
    """Counts to ``total`` (for ever if 0); at multiples of ``rest`` nothing more is to come."""

    total: Number = 3
    keep: Switch = False
    mark: Number = 0
    rest: Number = 0


class Misbehave(Recipe, frozen=True, kw_only=True, tag="test-misbehave"):
    """Gives one frame, then does what ``how`` says, which may be longer than a message."""

    how: Annotated[str, about("How", "What is done.", length=4_000_000)] = ""


class Deadly(Recipe, frozen=True, kw_only=True, tag="test-deadly"):
    """Ends its process before its first frame by ``how``: a signal's name or an exit code."""

    how: Text = "abort"


class Touch(Recipe, frozen=True, kw_only=True, tag="test-touch"):
    """Creates the file ``started``, then blocks in its step that never ends."""

    started: Text = ""


class Hold(Recipe, frozen=True, kw_only=True, tag="test-hold"):
    """Creates the file ``started``, then never returns from a library that keeps Python's lock."""

    started: Text = ""


class Swell(Recipe, frozen=True, kw_only=True, tag="test-swell"):
    """Takes ``size`` bytes of memory in one step, ``piece`` at a time, and keeps them for ever."""

    piece: Number = 10_000_000
    size: Number = 10**9


class Ask(Recipe, frozen=True, kw_only=True, tag="test-ask"):
    """Tells about the process it runs in."""


class Learn(Recipe, frozen=True, kw_only=True, tag="test-learn"):
    """Finds out that the world has one more device."""


class Blank(Recipe, frozen=True, kw_only=True, tag="test-blank"):
    """One frame of ``size`` zero bytes."""

    size: Number = 784
    seed: Number = 0


def frame(index: int, **values: Any) -> Frame:
    """A frame whose array and index agree."""
    return Frame(arrays={"value": np.array([index])}, index=index, **values)


def count(recipe: Count) -> Run:
    index = 0
    mark = recipe.mark
    while recipe.total == 0 or index < recipe.total:
        index += 1
        done = index == recipe.total
        still = bool(recipe.rest) and index % recipe.rest == 0
        changed = yield frame(index, scalars={"mark": mark}, keep=recipe.keep, final=done, still=still)
        if isinstance(changed, Count):
            mark = changed.mark


def misbehave(recipe: Misbehave) -> Run:
    try:
        yield frame(1)
        match recipe.how:
            case "playground error":
                raise SessionError("The device is on fire; use another one.")
            case "bug":
                raise KeyError("a bug")
            case "bad name":
                raise SessionError("The file \udce4 is missing.")
            case "memory":
                raise MemoryError
            case "exit":
                sys.exit(3)
            case "no frame":
                yield "not a frame"  # type: ignore[misc]
            case "objects":
                yield Frame(arrays={"value": np.array([object()])})
            case "large":
                yield Frame(arrays={"value": np.zeros(protocol.MAX_MESSAGE + 1, dtype=np.uint8)})
            case "clean-up":
                yield frame(2, keep=True)
    finally:
        if recipe.how == "clean-up":
            raise OSError("the clean-up failed")


def deadly(recipe: Deadly) -> Run:
    if recipe.how == "abort":
        os.abort()
    os.kill(os.getpid(), getattr(signal, recipe.how))
    yield frame(1, final=True)


def touch(recipe: Touch) -> Run:
    Path(recipe.started).touch()
    threading.Event().wait()  # one endless step
    yield frame(1, final=True)


def hold(recipe: Hold) -> Run:
    Path(recipe.started).touch()
    keep_lock()
    yield frame(1, final=True)


def hold_as_job(_job: bytes, started: str) -> bytes:
    """The same as a job of a sweep."""
    list(hold(Hold(started=started)))
    return b""


def keep_lock() -> None:
    """Wait for ever in C, so that no other thread runs Python."""
    ctypes.pythonapi.PyThread_acquire_lock.argtypes = (ctypes.c_void_p, ctypes.c_int)
    ctypes.pythonapi.PyThread_allocate_lock.restype = ctypes.c_void_p
    lock = ctypes.pythonapi.PyThread_allocate_lock()
    while True:
        ctypes.pythonapi.PyThread_acquire_lock(lock, 1)


def swell(recipe: Swell) -> Run:
    kept = [np.ones(recipe.piece, dtype=np.uint8) for _ in range(recipe.size // recipe.piece)]
    threading.Event().wait()
    yield frame(len(kept), final=True)


def ask(_recipe: Ask) -> Run:
    threads = {name: value for name, value in os.environ.items() if name.endswith("_NUM_THREADS")}
    facts = {
        "torch": "torch" in sys.modules,
        "qt": any(name.startswith("PySide6") for name in sys.modules),
        "niceness": os.nice(0),
        "sigint": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    }
    yield Frame(scalars={**threads, **facts}, final=True)


def learn(_recipe: Learn) -> Run:
    DEVICES.append("mps")
    yield frame(1, final=True)


def blank(recipe: Blank) -> Run:
    yield Frame(arrays={"image": np.zeros(recipe.size, dtype=np.uint8)}, final=True)


RUNS: dict[type[Recipe], Callable[[Any], Run]] = {
    Count: count,
    Misbehave: misbehave,
    Deadly: deadly,
    Touch: touch,
    Hold: hold,
    Swell: swell,
    Ask: ask,
    Learn: learn,
    Blank: blank,
}


class World:
    """A workbench of these recipes; mentions the placement and a folder when asked to notice."""

    def __init__(self, model_folders: tuple[Path, ...], notice: Callable[[str], None]) -> None:
        self._notice = notice
        if model_folders:
            notice(f"folder {model_folders[0].name}")

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        return tuple(RUNS)

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        if placement.device != "cpu":
            self._notice(f"{placement.device} is not here")
        return RUNS[type(recipe)](recipe)

    def placements(self) -> tuple[Placement, ...]:
        return tuple(Placement(device=device) for device in DEVICES)


def no_world(_folders: tuple[Path, ...], _notice: Callable[[str], None]) -> World:
    """A workbench that cannot be opened."""
    raise SessionError("nothing works here")
