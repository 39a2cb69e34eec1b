"""Between the noise of two seeds, from each of which the model jumps."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms import consistency
from playground.ui.sampling.interpolate_panel import interpolate
from playground.ui.sampling.interpolations import WAYS
from playground.ui.tabs.consistency.denoise_panel import SAMPLER
from playground.ui.tabs.consistency.state import ConsistencyImages


def _equations(images: ConsistencyImages, _card: Card | None) -> tuple[str, ...]:
    """That of the way between two seeds, and what is done with its noise."""
    return (WAYS[images.interpolate.path], "self_consistency")


PANEL = interpolate(consistency.Interpolate, SAMPLER, _equations, also="label network")
