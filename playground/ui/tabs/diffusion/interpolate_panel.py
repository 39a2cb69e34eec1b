"""Between the noise of two seeds."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms import diffusion
from playground.ui.sampling.interpolate_panel import interpolate
from playground.ui.sampling.interpolations import WAYS
from playground.ui.sampling.spec import SAMPLER
from playground.ui.tabs.diffusion.state import DiffusionImages


def _equations(images: DiffusionImages, _card: Card | None) -> tuple[str, ...]:
    """That of the way between two seeds."""
    return (WAYS[images.interpolate.path],)


PANEL = interpolate(diffusion.Interpolate, SAMPLER, _equations, also="label network step")
