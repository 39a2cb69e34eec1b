"""The window's side of the engine: one channel per view, frames as Qt signals on the window's thread.

The cycle: a view's recipe changes → ``Channel.request`` → the engine replaces the channel's run → frames come
back on the client's reader thread → a queued signal carries them here → stale ones are dropped → the view
draws → the frame is acknowledged, which allows the engine to send another.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine import protocol
from playground.engine.interface import Engine, Listener


class Link(QObject):
    """Carries requests to an engine and its messages back."""

    message = Signal(object)
    """Every message that belongs to no channel (ready, notice, died), on the window's thread."""

    busy_changed = Signal(bool)
    """Whether any channel that is not held waits for the rest of its frames."""

    drew = Signal()
    """A frame was drawn."""

    placed = Signal()
    """New requests run at another placement than before."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self._placement = Placement()
        self._channels: dict[str, Channel] = {}
        self._busy: set[str] = set()
        self._held: set[str] = set()
        self.drawn = 0
        """Frames drawn so far."""
        self._arrived.connect(self._dispatch, Qt.ConnectionType.QueuedConnection)

    @property
    def placement(self) -> Placement:
        """Runtime and device of new requests."""
        return self._placement

    def attach(self, connect: Callable[[Listener], Engine]) -> None:
        """Make an engine with ``connect(on_message)`` and ask it for whatever the channels want."""
        self.engine = connect(self._arrived.emit)
        self.engine.launch()
        self._request_all()

    def silence(self) -> float:
        """Seconds for which the engine has not gone on with what it has to do; 0 where there is nothing."""
        return 0.0 if self.engine is None else self.engine.silence()

    def restart(self) -> None:
        """Begin anew with what is open."""
        if self.engine is not None:
            self.engine.restart()

    def place(self, placement: Placement) -> None:
        """Run everything on this runtime and device from now on."""
        if placement != self._placement:
            self._placement = placement
            self.placed.emit()
            self._request_all()

    def channel(self, name: str) -> Channel:
        """The channel of that name, made at first use."""
        if name not in self._channels:
            channel = self._channels[name] = Channel(name, self)
            channel.busy.connect(lambda busy: self._note(name, busy))
        return self._channels[name]

    @property
    def busy(self) -> bool:
        """Whether any channel that is not held waits for the rest of its frames."""
        return bool(self._busy - self._held)

    def stop(self) -> bool:
        """Give up everything that is being computed, though not what is held; true if there was something."""
        waiting = tuple(self._busy - self._held)
        for name in waiting:
            self._channels[name].stop()
        return bool(waiting)

    def slowest(self) -> Channel | None:
        """Of the channels that wait for the rest of their frames and are not held, the longest waiting."""
        waiting = [self._channels[name] for name in self._busy - self._held]
        return min(waiting, key=lambda channel: channel.began, default=None)

    def close(self) -> None:
        """End the engine; nothing is drawn any more."""
        engine, self.engine = self.engine, None
        if engine is not None:
            engine.close()

    def hold(self, channel: str, held: bool) -> None:
        """Hold a channel's run, for the end of which nobody waits then, or let it go on."""
        if self.engine is not None:
            self.engine.pause(channel, held)
        self._change(self._held, channel, held)

    def _note(self, channel: str, busy: bool) -> None:
        self._change(self._busy, channel, busy)

    def _change(self, names: set[str], channel: str, inside: bool) -> None:
        before = self.busy
        if inside:
            names.add(channel)
        else:
            names.discard(channel)
        if self.busy != before:
            self.busy_changed.emit(self.busy)

    def _request_all(self) -> None:
        for channel in self._channels.values():
            channel.request_again()

    def _dispatch(self, message: protocol.Event) -> None:
        channel = self._channels.get(getattr(message, "channel", ""))
        if channel is None or isinstance(message, protocol.Notice):
            self.message.emit(message)
        else:
            channel.receive(message)


class Channel(QObject):
    """One view's line to the engine; a newer request replaces the older."""

    frame = Signal(object)
    """A frame of the current request."""

    failed = Signal(str, str)
    """(sentence, details) when the current request cannot be fulfilled."""

    untrusted = Signal(str)
    """The model that may not be used before somebody allows it; ``failed`` follows."""

    busy = Signal(bool)
    """Whether the current request is still running."""

    stopped = Signal()
    """The current request was given up before its last frame."""

    interrupted = Signal(bool)
    """The engine ended under the current request; whether its frames come again, from the first on."""

    def __init__(self, name: str, link: Link) -> None:
        super().__init__(link)
        self.name = name
        self._link = link
        self._recipe: Recipe | None = None
        self.training, self._asked_training = 0, 0
        """The number of the live training that is asked for, and of the one that was asked for last."""
        self._generation = 0
        self._asked: dict[int, Recipe] = {}
        """By generation, what was asked for and may still be answered."""
        self.answered: Recipe | None = None
        """The recipe that gave the newest frame: during a drag it is often not the current request."""
        self._live = False
        self._running = False
        self._paused = False
        self._lives = 0
        self.shown: tuple[int, int] | None = None
        """Which run gave the newest frame: it changes when another one's frames come."""
        self.began = 0.0
        """When the current request was made, on the monotonic clock, later by as long as it was held."""
        self._held_since = 0.0
        self.done, self.total = 0, 0
        """How far the current request has come; a total of 0 is not known."""

    @property
    def recipe(self) -> Recipe | None:
        """The current request."""
        return self._recipe

    @property
    def fresh(self) -> bool:
        """Whether the newest frame is of the current request."""
        return self.shown is not None and self.shown[0] == self._generation

    def request(self, recipe: Recipe, *, live: bool = False, strict: bool = False) -> None:
        """Ask for this recipe's frames, unless they were asked for already.

        A ``live`` run goes on for ever: nobody waits for its end, so it is busy until its first frame only.
        After a ``strict`` request no frame of the request before arrives, not even while this one's first is
        waited for: the frames of a trajectory belong together.
        """
        if recipe != self._recipe or self.training != self._asked_training:
            # During a drag requests come faster than answers: drawing none but the newest would draw nothing.
            alike = type(recipe) is type(self._recipe) and _model(recipe) == _model(self._recipe)
            follow = alike and not strict
            self._recipe, self._live = recipe, live
            self._ask(follow)

    def update(self, recipe: Recipe) -> None:
        """Hand changed controls to the live run, which goes on; begin one where none is running."""
        if not self._running:
            self._recipe = None
            self.request(recipe, live=True)
        elif recipe != self._recipe:
            self._recipe = self._asked[self._generation] = recipe
            if self._link.engine is not None:
                self._link.engine.update(self.name, recipe)

    def pause(self, paused: bool) -> None:
        """Hold the run, and those that are requested from now on after one step, or let them go on."""
        if paused != self._paused:
            self._paused, now = paused, time.monotonic()
            if paused:
                self._held_since = now
            else:
                self.began += now - max(self._held_since, self.began)
            self._link.hold(self.name, paused)

    def request_again(self) -> None:
        """Ask for the current recipe once more (another engine, runtime or device)."""
        self._ask(follow=False)

    def cancel(self) -> None:
        """Want nothing any more."""
        if self._recipe is not None:
            self._recipe = None
            self._give_up()

    def stop(self) -> None:
        """Give up the current request, and do not take it up again until another one is made."""
        self._give_up()
        self.stopped.emit()

    def receive(self, message: protocol.Event) -> None:
        """Take a message of this channel; anything of an older request is dropped."""
        engine = self._link.engine
        if isinstance(message, protocol.FrameMessage):
            if engine is None:
                return
            if self._recipe is not None and engine.is_current(self.name, message.generation):
                self.shown = (message.generation, self._lives)
                self.answered = self._answered_by(message.generation)
                if message.generation == self._generation:
                    self.done, self.total = message.frame.index, message.frame.total
                    if self._live:
                        self.busy.emit(False)
                self.frame.emit(message.frame)
                self._link.drawn += 1
                self._link.drew.emit()
            engine.acknowledge(self.name, message.generation)
        elif isinstance(message, protocol.Interrupted):
            if message.generation == self._generation:
                self._lives += 1
                self.began, self.done = time.monotonic(), 0
                self.interrupted.emit(message.again)
        elif getattr(message, "generation", None) == self._generation:
            self._end()
            if isinstance(message, protocol.Failed):
                if message.untrusted:
                    self.untrusted.emit(message.untrusted)
                self.failed.emit(message.sentence, message.details)

    def _answered_by(self, generation: int) -> Recipe | None:
        """What was asked for under a generation; what came before it is answered no more."""
        self._asked = {each: asked for each, asked in self._asked.items() if each >= generation}
        return self._asked.get(generation, self._recipe)

    def _ask(self, follow: bool) -> None:
        if self._recipe is not None:
            self.began, self.done, self.total = time.monotonic(), 0, 0
            self.busy.emit(True)
            self._running = True
            engine, self._generation = self._link.engine, 0
            if engine is not None:
                placement = self._link.placement
                self._generation = engine.start(
                    self.name, self._recipe, placement, follow=follow, training=self.training
                )
            self._asked_training = self.training
            self._asked = {**(self._asked if follow else {}), self._generation: self._recipe}
            if self._paused and engine is not None:
                engine.step(self.name)

    def _give_up(self) -> None:
        if self._link.engine is not None:
            self._link.engine.cancel(self.name)
        self._end()

    def _end(self) -> None:
        self._running = False
        self._asked.clear()
        self.busy.emit(False)


def _model(recipe: Recipe | None) -> object:
    return getattr(recipe, "model", None)
