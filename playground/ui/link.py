"""The window's side of the engine: one channel per view, frames as Qt signals on the window's thread.

The cycle: a view's recipe changes → ``Channel.request`` → the engine replaces the channel's run → frames come
back on the client's reader thread → a queued signal carries them here → stale ones are dropped → the view
draws → the frame is acknowledged, which allows the engine to send another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine import protocol


class Engine(Protocol):
    """What the link needs; the child process's client and the in-process twin both offer it."""

    def start(self, channel: str, recipe: Recipe, placement: Placement) -> int:
        """Replace the channel's run and return its generation."""

    def cancel(self, channel: str) -> None:
        """Stop the channel's run."""

    def acknowledge(self, channel: str, generation: int) -> None:
        """One frame has been drawn."""

    def close(self) -> None:
        """End the engine."""


class Link(QObject):
    """Carries requests to an engine and its messages back."""

    message = Signal(object)
    """Every message that belongs to no channel (ready, notice, died), on the window's thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: Engine | None = None
        self._placement = Placement()
        self._channels: dict[str, Channel] = {}
        self._arrived.connect(self._dispatch, Qt.ConnectionType.QueuedConnection)

    @property
    def placement(self) -> Placement:
        """Runtime and device of new requests."""
        return self._placement

    def attach(self, connect: Callable[[Callable[[protocol.Message], None]], Engine]) -> None:
        """Make an engine with ``connect(on_message)`` and ask it for whatever the channels want."""
        self._engine = connect(self._arrived.emit)
        self._request_all()

    def place(self, placement: Placement) -> None:
        """Run everything on this runtime and device from now on."""
        if placement != self._placement:
            self._placement = placement
            self._request_all()

    def channel(self, name: str) -> Channel:
        """The channel of that name, made at first use."""
        if name not in self._channels:
            self._channels[name] = Channel(name, self)
        return self._channels[name]

    def close(self) -> None:
        """End the engine; nothing is drawn any more."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _start(self, channel: str, recipe: Recipe) -> int:
        return 0 if self._engine is None else self._engine.start(channel, recipe, self._placement)

    def _cancel(self, channel: str) -> None:
        if self._engine is not None:
            self._engine.cancel(channel)

    def _acknowledge(self, channel: str, generation: int) -> None:
        if self._engine is not None:
            self._engine.acknowledge(channel, generation)

    def _request_all(self) -> None:
        for channel in self._channels.values():
            channel.request_again()

    def _dispatch(self, message: protocol.Message) -> None:
        channel = self._channels.get(getattr(message, "channel", ""))
        if channel is None:
            self.message.emit(message)
        else:
            channel.receive(message)


class Channel(QObject):
    """One view's line to the engine; a newer request replaces the older."""

    frame = Signal(object)
    """A frame of the current request."""

    failed = Signal(str, str)
    """(sentence, details) when the current request cannot be fulfilled."""

    busy = Signal(bool)
    """Whether the current request is still running."""

    def __init__(self, name: str, link: Link) -> None:
        super().__init__(link)
        self.name = name
        self._link = link
        self._recipe: Recipe | None = None
        self._generation = 0

    @property
    def recipe(self) -> Recipe | None:
        """The current request."""
        return self._recipe

    def request(self, recipe: Recipe) -> None:
        """Ask for this recipe's frames, unless they were asked for already."""
        if recipe != self._recipe:
            self._recipe = recipe
            self.request_again()

    def request_again(self) -> None:
        """Ask for the current recipe once more (another engine, runtime or device)."""
        if self._recipe is not None:
            self.busy.emit(True)
            self._generation = self._link._start(self.name, self._recipe)

    def cancel(self) -> None:
        """Want nothing any more."""
        if self._recipe is not None:
            self._recipe = None
            self._link._cancel(self.name)
            self.busy.emit(False)

    def receive(self, message: protocol.Message) -> None:
        """Take a message of this channel; anything of an older request is dropped."""
        if getattr(message, "generation", self._generation) != self._generation:
            return
        if isinstance(message, protocol.FrameMessage):
            frame: Frame = message.frame
            self.frame.emit(frame)
            self._link._acknowledge(self.name, message.generation)
        elif isinstance(message, protocol.Finished):
            self.busy.emit(False)
        elif isinstance(message, protocol.Failed):
            self.busy.emit(False)
            self.failed.emit(message.sentence, message.details)
