"""Likelihoods that were measured, of held-out images and of what is set beside them; here is no Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame
from playground.paradigms.nflow_images.recipes import Likelihood

_KEPT = 24
"""So many results stay, so that what was switched off and on again is not measured anew."""


class Measured:
    """The newest frame of each recipe; what is planned is measured one after the other."""

    def __init__(self) -> None:
        self.planned: tuple[Likelihood, ...] = ()
        self._frames: dict[Likelihood, Frame] = {}
        self._refused: set[Likelihood] = set()

    def plan(self, wanted: Sequence[Likelihood]) -> None:
        """Measure these from now on, in this order."""
        self.planned = tuple(wanted)

    def take(self, recipe: Likelihood, frame: Frame) -> None:
        """Note a frame; the oldest results make room.

        What was broken off and begins anew shows what was there until it has come as far.
        """
        before = self._frames.pop(recipe, None)
        if before is not None and before.index > frame.index:
            frame = before
        self._frames[recipe] = frame
        for old in list(self._frames):
            if len(self._frames) > _KEPT and old not in self.planned:
                del self._frames[old]

    def refuse(self, recipe: Likelihood) -> None:
        """Note that a recipe cannot be run: the others go on without it."""
        self._refused.add(recipe)

    def forgive(self) -> None:
        """Try again what could not be run."""
        self._refused.clear()

    def frame(self, recipe: Likelihood) -> Frame | None:
        """What is known of a recipe, be it whole or not."""
        return self._frames.get(recipe)

    def pending(self) -> Likelihood | None:
        """The first of those planned that is neither whole nor refused, ``None`` where there is none."""
        left = (
            recipe
            for recipe in self.planned
            if recipe not in self._refused and not _whole(self.frame(recipe))
        )
        return next(left, None)

    @property
    def complete(self) -> bool:
        """Whether all that is planned has been measured."""
        return bool(self.planned) and all(_whole(self.frame(recipe)) for recipe in self.planned)


def _whole(frame: Frame | None) -> bool:
    return frame is not None and frame.final


def known_bits(frame: Frame) -> NDArray[np.float64]:
    """Bits per dimension of the pictures measured so far ``(done,)``."""
    return frame.arrays["bits"][: int(frame.scalars["done"])].astype(np.float64)
