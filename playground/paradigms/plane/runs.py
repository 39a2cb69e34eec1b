"""The runs of the 2-D lab: train, look, yield a frame, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.lab.frames import EXTENT, Floats
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import Clock, SlicedWork, Stillness, TimeSlices
from playground.paradigms.plane.arrows import Arrows
from playground.paradigms.plane.context import PlaneContext, PlaneModel
from playground.paradigms.plane.densities import Densities
from playground.paradigms.plane.few import FewSteps
from playground.paradigms.plane.frames import KEPT
from playground.paradigms.plane.jumps import Jumps
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.probe import Probe
from playground.paradigms.plane.recipes import ConsistencyLab, FlowLab, Lab
from playground.paradigms.plane.setting import path_of, prediction_of, shown

if TYPE_CHECKING:
    from playground.live.phases import MatchingControls, Phases

_DATA_POINTS, _LINES = 2000, 100


def train(recipe: Lab, resources: Resources, clock: Clock | None = None) -> Run:
    """Frames of a lab, as :mod:`playground.paradigms.plane.frames` describes them, until it is closed.

    Changed controls come through ``send``; those that are not hot begin the training anew. Raises
    ``RecipeError`` where nothing is drawn and where the training has become unstable.
    """
    clock = clock or Clock()
    return steered(recipe, Lab, lambda recipe, kept: _Lab(recipe, clock, kept), resources.trainings, clock)


class _Lab:
    """One training with its views."""

    whole = True

    def __init__(self, recipe: Lab, clock: Clock, kept: Checkpoint | None) -> None:
        self.recipe, self._clock = recipe, clock
        self._phases = _phases(recipe)
        self._progress = {self._phases.stage: Progress()}
        if kept is not None:
            self.checkpoint(kept)
        self._context = PlaneContext(recipe, self._model(), clock)
        self._arrows, self._densities = Arrows(self._context), Densities(self._context)
        self._points = Points(self._context)
        self._probe = Probe(self._context, self._points)
        self._jumps = Jumps(self._context, self._points)
        self._few = FewSteps(self._context, self._points)
        # The first lane is what follows the mouse; the others take turns.
        now = SlicedWork((self._densities.exact, *self._probe.parts))
        self._often = SlicedWork((*self._points.parts, *self._jumps.parts, *self._few.parts))
        self._seldom = SlicedWork((self._densities.likelihood,))
        self.slices = TimeSlices(clock, now, (self._seldom, self._often, self._often))
        self._stillness = Stillness(clock)
        self._controls, self._index = _controls(recipe), 0

    def frame(self) -> Frame:
        """Train a little, compute a little, and show what there is."""
        self._controls = _controls(self.recipe)
        self._phases.steer(self._controls)
        trained = self.slices.train(self._step, self.recipe.training, self.recipe.speed)
        self._phases.steer(self._controls)
        self._context.recipe, self._context.model = self.recipe, self._model()
        self._points.renew(self._often.fresh)
        self._densities.renew(self._seldom.fresh)
        self.slices.compute()
        return self._shown(trained, self._stillness.note(self.recipe, self.slices.busy))

    def checkpoint(self, at: Checkpoint) -> None:
        """The training and the curves of its losses."""
        self._phases.checkpoint(at.part("phases"))
        for stage in at.value("stages", list(self._progress), list[str]):
            self._progress.setdefault(stage, Progress()).checkpoint(at.part(stage))

    def curves(self, scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """The loss of that phase, or the one before while pairs are made."""
        phase = str(scalars["phase"])
        return {"losses": self._progress.get(phase, self._progress[self._phases.stage]).curve()}

    def _step(self) -> None:
        if self._phases.steps == 0:
            self._progress[self._phases.stage] = Progress()
        loss = self._phases.advance(self._controls)
        if loss is not None:
            self._progress[self._phases.stage].add(loss)
        self._phases.steer(self._controls)

    def _model(self) -> PlaneModel:
        phases = self._phases
        return PlaneModel(phases.field(), phases.teacher(), phases.stage, phases.steps, phases.earlier())

    def _shown(self, trained: bool, still: bool) -> Frame:
        recipe, phases = self.recipe, self._phases
        level = shown(recipe, self._context.path).density
        progress = self._progress.setdefault(phases.stage, Progress())
        scalars: dict[str, Scalar] = {
            "phase": phases.phase,
            "phase_share": phases.share,
            "step": progress.steps,
            "loss": progress.loss,
            "steps_per_second": progress.pace(self._clock.now()),
            "trained": trained,
            "time": level.t / self._context.path.end,
            "t": level.t,
            "alpha": level.alpha,
            "sigma": level.sigma,
            "log_snr": level.log_snr,
            "extent": EXTENT,
            "exact_smear": self._context.source.smear(level),
        }
        arrays: dict[str, Array] = {"losses": progress.curve(), "lines": self._lines()}
        self._arrows.show(arrays, scalars)
        self._points.show(arrays, scalars)
        self._densities.show(arrays, scalars, self._points.now())
        self._probe.show(arrays)
        self._jumps.show(arrays, scalars)
        self._few.show(arrays)
        if self._index == 0:
            random = generator(recipe.seed, 0, "plane data points")
            arrays["data_points"] = self._context.source.draw(random, _DATA_POINTS)
        self._index += 1
        keep = not arrays.keys().isdisjoint(KEPT)
        return Frame(arrays=arrays, scalars=scalars, index=self._index, total=0, keep=keep, still=still)

    def _lines(self) -> Floats:
        pairs = self._phases.pairs
        return np.stack([pairs.noise[:_LINES], pairs.data[:_LINES]], axis=1)


def _controls(recipe: Lab) -> MatchingControls:
    from playground.live.phases import MatchingControls

    return MatchingControls(
        learning_rate=recipe.learning_rate,
        batch=recipe.batch,
        reflows=recipe.reflows if isinstance(recipe, FlowLab) else 0,
        teacher_steps=recipe.teacher_steps if isinstance(recipe, ConsistencyLab) else 0,
    )


def _phases(recipe: Lab) -> Phases:
    from playground.live.consistency_phases import ConsistencyPhases
    from playground.live.phases import DenoiserPhases, MatchingPlan

    plan = MatchingPlan(
        data=source_of(recipe).draw,
        kind=prediction_of(recipe),
        path=path_of(recipe),
        coupling=recipe.coupling,
        width=recipe.width,
        layers=recipe.layers,
        seed=recipe.seed,
    )
    return ConsistencyPhases(plan) if isinstance(recipe, ConsistencyLab) else DenoiserPhases(plan)
