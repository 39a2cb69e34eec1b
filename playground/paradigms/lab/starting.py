"""Trained states that ship with the program, for labs to begin with: one safetensors file each.

Such a file holds the arrays of a state and, in its header, its values and the recipe that it was trained by.
A lab begins with it where its own recipe is the same but for hot fields; else it begins untrained, and says
so.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from playground.core.checkpoint import Giving, State
from playground.core.errors import CheckpointError, PlaygroundError
from playground.core.folders import assets
from playground.core.frames import Scalar
from playground.core.guard import guarded
from playground.core.recipe import Recipe, written
from playground.core.regular_files import read_regular
from playground.paradigms.lab.beside import titled
from playground.paradigms.lab.keeping import Begin, Keepable
from playground.paradigms.lab.pair import joined
from playground.paradigms.lab.recipe import Reviewable

FORMAT = "playground-lab"
MAX_BYTES = 4_000_000

_log = logging.getLogger(__name__)
_TYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8"}

R = TypeVar("R", bound=Reviewable)


class _Facts(msgspec.Struct, frozen=True):
    format: str
    recipe: str
    values: str


class _Header(msgspec.Struct, frozen=True):
    facts: _Facts = msgspec.field(name="__metadata__")


def folder() -> Path:
    """Where the states are, and the recipes that they are made by."""
    return assets() / "trained"


def begun(begin: Begin[R], recipe: R) -> tuple[Keepable[R], dict[str, Scalar]]:
    """The training that a recipe begins with, and what its frames tell where it is untrained though it should
    not be: the scalar ``untrained``, a sentence."""
    if not recipe.start:
        return begin(recipe, None), {}
    try:
        return begin(recipe, Giving(state_of_all(recipe))), {}
    except CheckpointError as error:
        told = error.sentence
    except (PlaygroundError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        _log.warning("the trained state “%s”: %r", recipe.start, error)
        told = _misfit(recipe.start, "is damaged")
    return begin(recipe, None), {"untrained": told}


def state_of_all(recipe: Reviewable) -> State:
    """Of two trainings side by side, that of both: each has to fit it."""
    second = recipe.second
    return state_of(recipe) if second is None else joined(state_of(recipe.first), state_of(second))


def state_of(recipe: Reviewable) -> State:
    """The trained state that a recipe names; raises ``CheckpointError`` where it does not fit it."""
    path = folder() / f"{recipe.start}.safetensors"
    if path.parent != folder() or not path.is_file():
        raise CheckpointError(_misfit(recipe.start, "does not ship with this program"))
    trained, state = read(path, type(recipe))
    others = different(trained, recipe)
    if others:
        raise CheckpointError(_misfit(recipe.start, f"was trained with other settings ({', '.join(others)})"))
    return state


def read(path: Path, kind: type[R]) -> tuple[R, State]:
    """The recipe that a state was trained by, and the state; raises ``CheckpointError``."""
    from playground.runtimes.safetensors_header import read_header

    with guarded(CheckpointError, f"The training begins anew, as its state “{path.stem}” cannot be read"):
        data = read_regular(path, MAX_BYTES)
        tensors = read_header(path)
        begin = 8 + int.from_bytes(data[:8], "little")
        facts = msgspec.json.decode(data[8:begin], type=_Header).facts
        if facts.format != FORMAT:
            raise CheckpointError(_misfit(path.stem, "is none"))
        body = memoryview(data)[begin:]
        arrays = {
            name: np.frombuffer(body[slice(*each.data_offsets)], _TYPES[each.dtype]).reshape(each.shape)
            for name, each in tensors.items()
        }
        return msgspec.json.decode(facts.recipe, type=kind), State(arrays, json.loads(facts.values))


def packed(recipe: Recipe, state: State) -> bytes:
    """The inverse of :func:`read`: what a file holds."""
    from safetensors.numpy import save

    # Losses that are not known are NaN, which msgspec would not write.
    facts = {
        "format": FORMAT,
        "recipe": msgspec.json.encode(written(recipe)).decode(),
        "values": json.dumps(state.values, sort_keys=True),
    }
    return save({name: array.copy(order="C") for name, array in sorted(state.arrays.items())}, facts)


def different(one: Recipe, other: Recipe) -> tuple[str, ...]:
    """Titles of the fields that begin a training anew and differ, but for where it begins."""
    if type(one) is not type(other):
        return ("kind of lab",)
    cold = ((field.name, title) for field, title in titled(type(one)) if not field.hot)
    return tuple(
        title for name, title in cold if name != "start" and getattr(one, name) != getattr(other, name)
    )


def _misfit(name: str, why: str) -> str:
    return f"The trained state “{name}” {why}, so the training begins anew."
