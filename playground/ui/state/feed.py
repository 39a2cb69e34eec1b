"""One channel as its views see it: the last frame, its recipe, whether it is current, how long it took."""

from __future__ import annotations

import time
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.ui.state.link import Channel
from playground.ui.timers import once

AGED_MS = 400
"""Of a request that is answered sooner nobody has to be told that it runs."""


class Shown(msgspec.Struct, frozen=True):
    """A frame and the recipe that gave it."""

    recipe: Any
    frame: Frame


class Feed(QObject):
    """The last frame of a channel stays when a newer request fails; it is then stale.

    So it is where a newer request has run for a while and has given nothing yet.
    """

    arrived = Signal(object)
    """A :class:`Shown`."""

    stale_changed = Signal(bool)

    failed = Signal(str, str)
    """(sentence, details)."""

    busy_changed = Signal(bool)

    def __init__(
        self,
        channel: Channel,
        parent: QObject | None = None,
        *,
        strict: bool = False,
        ages: bool = True,
    ) -> None:
        """``strict``: no frame of an older request arrives once a newer one is made. What does not age is as
        good as ever while a newer request runs."""
        super().__init__(parent)
        self._channel = channel
        self._strict = strict
        self._late = once(self, AGED_MS, self._age) if ages else None
        self._asked = 0.0
        self.last: Shown | None = None
        self.stale = False
        self.milliseconds = 0.0
        """From the request to its first frame."""
        self._waiting = False
        self._busy = False
        self._settled: Shown | None = None
        self._lack = "it has not been computed yet"
        self.stopped = False
        """Whether the newest request was given up before its end."""
        self.untrusted = ""
        """The model that the newest request needs and that nobody has allowed, if that is why it failed."""
        channel.untrusted.connect(self._refuse)
        channel.frame.connect(self._take)
        channel.failed.connect(self._fail)
        channel.busy.connect(self._note)
        channel.stopped.connect(self._stop)

    @property
    def settled(self) -> Shown | None:
        """The last whole result with exactly the recipe that gave it: what can be exported.

        During a drag frames arrive late, after newer requests, and none of them need be the last of its run.
        """
        if not self._busy and not self.stale and self.last is not None:
            self._settled = self.last
        return self._settled

    @property
    def why_incomplete(self) -> str:
        """Why the newest request has no whole result, in a few words; empty where it has one."""
        return "it is still being computed" if self._busy else self._lack

    def want(self, recipe: Recipe) -> None:
        """Ask for a recipe's frames, unless they were asked for already."""
        if recipe != self._channel.recipe:
            # The first answer waits for the engine and the model, which says nothing about a picture.
            self._asked, self._waiting = time.perf_counter(), self.last is not None
            self._lack, self.untrusted, self.stopped = "", "", False
            if self._late is not None:
                self._late.start()
            self._channel.request(recipe, strict=self._strict)

    def ask_again(self) -> None:
        """Ask once more for what was refused for its model's sake."""
        if self.untrusted:
            self.untrusted = ""
            self._channel.request_again()

    def hold(self, held: bool) -> None:
        """Let what is computed stand still while nobody looks, or go on."""
        self._channel.pause(held)

    def drop(self) -> None:
        """Want nothing, as where it cannot be computed: the last frame is stale from now on."""
        self._channel.cancel()
        self._lack = "it does not fit what is chosen"
        self._set_stale(True)

    @property
    def busy(self) -> bool:
        """Whether frames are still to come."""
        return self._busy

    @property
    def run(self) -> object:
        """Which run gave the newest frame."""
        return self._channel.shown

    def _note(self, busy: bool) -> None:
        if busy:
            self._settled = self.settled
        changed, self._busy = busy != self._busy, busy
        if changed:
            self.busy_changed.emit(busy)

    def _take(self, frame: Frame) -> None:
        if self._waiting:
            self.milliseconds = (time.perf_counter() - self._asked) * 1000
            self._waiting = False
        if frame.final:
            self._lack = ""
        self.last = Shown(self._channel.answered, frame)
        self._set_stale(False)
        self.arrived.emit(self.last)

    def _refuse(self, model: str) -> None:
        self.untrusted = model

    def _fail(self, sentence: str, details: str) -> None:
        self._waiting = False
        self._lack = "it could not be computed"
        self._set_stale(True)
        self.failed.emit(sentence, details)

    def _stop(self) -> None:
        self._lack, self.stopped = "it was stopped before its end", True
        self._set_stale(True)

    def _age(self) -> None:
        if self._busy and self.last is not None and self.last.recipe != self._channel.recipe:
            self._set_stale(True)

    def _set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)
