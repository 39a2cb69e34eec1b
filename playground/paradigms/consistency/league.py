"""Consistency in the league."""

from __future__ import annotations

from playground.paradigms.denoising.league import DenoiserCandidate, controls_of, plan_of
from playground.paradigms.league.candidate import Terms
from playground.paradigms.plane.recipes import ConsistencyLab


def consistency(terms: Terms) -> DenoiserCandidate:
    """A flow, and after half of the budget its distillation (Song et al. 2023)."""
    from playground.live.consistency_phases import ConsistencyPhases

    lab = ConsistencyLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, steps=terms.steps)
    phases = ConsistencyPhases(plan_of(lab))
    return DenoiserCandidate(lab, phases, controls_of(lab), "distillation", kind="consistency")
