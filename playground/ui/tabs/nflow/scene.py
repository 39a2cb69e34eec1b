"""What the views of the Normalizing Flow tab's Images stage share."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, ImageSource, Likelihood, Noise, Source
from playground.ui.feed import Shown
from playground.ui.link import Link
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.store import Store
from playground.ui.tabs.nflow.measured import Measured
from playground.ui.tabs.nflow.state import NflowImages


class NflowScene(ModelScene):
    """Turns states into requests; likelihoods are measured one after the other, and stay."""

    measured_changed = Signal()
    """More pictures were measured, or other ones are wanted."""

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        super().__init__("nflow", store, link, cards, parent)
        self.sample, self.interpolate = self.feed("sample"), self.feed("interpolate")
        self.inspect, self.scales = self.feed("inspect"), self.feed("scales")
        self.likelihood = self.feed("likelihood", strict=True)
        self.measured = Measured()
        self._stopped, self._asked = False, Likelihood(model="")
        self.likelihood.failed.connect(lambda *_: self._refused())
        self.likelihood.arrived.connect(self._take)
        self.likelihood.busy_changed.connect(lambda _busy: self.measured_changed.emit())

    # Requests

    def wanted(self, state: NflowImages) -> dict[str, Recipe]:
        """Likelihoods are asked for one after another, once somebody wants them measured."""
        pending = self._pending() if state.panel in ("inspect", "back", "likelihood") else {}
        return {**super().wanted(state), **pending}

    def asking(self, state: NflowImages) -> frozenset[str]:
        """Panels that tell bits can have them measured."""
        return frozenset(("likelihood",) if state.panel in ("inspect", "likelihood") else ())

    def prepare(self, state: NflowImages) -> None:
        """Plan what is to be measured; what was stopped goes on once something else is asked for."""
        before = self.measured.planned
        beside = state.beside if state.panel == "likelihood" else ()
        if state.panel in ("likelihood", "inspect"):
            others = [
                of
                for of in dict.fromkeys(beside)
                if of != "held-out" and not self.lacking(state.likelihood(of))
            ]
            self.measured.plan([state.likelihood(), *(state.likelihood(of) for of in others)])
        else:
            self.measured.plan(())
            if self.likelihood.busy:
                # Nobody looks at it, and what is looked at shall have the engine for itself.
                self.likelihood.drop()
        if self.measured.planned != before:
            self._stopped = False
            self.measured_changed.emit()

    def refresh(self) -> None:
        """Let every view show the whole state anew, and what was measured."""
        super().refresh()
        self.measured_changed.emit()

    # Likelihoods

    def measure(self) -> None:
        """Go on with what was stopped or could not be run."""
        self._stopped = False
        self.measured.forgive()
        # A request that was given up is not made again unless it is withdrawn.
        self.likelihood.drop()
        self._next()

    def stop(self) -> None:
        """Stop measuring; what is finished stays."""
        self._stopped = True
        self.likelihood.drop()
        self.measured_changed.emit()

    @property
    def measuring(self) -> bool:
        """Whether something that is planned is being measured."""
        return self.likelihood.busy and self.measured.pending() is not None

    def bits_of(self, recipe: Likelihood) -> Frame | None:
        """What is known of the likelihoods of a recipe."""
        return self.measured.frame(recipe)

    def _pending(self) -> dict[str, Recipe]:
        recipe = None if self._stopped else self.measured.pending()
        if recipe is None:
            return {}
        self._asked = recipe
        return {"likelihood": recipe}

    def _next(self) -> None:
        for name, recipe in self._pending().items():
            self.feeds[name].want(recipe)

    def _take(self, shown: Shown) -> None:
        self.measured.take(shown.recipe, shown.frame)
        self.measured_changed.emit()
        if shown.frame.final:
            self._next()

    def _refused(self) -> None:
        self.measured.refuse(self._asked)
        self.measured_changed.emit()
        self._next()

    # Pictures

    @property
    def source_picture(self) -> NDArray[np.uint8] | None:
        """The picture that is inspected, ``(channels, height, width)``."""
        return self.picture_of(self.state.source)

    def picture_of(self, source: ImageSource | Source) -> NDArray[np.uint8] | None:
        """A source's picture; ``None`` for samples, and where there is none of that index or size."""
        image = self.card.image
        if isinstance(source, HeldOut):
            return self.held_out_picture(source.index)
        if isinstance(source, Drawing) and len(source.pixels) == image.dimensions:
            shape = (image.channels, image.height, image.width)
            return np.frombuffer(source.pixels, np.uint8).reshape(shape)
        return None

    def describe(self, source: ImageSource | Source) -> str:
        """A source in a few words."""
        match source:
            case Drawing():
                return "drawing"
            case Noise():
                place = f", sample {source.index}" if source.index else ""
                heat = f", T = {source.temperature:g}" if source.temperature != 1 else ""
                return f"seed {source.seed}{place}{heat}"
            case HeldOut():
                held_out = self.held_out()
                if held_out is None or source.index >= len(held_out):
                    return f"#{source.index}"
                return f"{self.label_name(int(held_out.labels[source.index]))} #{source.index}"

    @property
    def inspected(self) -> Shown | None:
        """What is known of the picture, if it is the one that the state asks for or an older one."""
        return self.current(self.inspect)

    def bits(self, nats: float) -> float:
        """Bits per dimension of a log-density in nats."""
        return -nats / (self.card.image.dimensions * math.log(2))

    @property
    def images(self) -> NflowImages:
        """The state as what it is."""
        return cast("NflowImages", self.state)
