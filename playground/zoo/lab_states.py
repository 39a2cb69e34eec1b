"""Makes the trained states that labs begin with, by the recipes in ``assets/trained/recipes.toml``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import msgspec

from playground import paradigms
from playground.core import toml
from playground.core.checkpoint import SavedTraining, State
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe, Written, change, decode
from playground.core.resources import Placement
from playground.core.toml import Strict, read_text
from playground.export.atomic import write_file
from playground.paradigms.cards import rules
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.starting import folder, packed
from playground.runtimes.resources import ModelStore

_AT_ONCE = 50


class _Entry(Strict, frozen=True, kw_only=True):
    """``steps`` are those of the last ``phase``, where there are several."""

    name: str
    steps: int
    phase: str = ""
    recipe: Written


class _Entries(Strict, frozen=True, kw_only=True):
    state: tuple[_Entry, ...]


class Shelf:
    """Takes what a training keeps when it is closed."""

    def __init__(self) -> None:
        self.state = State()

    def recall(self, recipe: Recipe) -> None:
        """Nothing: it begins untrained."""

    def keep(self, recipe: Recipe, kept: SavedTraining) -> None:
        """Take its state."""
        self.state = kept.state

    def drop(self, recipe: Recipe) -> None:
        """It has failed, and says so itself."""

    def refuse(self, recipe: Recipe, error: Exception) -> None:
        """Nothing was recalled."""


@functools.cache
def _entries() -> dict[str, _Entry]:
    found = msgspec.convert(toml.decode(read_text(folder() / "recipes.toml")), _Entries).state
    return {entry.name: entry for entry in found}


def names() -> tuple[str, ...]:
    """Names of all states."""
    return tuple(_entries())


def recipe(name: str) -> Reviewable:
    """What a state is trained by."""
    found = decode(msgspec.json.encode(_entries()[name].recipe), paradigms.recipe_types())
    if not isinstance(found, Reviewable):
        raise RecipeError(f"The state “{name}” is of no lab.")
    return found


def make(name: str, out: Path, progress: Callable[[str, int, int], None]) -> Path:
    """Train by the recipe of a state, and write the state; ``progress`` is told phase, step and steps."""
    entry, lab = _entries()[name], recipe(name)
    state = trained(lab, entry.steps, entry.phase, progress)
    return write_file(out / f"{name}.safetensors", packed(lab, state), overwrite=True)


def trained(
    lab: Reviewable, steps: int, phase: str = "", progress: Callable[[str, int, int], None] | None = None
) -> State:
    """The state of a lab's training after so many steps, in the ``phase`` if one is named."""
    shelf, step = Shelf(), 0
    resources = ModelStore((), rules()).at(Placement(), _ignore, shelf)
    asked = change(lab, training=True, speed=min(_AT_ONCE, steps))
    frames = paradigms.run(asked, resources)
    frame = next(frames)
    while True:
        now, step = str(frame.scalars.get("phase", "")), int(frame.scalars["step"])
        if progress is not None:
            progress(now, step, steps)
        there = now == phase or not phase
        if there and step >= steps:
            break
        told = change(asked, speed=min(_AT_ONCE, steps - step) if there else _AT_ONCE)
        frame, asked = frames.send(None if told == asked else told), told
    frames.close()
    return shelf.state


def _ignore(_sentence: str) -> None:
    """No models are asked for."""
