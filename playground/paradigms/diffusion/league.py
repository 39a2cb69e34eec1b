"""Diffusion in the league."""

from __future__ import annotations

from playground.paradigms.denoising.league import DenoiserEntrant, plan_of
from playground.paradigms.league.entrant import Terms
from playground.paradigms.plane.recipes import DiffusionLab


def diffusion(terms: Terms) -> DenoiserEntrant:
    """Noise prediction (Ho, Jain and Abbeel 2020)."""
    from playground.live.phases import DenoiserPhases

    lab = DiffusionLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, steps=terms.steps)
    return DenoiserEntrant(lab, DenoiserPhases(plan_of(lab)))
