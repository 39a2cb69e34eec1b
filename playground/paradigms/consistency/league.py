"""Consistency in the league."""

from __future__ import annotations

from playground.paradigms.denoising.league import DenoiserEntrant, controls_of, plan_of
from playground.paradigms.league.entrant import Terms
from playground.paradigms.plane.recipes import ConsistencyLab


def consistency(terms: Terms) -> DenoiserEntrant:
    """A flow, and after half of the budget its distillation (Song et al. 2023)."""
    from playground.live.consistency_phases import ConsistencyPhases

    lab = ConsistencyLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, steps=terms.steps)
    phases = ConsistencyPhases(plan_of(lab))
    return DenoiserEntrant(lab, phases, controls_of(lab), "distillation", kind="consistency")
