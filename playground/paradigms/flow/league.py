"""Flow matching and rectified flow in the league."""

from __future__ import annotations

from playground.paradigms.denoising.league import DenoiserCandidate, controls_of, plan_of
from playground.paradigms.league.candidate import Terms
from playground.paradigms.plane.recipes import FlowLab


def flow(terms: Terms) -> DenoiserCandidate:
    """Flow matching on straight lines (Lipman et al. 2023)."""
    from playground.live.phases import DenoiserPhases

    lab = _lab(terms)
    return DenoiserCandidate(lab, DenoiserPhases(plan_of(lab)))


def rectified(terms: Terms) -> DenoiserCandidate:
    """A flow, and after half of the budget its reflow (Liu, Gong and Liu 2023)."""
    from playground.live.phases import DenoiserPhases

    lab = _lab(terms)
    # Half of the budget is for the reflow, however few steps the flow has made by then.
    phases = DenoiserPhases(plan_of(lab), waits=False)
    return DenoiserCandidate(lab, phases, controls_of(lab, reflows=1), "reflow 1")


def _lab(terms: Terms) -> FlowLab:
    return FlowLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, steps=terms.steps)
