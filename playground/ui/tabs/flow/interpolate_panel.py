"""Between the noise of two seeds."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms import flow
from playground.ui.explain.formulas import straight_names_of
from playground.ui.sampling.interpolate_panel import interpolate
from playground.ui.sampling.interpolations import WAYS, of_flows
from playground.ui.sampling.spec import SAMPLER
from playground.ui.tabs.flow.state import FlowImages


def _equations(images: FlowImages, _card: Card | None) -> tuple[str, ...]:
    """That of the way between two seeds, and those of the solver that is chosen."""
    return (of_flows(WAYS[images.interpolate.path]), *straight_names_of(images.interpolate.sampler))


PANEL = interpolate(flow.Interpolate, SAMPLER, _equations, also="label network step")
