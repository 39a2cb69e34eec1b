"""What the window and the engine say to each other, as MessagePack over a pipe.

The request cycle::

    window                                         engine
      │ Start(channel, generation, recipe) ───────▶ │ replaces the run of this channel, if there is one
      │ ◀──────── FrameMessage(channel, generation) │ first frame at once, then at most one every 16 ms
      │ (draws)                                     │ (steps on; newer frames replace the unsent one)
      │ Acknowledge(channel, generation) ─────────▶ │ returns a credit; a run has two
      │ ◀──────── FrameMessage(… final) … Finished  │ nothing of this run follows
      │                                             │
      │ Update(channel, generation, recipe) ──────▶ │ reaches the running generator through ``send``
      │ Pause, StepOnce, Cancel ──────────────────▶ │ take effect before the next step
      │ ◀─────────── Failed(channel, generation, …) │ the run ended with an error; the engine lives on

The window numbers its ``Start`` messages, so a *generation* names one run for good. A message of a generation
that is no longer the channel's newest is stale and is dropped by whoever notices first. A channel is the name
of one view's line to the engine.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import msgspec

from playground.core import recipe as recipes
from playground.core.errors import EngineError, RecipeError
from playground.core.frames import Frame, decode_array, encode_array
from playground.core.guard import guarded
from playground.core.recipe import Recipe
from playground.core.resources import Placement

MAX_MESSAGE = 256 * 1024 * 1024
"""No message is larger than this many bytes; a larger one is refused by its sender."""


class _Message(msgspec.Struct, frozen=True, tag=True):
    """Base of all messages; the class name is the tag."""


class Start(_Message, frozen=True):
    """Run a recipe, given as its bare JSON, in place of what the channel ran before.

    Of a live training, ``training`` is the number: one that was replaced goes on where it was when its number
    is asked for again. 0 is none.
    """

    channel: str
    generation: int
    recipe: bytes
    placement: Placement = Placement()
    training: int = 0


class Update(_Message, frozen=True):
    """Hand changed controls to a live run."""

    channel: str
    generation: int
    recipe: bytes


class Cancel(_Message, frozen=True):
    """End the channel's run and forget its unsent frames."""

    channel: str


class Pause(_Message, frozen=True):
    """Stop stepping the channel's run, or go on."""

    channel: str
    paused: bool


class StepOnce(_Message, frozen=True):
    """Pause the channel's run after one more step."""

    channel: str


class Acknowledge(_Message, frozen=True):
    """One frame of this run has been drawn."""

    channel: str
    generation: int


class Shutdown(_Message, frozen=True):
    """End the process."""


class Ready(_Message, frozen=True):
    """The engine takes recipes; ``placements`` are the runtimes and devices that are worth offering.

    It is said again when more of them become known.
    """

    process: int
    placements: tuple[Placement, ...]


class FrameMessage(_Message, frozen=True):
    """A frame to draw and then to acknowledge."""

    channel: str
    generation: int
    frame: Frame


class Finished(_Message, frozen=True):
    """The run has ended and all of its frames have been sent."""

    channel: str
    generation: int


class Failed(_Message, frozen=True):
    """The run ended with an error: one sentence for the user, and details (a traceback) for the log.

    ``untrusted`` is the model, if any, that it may not use before somebody has allowed it.
    """

    channel: str
    generation: int
    sentence: str
    details: str = ""
    untrusted: str = ""


class Notice(_Message, frozen=True):
    """Something the user should see, such as a device that failed; no channel if it concerns all."""

    channel: str
    text: str


class Died(_Message, frozen=True):
    """The process ended unasked: made by the client, never sent over the pipe.

    ``blamed`` is the channel whose recipe was set aside, if any; without ``restarting`` the engine stays down
    until ``restart()`` is called.
    """

    exit_code: int | None
    sentence: str
    blamed: str | None
    restarting: bool


class Interrupted(_Message, frozen=True):
    """The process ended under a run of which frames had come: made by the client, never sent over the pipe.

    If ``again``, another process runs the recipe from its beginning, and frames that follow are from there.
    """

    channel: str
    generation: int
    again: bool


Command: TypeAlias = Start | Update | Cancel | Pause | StepOnce | Acknowledge | Shutdown
Message: TypeAlias = Ready | FrameMessage | Finished | Failed | Notice
Event: TypeAlias = Message | Died | Interrupted

_T = TypeVar("_T")

_encoder = msgspec.msgpack.Encoder(enc_hook=encode_array)
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_messages: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message, ext_hook=decode_array)


def encode(message: Command | Message) -> bytes:
    """The bytes of a message; raises ``EngineError`` if it cannot be sent or is too large."""
    try:
        data = _encoder.encode(message)
    except (TypeError, ValueError, OverflowError) as error:
        raise EngineError(f"A {type(message).__name__} message cannot be sent: {error}.") from error
    if len(data) > MAX_MESSAGE:
        raise EngineError(
            f"The result takes {len(data) / 1e6:.0f} MB, more than the {MAX_MESSAGE / 1e6:.0f} MB that can "
            "be shown; ask for fewer or smaller pictures."
        )
    return data


def decode_command(data: bytes) -> Command:
    """What the window said; raises ``EngineError`` if it cannot be understood."""
    return _decode(_commands, data)


def decode_message(data: bytes) -> Message:
    """What the engine said, arrays being read-only; raises ``EngineError`` if it cannot be understood."""
    return _decode(_messages, data)


def write_recipe(recipe: Recipe) -> bytes:
    """A recipe as the bare JSON that messages carry; raises ``RecipeError`` if it is too large."""
    data = msgspec.json.encode(recipe)
    _check_size(data)
    return data


def read_recipe(data: bytes, types: tuple[type[Recipe], ...]) -> Recipe:
    """The inverse of :func:`write_recipe` for one of ``types``; raises ``RecipeError``."""
    _check_size(data)
    return recipes.decode(data, types)


def printable(text: str) -> str:
    """Text that can be sent even if it quotes a file name that is not valid Unicode."""
    return text.encode("utf-8", "backslashreplace").decode()


def _check_size(data: bytes) -> None:
    if len(data) > recipes.MAX_BYTES:
        raise RecipeError(f"The recipe is larger than {recipes.MAX_BYTES // 1000} kB, so it was not run.")


def _decode(decoder: msgspec.msgpack.Decoder[_T], data: bytes) -> _T:
    with guarded(EngineError, "A message between window and engine could not be read"):
        return decoder.decode(data)
