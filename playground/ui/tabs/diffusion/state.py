"""What the Diffusion tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from playground.core.cards import Card
from playground.core.fields import bounds
from playground.paradigms import diffusion
from playground.paradigms.plane.presets import DIFFUSION
from playground.paradigms.sources import HeldOut, fitting
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.state import DenoisingImages, Look
from playground.ui.state.views import PanelName, TabState

LEVELS = 41
"""Pictures of the forward process: the slider has as many places."""

Level = Annotated[
    float,
    bounds(0.0, 1.0, "Noise", "How far the image has been noised: 0 is clean, 1 the noisiest.", step=0.025),
]


MODEL = "fashion-ddpm"


class DiffusionLook(Look, frozen=True, kw_only=True, tag="diffusion-look"):
    """What is looked at: how far an image has been noised, too."""

    level: Level = 0.5


class DiffusionImages(DenoisingImages, frozen=True, kw_only=True, tag="diffusion-images"):
    """The recipes of the panels, and what is looked at."""

    panel: PanelName = "denoise"
    look: DiffusionLook = DiffusionLook()
    samples: diffusion.Sample = diffusion.Sample(model=MODEL, guidance=2.0)
    interpolate: diffusion.Interpolate = diffusion.Interpolate(model=MODEL)
    forward: diffusion.Forward = diffusion.Forward(model=MODEL, pictures=LEVELS)
    fan: diffusion.Fan = diffusion.Fan(model=MODEL)
    bound: diffusion.Bound = diffusion.Bound(model=MODEL)
    answers: diffusion.Answers = diffusion.Answers(model=MODEL)
    calibration: diffusion.Calibration = diffusion.Calibration(model=MODEL)

    joined = ("samples.label interpolate.label fan.label answers.label",)
    former: ClassVar = {**DenoisingImages.former, "held": "bound.count"}

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a drawing of another size becomes a held-out image."""
        source = fitting(self.forward.source, card, HeldOut(0))
        return super().fitted(card, present).with_values(source=source)


class DiffusionState(TabState, frozen=True, kw_only=True, tag="diffusion-tab"):
    """Both stages, and which of them is open."""

    lab: PlaneState = PlaneState(run=DIFFUSION[0].recipe)
    images: DiffusionImages = DiffusionImages()
