"""From noise to data, step by step."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms import diffusion
from playground.ui.explain.formulas import names_of
from playground.ui.sampling.denoise_panel import denoise
from playground.ui.sampling.spec import SAMPLER
from playground.ui.tabs.diffusion.state import DiffusionImages


def _equations(images: DiffusionImages, _card: Card | None) -> tuple[str, ...]:
    """Those of the sampler that is chosen."""
    guided = images.samples.guidance not in (0, 1)
    return (*names_of(images.samples.sampler), *(("guidance",) if guided else ()))


PANEL = denoise(
    diffusion.Sample,
    SAMPLER,
    _equations,
    explains="label network prediction estimate",
    also="start now time step data",
)
