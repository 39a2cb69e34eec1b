"""What the views of the GAN tab's Images stage share."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from playground.core.cards import Card, Gan
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.ui.link import Link
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.store import Store
from playground.ui.tabs.gan.state import GanImages
from playground.ui.words import counted


class GanScene(ModelScene):
    """A scene whose state is a :class:`GanImages`."""

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        """``cards`` are pairs of players."""
        super().__init__("gan", store, link, cards, parent)
        self.point, self.plane = self.feed("point"), self.feed("plane")
        self.sample = self.feed("sample")
        self.interpolate, self.other_way = self.feed("interpolate"), self.feed("other_way")
        self.directions, self.traverse = self.feed("directions"), self.feed("traverse")
        self.judge, self.moments = self.feed("judge"), self.feed("moments")

    @property
    def images(self) -> GanImages:
        """The state as what it is."""
        return cast("GanImages", self.state)

    @property
    def gan(self) -> Gan:
        """What the card says of the players."""
        gan = self.card.gan
        if gan is None:
            raise TypeError(f"{self.card.title} is no pair of generator and discriminator")
        return gan

    def possible(self, view: str, recipe: Recipe) -> bool:
        """Directions are walked where the model has some."""
        return view != "traverse" or bool(self.gan.directions)

    @property
    def judged(self) -> bool:
        """Whether there is a discriminator that says something of pictures."""
        return "discriminator" in self.card.parts

    def said(self, values: NDArray[np.floating]) -> NDArray[np.floating] | None:
        """What the discriminator says, if it is to be drawn on the pictures."""
        return values if self.shows_verdicts else None

    @property
    def shows_verdicts(self) -> bool:
        """Whether what the discriminator says is drawn on pictures."""
        return self.images.verdicts and self.judged

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
    return "taken for real" if probability >= 0.5 else "seen through"


def taken_for_real(frame: Frame) -> tuple[int, int]:
    """How many of the pictures that were judged are taken for real, and how many were judged."""
    found = frame.arrays["probabilities"]
    known = found[np.isfinite(found)]
    return int((known >= 0.5).sum()), len(known)
