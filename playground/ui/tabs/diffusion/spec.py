"""The Diffusion tab: noise is added to data, and a network takes it away again."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec, any_denoiser
from playground.ui.tabs.diffusion.state import DiffusionState

SPEC = TabSpec(
    name="diffusion",
    title="Diffusion",
    kind="diffusion model",
    state=DiffusionState,
    lab="playground.ui.tabs.diffusion.lab:LAB",
    images="playground.ui.tabs.diffusion.images:make",
    binding="playground.ui.tabs.diffusion.explain:DiffusionBinding",
    cards=any_denoiser,
)
