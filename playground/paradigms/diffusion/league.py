"""Diffusion in the league."""

from __future__ import annotations

from playground.paradigms.denoising.league import DenoiserCandidate, plan_of
from playground.paradigms.league.candidate import Terms
from playground.paradigms.plane.recipes import DiffusionLab


def diffusion(terms: Terms) -> DenoiserCandidate:
    """Noise prediction (Ho, Jain and Abbeel 2020)."""
    from playground.live.phases import DenoiserPhases

    lab = DiffusionLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, steps=terms.steps)
    return DenoiserCandidate(lab, DenoiserPhases(plan_of(lab)))
