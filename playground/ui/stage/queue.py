"""Recipes of one view that are run one after another, and what each of them gave; nothing here knows Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from playground.core.frames import Frame, Scalar
from playground.core.recipe import Recipe

_KEPT = 24
"""So many results stay, so that what was switched off and on again is not run anew."""


class Queue:
    """The newest frame of each recipe; what is planned is run in its order.

    Results that differ in one of the facts ``alike`` cannot be held against each other: the older ones go.
    """

    def __init__(self, alike: Sequence[str] = ()) -> None:
        self._alike = tuple(alike)
        self.planned: tuple[Recipe, ...] = ()
        self.stopped = False
        """Whether somebody has stopped it: nothing is run until something else is planned, or it goes on."""
        self._frames: dict[Recipe, Frame] = {}
        self._refused: set[Recipe] = set()

    def plan(self, wanted: Sequence[Recipe]) -> bool:
        """Run these from now on; true where they are other ones than before."""
        if tuple(wanted) == self.planned:
            return False
        self.planned, self.stopped = tuple(wanted), False
        return True

    def take(self, recipe: Recipe, frame: Frame) -> None:
        """Note a frame; the oldest results make room.

        What was broken off and begins anew shows what was there until it has come as far.
        """
        before = self._frames.pop(recipe, None)
        if before is not None and before.index > frame.index:
            frame = before
        if frame.final:
            facts = self._facts(frame)
            self._frames = {each: had for each, had in self._frames.items() if self._facts(had) == facts}
        self._frames[recipe] = frame
        for old in list(self._frames):
            if len(self._frames) > _KEPT and old not in self.planned:
                del self._frames[old]

    def _facts(self, frame: Frame) -> list[Scalar | None]:
        return [frame.facts.get(name) for name in self._alike]

    def refuse(self, recipe: Recipe) -> None:
        """Note that a recipe cannot be run: the others go on without it."""
        self._refused.add(recipe)

    def forget(self, concerns: Callable[[Recipe], bool]) -> bool:
        """Run anew what a change ``concerns``, even if it could not be run; true where that is planned."""
        self._frames = {each: frame for each, frame in self._frames.items() if not concerns(each)}
        self._refused = {each for each in self._refused if not concerns(each)}
        return any(map(concerns, self.planned))

    def go_on(self) -> None:
        """Take up what was stopped, and try again what could not be run."""
        self.stopped = False
        self._refused.clear()

    def frame(self, recipe: Recipe) -> Frame | None:
        """What is known of a recipe, be it whole or not."""
        return self._frames.get(recipe)

    def result(self, recipe: Recipe) -> Frame | None:
        """The last frame of a recipe, if it has been run to its end."""
        frame = self.frame(recipe)
        return frame if frame is not None and frame.final else None

    def pending(self) -> Recipe | None:
        """The first of those planned that is neither whole nor refused, ``None`` where there is none."""
        left = (each for each in self.planned if each not in self._refused and self.result(each) is None)
        return next(left, None)

    @property
    def complete(self) -> bool:
        """Whether all that is planned has been run."""
        return bool(self.planned) and all(self.result(recipe) is not None for recipe in self.planned)
