"""The run of the normalizing flow's lab: train, look, yield a frame, for ever."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import Clock, SlicedPart, SlicedWork, Stillness, TimeSlices, Work
from playground.paradigms.nflow_lab.fit import Fit
from playground.paradigms.nflow_lab.frames import CHECKED, EXTENT, Floats
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.nflow_lab.trajectories import (
    FlowContext,
    FlowModel,
    Trajectories,
    Waterfall,
    finite,
)

if TYPE_CHECKING:
    from playground.live.nflow_density import DensityLearner

Move: TypeAlias = Callable[[Floats], Floats]

_REFRESH = 0.5
_BLOCK = 250


def condition_numbers(jacobians: NDArray[np.floating]) -> NDArray[np.float64]:
    """Ratios of the singular values of 2 × 2 matrices ``(n, 2, 2)``, ``(n,)``.

    With q the sum of their squares and d their product, it is (q + √(q² − 4d²)) / 2d.
    """
    matrices = np.asarray(jacobians, dtype=np.float64)
    squares = np.square(matrices).sum((1, 2))
    product = np.abs(matrices[:, 0, 0] * matrices[:, 1, 1] - matrices[:, 0, 1] * matrices[:, 1, 0])
    root = np.sqrt(np.maximum(squares**2 - 4 * product**2, 0))
    with np.errstate(divide="ignore"):
        return np.asarray((squares + root) / (2 * product))


class Inversion:
    """The round trip of the points, and the condition numbers at exact samples."""

    def __init__(self, context: FlowContext) -> None:
        self._context, self._snapshot = context, Snapshot(context, _REFRESH)
        self._scalars: dict[str, Scalar] = {}
        self.parts = (SlicedPart(self._trip_key, self._trip), SlicedPart(self._state, self._condition))

    def renew(self, ready: bool) -> None:
        """Notice that the model has changed; ``ready`` if all about the last one is known."""
        self._snapshot.renew(ready)

    def show(self, scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        scalars.update(self._scalars)

    def _state(self) -> Hashable:
        return self._snapshot.model.state

    def _trip_key(self) -> Hashable:
        recipe = self._context.recipe
        return self._state(), recipe.back, min(recipe.points, CHECKED)

    def _trip(self) -> Work:
        recipe, model = self._context.recipe, self._snapshot.model
        start = self._context.starts(recipe.back, min(recipe.points, CHECKED))
        ways: tuple[Move, Move] = (model.map.base, model.map.data)
        there, again = ways[::-1] if recipe.back else ways
        worst = 0.0
        for first in range(0, len(start), _BLOCK):
            here: Floats = start[first : first + _BLOCK]
            returned = again(there(here))
            finite(returned, model.steps)
            worst = max(worst, float(np.linalg.norm(returned - here, axis=1).max()))
            yield
        self._scalars["round_trip"] = worst

    def _condition(self) -> Work:
        model, parts = self._snapshot.model, []
        for first in range(0, CHECKED, _BLOCK):
            jacobians = model.map.jacobians(self._context.exact[first : first + _BLOCK])
            finite(jacobians, model.steps)
            parts.append(condition_numbers(jacobians))
            yield
        numbers = np.concatenate(parts)
        self._scalars["condition_median"] = float(np.median(numbers))
        self._scalars["condition_max"] = float(numbers.max())


_DATA_POINTS = 2000


def train(recipe: NflowLab, resources: Resources, clock: Clock | None = None) -> Run:
    """Frames of the lab, as :mod:`playground.paradigms.nflow_lab.frames` describes them, until it is closed.

    Changed controls come through ``send``; those that are not hot begin the training anew. Raises
    ``RecipeError`` where nothing is drawn and where the training has become unstable.
    """
    clock = clock or Clock()
    return steered(
        recipe, NflowLab, lambda recipe, kept: _Lab(recipe, clock, kept), resources.trainings, clock
    )


class _Lab:
    """One training with its views."""

    whole = True

    def __init__(self, recipe: NflowLab, clock: Clock, kept: Checkpoint | None) -> None:
        self.recipe, self._clock = recipe, clock
        self._learner = _learner(recipe)
        self._progress = Progress()
        if kept is not None:
            self.checkpoint(kept)
        self._context = FlowContext(recipe, self._model(), clock)
        self._trajectories, self._fit = Trajectories(self._context), Fit(self._context)
        self._waterfall = Waterfall(self._context, self._trajectories)
        self._inversion = Inversion(self._context)
        # The probe follows the mouse; the others take turns, so that each comes even where time is short.
        now, self._walked = SlicedWork((self._waterfall.part,)), SlicedWork((self._trajectories.part,))
        self._measured, self._undone = SlicedWork(self._fit.parts), SlicedWork(self._inversion.parts)
        others = (self._walked, self._measured, self._undone, SlicedWork(self._fit.once))
        self.slices = TimeSlices(clock, now, others)
        self._stillness = Stillness(clock)
        self._index = 0

    def frame(self) -> Frame:
        """Train a little, compute a little, and show what there is."""
        recipe = self.recipe
        trained = self.slices.train(self._step, recipe.training, recipe.speed)
        self._context.recipe, self._context.model = recipe, self._model()
        self._trajectories.snapshot.renew(self._walked.fresh)
        self._fit.renew(self._measured.fresh)
        self._inversion.renew(self._undone.fresh)
        self.slices.compute()
        return self._shown(trained)

    def checkpoint(self, at: Checkpoint) -> None:
        """The training and the curve of its loss."""
        self._learner.checkpoint(at.part("learner"))
        self._progress.checkpoint(at.part("progress"))

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """That of the loss."""
        return {"losses": self._progress.curve()}

    def _step(self) -> None:
        self._progress.add(self._learner.step(self.recipe.learning_rate, self.recipe.batch))

    def _model(self) -> FlowModel:
        return FlowModel(self._learner.map(), self._learner.steps)

    def _shown(self, trained: bool) -> Frame:
        recipe, progress = self.recipe, self._progress
        scalars: dict[str, Scalar] = {
            "step": progress.steps,
            "loss": progress.loss,
            "steps_per_second": progress.pace(self._clock.now()),
            "trained": trained,
            "layers": recipe.layers,
            "position": recipe.position,
            "direction": recipe.direction,
            "extent": EXTENT,
        }
        arrays = self.curves({})
        self._trajectories.show(arrays)
        self._waterfall.show(arrays, scalars)
        self._fit.show(arrays, scalars)
        self._inversion.show(scalars)
        first = self._index == 0
        if first:
            random = generator(recipe.seed, 0, "plane data points")
            arrays["data_points"] = self._context.source.draw(random, _DATA_POINTS)
        self._index += 1
        still = self._stillness.note(recipe, self.slices.busy)
        return Frame(arrays=arrays, scalars=scalars, index=self._index, total=0, keep=first, still=still)


def _learner(recipe: NflowLab) -> DensityLearner:
    from playground.live.nflow_density import DensityLearner, DensityPlan
    from playground.networks.plane_flow import Config

    config = Config(transform=recipe.transform, layers=recipe.layers, width=recipe.width, bins=recipe.bins)
    return DensityLearner(DensityPlan(data=source_of(recipe).draw, config=config, seed=recipe.seed))
