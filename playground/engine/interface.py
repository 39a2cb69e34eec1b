"""What a view may ask of an engine, be it a process or its twin in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.protocol import Event

Listener: TypeAlias = Callable[[Event], None]

CPU = Placement()
"""ONNX Runtime on the CPU, which every machine has."""


class Engine(Protocol):
    """Runs one recipe per channel; answers go to the listener the engine was made with."""

    def launch(self) -> None:
        """Get ready ahead of the first recipe; ``Ready`` follows."""

    def start(
        self,
        channel: str,
        recipe: Recipe,
        placement: Placement = CPU,
        *,
        follow: bool = False,
        training: int = 0,
    ) -> int:
        """Run a recipe in place of the channel's last one; gives the generation its frames will carry.

        Frames of the replaced run are dropped, unless ``follow`` says that they are welcome until the first
        one of this run. A drag needs that: where requests come faster than answers, every answer would be
        stale and nothing would be drawn until the mouse rests.

        Of live trainings, each has a ``training`` number of its own, by which it is gone on with later.

        Raises ``RecipeError`` if the recipe is too large.
        """

    def update(self, channel: str, recipe: Recipe) -> None:
        """Hand changed controls to the channel's live run; a run that has ended takes none."""

    def cancel(self, channel: str) -> None:
        """End the channel's run; nothing of it arrives any more."""

    def pause(self, channel: str, paused: bool) -> None:
        """Hold the channel's run after the step it is in, or let it go on."""

    def step(self, channel: str) -> None:
        """Let the channel's run make one step, and pause it."""

    def acknowledge(self, channel: str, generation: int) -> None:
        """Say that a frame has been drawn, so that another one may be sent."""

    def is_current(self, channel: str, generation: int) -> bool:
        """Whether a frame of this generation should still be drawn."""

    def silence(self) -> float:
        """Seconds for which it has not gone on with what it has to do; 0 where there is nothing."""

    def restart(self) -> None:
        """Begin anew with what is open, but for a run that has not come out of one step for long."""

    def close(self) -> None:
        """End all runs and the engine."""
