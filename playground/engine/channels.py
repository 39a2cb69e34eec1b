"""What the window has asked for and not yet got: generations, and which answers are stale."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.protocol import (
    Command,
    Event,
    Failed,
    Finished,
    FrameMessage,
    Interrupted,
    Start,
    StepOnce,
    Update,
    write_recipe,
)


@dataclass
class Open:
    """A recipe that was started and has neither finished nor failed nor been cancelled."""

    channel: str
    generation: int
    recipe: Recipe
    data: bytes  # the recipe as it is sent
    placement: Placement
    training: int
    paused: bool = False
    begun: bool = False  # a frame of it has arrived
    final: bool = False  # its final frame has arrived

    def start(self) -> Start:
        """The command that runs it (again)."""
        return Start(self.channel, self.generation, self.data, self.placement, self.training)


class Channels:
    """The open recipe of every channel; not safe for threads, its owner locks."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}
        self._oldest: dict[str, int] = {}  # frames of older generations are stale
        self._last = 0

    def start(
        self, channel: str, recipe: Recipe, placement: Placement, follow: bool, training: int = 0
    ) -> Open:
        """Open a recipe under a new generation; with ``follow``, frames of the one before stay welcome.

        Raises ``RecipeError``, and changes nothing, if the recipe is too large to be sent.
        """
        data = write_recipe(recipe)
        self._last += 1
        if not follow:
            self._oldest[channel] = self._last
        opened = Open(channel, self._last, recipe, data, placement, training)
        self._open[channel] = opened
        return opened

    def get(self, channel: str) -> Open | None:
        """The channel's open recipe."""
        return self._open.get(channel)

    def update(self, channel: str, recipe: Recipe) -> Update | None:
        """The command that hands changed controls to the channel's open run, if there is one."""
        opened = self._open.get(channel)
        if opened is None:
            return None
        opened.data, opened.recipe = write_recipe(recipe), recipe
        return Update(channel, opened.generation, opened.data)

    def by_generation(self, generation: int) -> Open | None:
        """The open recipe of a generation."""
        return next((opened for opened in self._open.values() if opened.generation == generation), None)

    def close(self, channel: str) -> None:
        """Nothing that was started on this channel so far is welcome any more."""
        self._open.pop(channel, None)
        self._oldest[channel] = self._last + 1

    def is_current(self, channel: str, generation: int) -> bool:
        """Whether a frame of this generation should be drawn."""
        return generation >= self._oldest.get(channel, 0)

    def accept(self, event: Event) -> bool:
        """Take note of an answer; false if it is stale and must be dropped."""
        if isinstance(event, FrameMessage):
            return self._accept_frame(event)
        if isinstance(event, Interrupted):
            return self.by_generation(event.generation) is not None
        if isinstance(event, Finished | Failed):
            opened = self._open.get(event.channel)
            if opened is None or opened.generation != event.generation:
                return False
            del self._open[event.channel]
        return True

    def lost(self) -> list[Finished]:
        """With the process gone, the ends it will not tell of: of runs whose final frame has arrived."""
        return [Finished(opened.channel, opened.generation) for opened in self._open.values() if opened.final]

    def interrupted(self, again: bool) -> list[Interrupted]:
        """With the process gone, word to those who have seen a part of what goes on, or will ``again``."""
        return [
            Interrupted(opened.channel, opened.generation, again)
            for opened in self._open.values()
            if opened.begun and not opened.final
        ]

    def restore(self) -> list[Command]:
        """The commands that make a new engine do what the old one was doing; a paused run makes one step."""
        commands: list[Command] = []
        for opened in self._open.values():
            if opened.final:
                continue
            commands.append(opened.start())
            if opened.paused:
                commands.append(StepOnce(opened.channel))
        return commands

    def _accept_frame(self, event: FrameMessage) -> bool:
        if not self.is_current(event.channel, event.generation):
            return False
        self._oldest[event.channel] = event.generation
        opened = self._open.get(event.channel)
        if opened is not None and opened.generation == event.generation:
            opened.begun = True
            opened.final = opened.final or event.frame.final
        return True
