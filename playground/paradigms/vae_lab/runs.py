"""The run of the VAE's 2-D lab: train, look, yield a frame, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import Clock, SlicedWork, Stillness, TimeSlices
from playground.paradigms.vae_lab.context import VaeContext, VaeModel
from playground.paradigms.vae_lab.frames import EXTENT, Floats
from playground.paradigms.vae_lab.quality import Quality
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.truth import Truth
from playground.paradigms.vae_lab.views import Views

if TYPE_CHECKING:
    from playground.live.vae import VaeControls

_SHARES = 0.6, 0.9
"""Of a frame's time for training while there is something to measure, and while there is nothing."""


def train(recipe: VaeLab, resources: Resources, clock: Clock | None = None) -> Run:
    """Frames as :mod:`playground.paradigms.vae_lab.frames` describes them, until the run is closed.

    Changed controls come through ``send``; those that are not hot begin the training anew. Raises
    ``RecipeError`` where nothing is drawn and where the training has become unstable.
    """
    clock = clock or Clock()
    return steered(recipe, VaeLab, lambda recipe, kept: _Lab(recipe, clock, kept), resources.trainings, clock)


class _Lab:
    """One training with its views."""

    whole = True

    def __init__(self, recipe: VaeLab, clock: Clock, kept: Checkpoint | None) -> None:
        from playground.live.vae import VaePlan, VaeTrainer

        self.recipe, self._clock = recipe, clock
        plan = VaePlan(
            data=source_of(recipe).draw,
            latent=recipe.latent,
            width=recipe.width,
            layers=recipe.layers,
            seed=recipe.seed,
        )
        self._trainer = VaeTrainer(plan)
        self._controls = _controls(recipe)
        self._trainer.steer(self._controls)
        self._vae = self._trainer.model()
        # Both terms are added together, so that their curves have the same steps.
        self._reconstruction, self._kl = Progress(), Progress()
        if kept is not None:
            self.checkpoint(kept)
        self._context = VaeContext(recipe, self._model(), clock)
        self._views = Views(self._context)
        self._truth = Truth(self._context.source, recipe.seed)
        self._quality = Quality(self._context, self._truth, self._views.points)
        self._lane = SlicedWork((*self._truth.parts, *self._quality.parts))
        self.slices = TimeSlices(clock, SlicedWork(()), (self._lane,), _SHARES)
        self._stillness = Stillness(clock)
        self._index = 0

    def frame(self) -> Frame:
        """Train a little, measure a little, and show what there is."""
        self._controls = _controls(self.recipe)
        self._trainer.steer(self._controls)
        trained = self.slices.train(self._step, self.recipe.training, self.recipe.speed)
        self._context.recipe, self._context.model = self.recipe, self._model()
        self._quality.renew(self._lane.fresh)
        self.slices.compute()
        return self._shown(trained, self._stillness.note(self.recipe, self.slices.busy))

    def checkpoint(self, at: Checkpoint) -> None:
        """The training and the curves of its losses."""
        self._trainer.checkpoint(at.part("trainer"))
        self._reconstruction.checkpoint(at.part("reconstruction"))
        self._kl.checkpoint(at.part("kl"))
        if not at.whole:
            self._views.checkpoint(at.part("views"))

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """Those of both terms."""
        return {"curves": self._curves()}

    def _step(self) -> None:
        losses = self._trainer.step(self._controls)
        self._reconstruction.add(losses.reconstruction)
        self._kl.add(losses.kl)

    def _model(self) -> VaeModel:
        return VaeModel(self._vae, self._trainer.steps, self._vae.deviation)

    def _shown(self, trained: bool, still: bool) -> Frame:
        recipe, reconstruction, kl = self.recipe, self._reconstruction.loss, self._kl.loss
        scalars: dict[str, Scalar] = {
            "phase": "training",
            "step": self._trainer.steps,
            "steps_per_second": self._reconstruction.pace(self._clock.now()),
            "trained": trained,
            "reconstruction": reconstruction,
            "kl": kl,
            "negative_elbo": reconstruction + kl,
            "beta": recipe.beta,
            "sigma": self._context.model.sigma,
            "sigma_learned": recipe.learn_sigma,
            "extent": EXTENT,
        }
        arrays = self.curves({})
        self._views.show(arrays, scalars)
        self._truth.show(arrays, scalars)
        self._quality.show(arrays, scalars)
        if self._index == 0:
            arrays["data_points"], arrays["origins"] = self._views.points, self._views.origins
        self._index += 1
        keep = "data_points" in arrays
        return Frame(arrays=arrays, scalars=scalars, index=self._index, total=0, keep=keep, still=still)

    def _curves(self) -> Floats:
        steps_and_loss, kl = self._reconstruction.curve(), self._kl.curve()[:, 1]
        loss = steps_and_loss[:, 1]
        return np.stack([steps_and_loss[:, 0], loss + kl, loss, kl], axis=1)


def _controls(recipe: VaeLab) -> VaeControls:
    from playground.live.vae import VaeControls

    return VaeControls(
        learning_rate=recipe.learning_rate,
        batch=recipe.batch,
        beta=recipe.beta,
        deviation=recipe.sigma,
        learn_deviation=recipe.learn_sigma,
    )
