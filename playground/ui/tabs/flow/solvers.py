"""What each solver makes of the same noise with the same number of network evaluations; no Qt here."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.frames import Frame
from playground.gaussian import samplers
from playground.paradigms import flow
from playground.paradigms.denoising import solvers
from playground.ui.tabs.flow.state import FlowImages

Images = NDArray[np.uint8]


class Contender(msgspec.Struct, frozen=True):
    """A solver with the recipe of its run; ``reference`` marks the adaptive one."""

    title: str
    recipe: flow.Sample
    reference: bool = False


def contenders(state: FlowImages, card: Card) -> tuple[Contender, ...]:
    """Solvers of the flow that can make a step with ``budget`` evaluations, then the adaptive reference."""
    if card.denoising is None:
        return ()
    found = []
    for name, steps in solvers.contenders(state.recipe("solvers"), card.denoising):
        recipe = flow.Sample(
            model=state.model,
            sampler=name,
            steps=steps,
            guidance=state.guidance,
            label=state.label,
            count=state.few,
            seed=state.seed,
        )
        chosen = samplers.sampler(name)
        found.append(Contender(chosen.title, recipe, chosen.adaptive))
    return tuple(found)


def distances(images: Images, reference: Images) -> float:
    """Root mean square difference of pictures from the reference's, in grey levels."""
    apart = images.astype(np.float64) - reference
    return math.sqrt(float(np.square(apart).mean()))


class Results:
    """Finished runs of the present contenders."""

    def __init__(self) -> None:
        self.contenders: tuple[Contender, ...] = ()
        self._done: dict[flow.Sample, Frame] = {}

    def plan(self, wanted: tuple[Contender, ...]) -> None:
        """Compare these from now on; what was finished of them stays."""
        self.contenders = wanted
        recipes = {contender.recipe for contender in wanted}
        self._done = {recipe: frame for recipe, frame in self._done.items() if recipe in recipes}

    def take(self, recipe: flow.Sample, frame: Frame) -> bool:
        """Note a finished run; ``False`` where it is none of the contenders'."""
        wanted = frame.final and any(contender.recipe == recipe for contender in self.contenders)
        if wanted:
            self._done[recipe] = frame
        return wanted

    def pending(self) -> flow.Sample | None:
        """The next recipe to run, ``None`` where all are finished."""
        left = (each.recipe for each in self.contenders if each.recipe not in self._done)
        return next(left, None)

    def frame(self, contender: Contender) -> Frame | None:
        """What a contender gave, if it has finished."""
        return self._done.get(contender.recipe)

    @property
    def complete(self) -> bool:
        """Whether all have finished."""
        return bool(self.contenders) and all(self.frame(each) is not None for each in self.contenders)

    @property
    def reference(self) -> Images | None:
        """The pictures of the adaptive solver, if they are there."""
        frames = [self.frame(each) for each in self.contenders if each.reference]
        return frames[0].arrays["images"] if frames and frames[0] is not None else None
