"""What the views of the GAN tab's Images stage share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame, Scalar
from playground.core.words import counted
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.mixing import taken_of
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import Group
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.tabs.gan.state import GanImages

Said = TypeVar("Said", float, NDArray[np.floating])

LABEL = Group("", "label")
LABELS = Group("", "sample.label")
"""One class after another is drawn, or one of them."""
NETWORKS = Group("Networks", "truncation")
SNAPSHOT = Group("", "snapshot", unfolded=True)
PLAYERS = "generator mapping synthesis discriminator"
"""Both players in the dataflow, of which the one that draws may be made of two networks."""


class GanScene(Scene[GanImages]):
    """What the card says of the players, and the moment of their training."""

    @property
    def gan(self) -> Gan:
        """What the card says of the players."""
        gan = Gan.of(self.card)
        if gan is None:
            raise TypeError(f"{self.card.title} is no pair of generator and discriminator")
        return gan

    @property
    def mapped(self) -> bool:
        """Whether noise first becomes a w, which each layer of the synthesis network takes."""
        return bool(self.gan.style)

    @property
    def has(self) -> frozenset[str]:
        """What parts of the dataflow may need: of generators, whether they map noise first."""
        return super().has | {"mapping" if self.mapped else "no mapping"}

    @property
    def span(self) -> tuple[int, int]:
        """The first and last layer, counted from 1, that take the column's w; the last is below where none
        does."""
        taken = np.flatnonzero(taken_of(self.recipe("mixing"), self.gan)) + 1
        first = self.state.mixing.first
        return (int(taken[0]), int(taken[-1])) if len(taken) else (first, first - 1)

    @property
    def moment(self) -> int:
        """The kept moment of training that is looked at."""
        return min(self.state.look.moment, len(self.gan.steps) - 1)

    def said(self, values: Said) -> Said | None:
        """What the discriminator says, if it is to be drawn on the pictures."""
        return values if self.state.look.verdicts and self.judged else None

    @property
    def judged(self) -> bool:
        """Whether there is a discriminator that says something of pictures."""
        return "discriminator" in self.card.parts

    def moment_name(self, index: int) -> str:
        """A kept moment of training in words; negative ones count from the end."""
        kept = self.gan.steps
        if not self.gan.snapshots:
            return "the end"
        step = kept[index] if -len(kept) <= index < len(kept) else kept[-1]
        if step == kept[-1]:
            return f"the end, {steps(step)}"
        return "untrained" if not step else steps(step)


def steps(count: int) -> str:
    """A number of training steps."""
    return counted(count, "step")


def verdict(probability: float) -> str:
    """What a decision is called."""
    if not np.isfinite(probability):
        return "not asked yet"
    return "taken for real" if probability >= 0.5 else "taken for generated"


def spent_by_both(shown: Shown, drawn: int) -> Mapping[str, Scalar]:
    """What a picture cost the generator where so many were drawn, and what a decision cost the discriminator,
    which judged as many real ones."""
    each = float(shown.frame.scalars["milliseconds_judging"]) / max(1, 2 * drawn)
    return {**spent(shown, drawn), "ms per decision": round(each, 2)}


def taken_for_real(frame: Frame) -> tuple[int, int]:
    """How many of the pictures that were judged are taken for real, and how many were judged."""
    found = frame.arrays["probabilities"]
    known = found[np.isfinite(found)]
    return int((known >= 0.5).sum()), len(known)
