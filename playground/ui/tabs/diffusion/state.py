"""What the Diffusion tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`LabState`), ``images`` (a
:class:`DiffusionImages`). Fields of ``images``, as equations and lessons use them: those of
:mod:`playground.ui.sampling.state` (``model``, ``sampler``, ``steps``, ``spacing``, ``eta``, ``variance``,
``guidance``, ``label``, ``count``, ``seed``, ``position``, ``sample``, ``a``, ``b``, ``way``, ``frames``,
``t``), and

* ``panel``: ``forward``, ``denoise``, ``fan``, ``interpolate`` or ``bound``;
* ``forward`` panel: ``source`` (a held-out image or a drawing), ``level`` (0 clean to 1 noisiest), ``seed``;
* ``fan`` panel: ``etas`` (those compared), ``branches`` (trajectories for each);
* ``bound`` panel: ``held`` (images), ``labelled``, ``variance``.

A lesson sets ``stage``, and under ``images`` or ``lab`` the fields that differ from what is there. Sections
of ``assets/explanations/diffusion.md`` have the panels' names as their ids, and ``lab``.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.recipe import change
from playground.paradigms import diffusion
from playground.paradigms.denoising.recipes import Model
from playground.paradigms.plane.recipes import DiffusionLab
from playground.paradigms.sources import HeldOut, fitting
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.state import ONE_LABEL, SamplingImages, between, samples
from playground.ui.state.views import TabState, View, Views, derived, renamed, same

LEVELS = 41
"""Pictures of the forward process: the slider has as many places."""

OpenPanel = Annotated[
    Literal["forward", "denoise", "fan", "interpolate", "bound"], about("Panel", "Which panel is open.")
]
Level = Annotated[
    float,
    bounds(0.0, 1.0, "Noise", "How far the image has been noised: 0 is clean, 1 the noisiest.", step=0.025),
]


VIEWS = Views(
    samples(diffusion.Sample),
    between(diffusion.Interpolate),
    View(
        "forward",
        diffusion.Forward,
        same("model source seed"),
        # The forward process has no sampler, the fan is DDIM's, and the bound has its own steps.
        derived("pictures", lambda _state: LEVELS, of="model"),
        free=True,
    ),
    View(
        "fan",
        diffusion.Fan,
        same("model etas steps spacing guidance seed branches"),
        ONE_LABEL,
        strict=True,
        free=True,
    ),
    View(
        "bound",
        diffusion.Bound,
        same("model labelled variance seed"),
        renamed(count="held"),
        asked="on demand",
        strict=True,
        free=True,
    ),
)


class DiffusionImages(SamplingImages, frozen=True, kw_only=True, tag="diffusion-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "fashion-ddpm"
    panel: OpenPanel = "denoise"
    source: diffusion.Source = HeldOut(0)
    level: Level = 0.5
    etas: diffusion.Etas = (0.0, 0.25, 0.5, 1.0)
    branches: diffusion.Branches = 8
    held: diffusion.Held = 16
    labelled: diffusion.Labelled = False

    views = VIEWS

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a drawing of another size becomes a held-out image."""
        return change(super().fitted(card, present), source=fitting(self.source, card, HeldOut(0)))


class DiffusionState(TabState, frozen=True, kw_only=True, tag="diffusion-tab"):
    """Both stages, and which of them is open."""

    lab: PlaneState = PlaneState(run=DiffusionLab())
    images: DiffusionImages = DiffusionImages()
