"""What the views of a denoising model's Images stage share: its path, what is refused, and the trajectory."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Signal

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.recipe import Recipe
from playground.gaussian import grids
from playground.gaussian.adapt import path_of
from playground.gaussian.paths import Path
from playground.paradigms.denoising.legality import Refusal, refusal_of
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.denoising.trajectory import Moment, Trajectory
from playground.ui.sampling.clock import Clock, clock_of
from playground.ui.sampling.state import DenoisingImages
from playground.ui.stage.diagram import Look
from playground.ui.stage.scene import Scene
from playground.ui.state.controls import specs
from playground.ui.state.feed import Shown
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.state.views import View, Views

T = TypeVar("T", bound=DenoisingImages, covariant=True)


class SamplingScene(Scene[T]):
    """A scene of denoising models.

    Requests that the state makes illegal are not made: :attr:`refusal` says why, and their views are stale.
    """

    stepped = Signal()
    """The trajectory has another moment, or began anew."""

    def __init__(
        self,
        name: str,
        views: Views,
        store: Store[T],
        link: Link,
        cards: tuple[Card, ...],
        known: tuple[Card, ...] = (),
    ) -> None:
        super().__init__(name, views, store, link, cards, known)
        self.trajectory = Trajectory()
        self.refusal: Refusal | None = None
        """Why the chosen sampler and model do not fit together; ``None`` where they do."""
        self._checked: Recipe | None = None
        self.feeds["samples"].arrived.connect(self._take_step)

    def missing(self, recipe: Recipe) -> str:
        """Nothing: what does not fit is said beside what would, or in place of the panel."""
        return ""

    # What views read

    @property
    def path(self) -> Path:
        """The path that the current model was trained along."""
        return path_of(denoising_of(self.card))

    @property
    def clock(self) -> Clock:
        """How the tab counts the path’s time: as papers on flows do, where it is theirs, as is the path."""
        return clock_of(self.path, from_noise=type(self.state).from_noise)

    @property
    def asked(self) -> Samples:
        """The samples that the state asks for."""
        asked: Samples = self.recipe("samples")
        return asked

    @property
    def times(self) -> list[float]:
        """The times of the chosen grid, noisiest first; empty where there is no such grid."""
        asked = self.state.samples
        try:
            return grids.times(asked.spacing, self.path, asked.steps)
        except PlaygroundError:
            return []

    @property
    def steps(self) -> Trajectory:
        """The steps that the transport walks through."""
        return self.trajectory

    @property
    def moment(self) -> Moment | None:
        """What is looked at of the samples on their way."""
        return self.steps.seen(self.state.look.position)

    def look(self, name: str) -> Look:
        """The arrays of samples at the step that is looked at; of other views, the frame's own."""
        view, _, what = name.partition("/")
        moment = self.moment
        if view != "samples" or moment is None:
            return super().look(name)
        sample = min(self.state.look.sample, self.trajectory.count - 1)
        if what == "label":
            labels = self.trajectory.labels
            return self.label_name(int(labels[sample])) if sample < len(labels) else None
        return seen_of(self.steps, moment, what, sample, self.clock)

    # The cycle

    def prepare(self) -> None:
        """Find out what the state makes illegal; all of that is part of what samples are asked for with."""
        if self.asked is not self._checked:
            usual = str(specs(type(self.state))["sampler"].default)
            self._checked, self.refusal = self.asked, refusal_of(self.asked, self.card, self.path, usual)

    def forget(self) -> None:
        """The steps of another model are no place on this one's path."""
        self.trajectory.clear()

    def ready(self, view: View) -> bool:
        """Whether the chosen sampler and model fit together, or do not matter to a view."""
        return self.refusal is None or view.free

    def _take_step(self, shown: Shown) -> None:
        self.trajectory.take(self.feeds["samples"].run, shown.recipe, shown.frame)
        self.stepped.emit()


def seen_of(steps: Trajectory, moment: Moment, what: str, sample: int, clock: Clock) -> Look:
    """What a part of the dataflow looks like at a moment: the time, an array of a sample, or an end of it."""
    if what == "t":
        return clock.figure(float(moment.scalars["t"]))
    ends = {"start": (steps.moments[0], "x"), "end": (steps.moments[-1], "data")}
    found, array = ends.get(what, (moment, what))
    picture: Look = found.arrays[array][sample] if array in found.arrays else None
    return picture
