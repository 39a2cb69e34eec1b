"""What a worker does: one recipe after another, from bytes to bytes, so that nothing else must be shared."""

from __future__ import annotations

import functools
import traceback
from pathlib import Path

import msgspec

from playground import paradigms
from playground.core.errors import DataError, PlaygroundError
from playground.core.frames import Frame, decode_array, encode_array
from playground.core.guard import guarded
from playground.core.recipe import decode
from playground.core.resources import Placement, Resources
from playground.engine.inprocess import final
from playground.evaluate.sweep.lock import current_lock
from playground.paradigms.cards import rules
from playground.runtimes.resources import ModelStore


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker must be told once: where models are, and what runs them."""

    model_folders: tuple[str, ...]
    placement: Placement = Placement()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A recipe's final frame, or why there is none; ``details`` are for whoever looks for a defect."""

    frame: Frame | None = None
    sentence: str = ""
    details: str = ""


def work(setup: bytes, job: bytes, _key: str) -> bytes:
    """Run a recipe given as JSON; the answer as MessagePack, whatever happens on the way."""
    with current_lock().working():
        return msgspec.msgpack.encode(_answer(setup, job), enc_hook=encode_array)


def answer_of(text: bytes) -> Answer:
    """The answer that a worker gave; raises ``DataError`` where it is none."""
    with guarded(DataError, "A worker’s answer cannot be read; perhaps it runs another version"):
        return msgspec.msgpack.decode(text, type=Answer, ext_hook=decode_array)


def _answer(setup: bytes, job: bytes) -> Answer:
    try:
        return Answer(frame=final(decode(job, paradigms.recipe_types()), _resources(setup)))
    except PlaygroundError as error:
        return Answer(sentence=error.sentence)
    except Exception as error:  # noqa: BLE001 - a defect costs one recipe, and is told
        what = f"{type(error).__name__}: {error}".replace("\n", " ")
        return Answer(sentence=f"Unexpected error: {what}.", details=traceback.format_exc())


@functools.cache
def _resources(setup: bytes) -> Resources:
    told = msgspec.json.decode(setup, type=Setup)
    store = ModelStore(tuple(map(Path, told.model_folders)), rules())
    return store.at(told.placement, lambda _: None)
