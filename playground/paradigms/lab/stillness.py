"""When a lab that does not train has shown all that there is to see."""

from __future__ import annotations

from playground.core.recipe import Recipe
from playground.paradigms.lab.slices import Clock

_LONG = 1.5
"""Seconds: some of what a lab computes waits for up to one, so that it is not begun too often."""


class Stillness:
    """Notices when nothing has happened for so long that nothing will, until the recipe changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._recipe: Recipe | None = None
        self._since = 0.0

    def note(self, recipe: Recipe, busy: bool) -> bool:
        """Whether all is still after a frame by this recipe; ``busy`` if anything was trained or computed for
        it."""
        now = self._clock.now()
        if busy or recipe is not self._recipe:
            self._recipe, self._since = recipe, now
        return now - self._since >= _LONG
