"""What the normalizing flow is to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms.family import Candidate, Family, Mark, Nature, Variant
from playground.paradigms.nflow_images.card import RULES, Nflow
from playground.paradigms.nflow_images.network import refusal_of
from playground.paradigms.nflow_images.recipes import (
    Inspect,
    Interpolate,
    Likelihood,
    Likelihoods,
    Sample,
    Scales,
)
from playground.paradigms.nflow_lab.recipes import NflowLab


def facts(card: Card) -> str:
    """What is exact, in how many scales, and what was measured of it."""
    nflow = Nflow.of(card)
    if nflow is None:
        return ""
    bits = card.measured.get("bits_per_dim")
    told = "" if bits is None else f", {bits:.3f} bits/dim held out"
    return f"Exact likelihood, {nflow.halvings + 1} scales{told}"


PARADIGM = Family(
    name="nflow",
    title="Normalizing Flow",
    order=6,
    generate=Sample,
    card=RULES,
    runs={
        Sample: "playground.paradigms.nflow_images.runs:sample",
        Interpolate: "playground.paradigms.nflow_images.runs:interpolate",
        Likelihood: "playground.paradigms.nflow_images.likelihood:likelihood",
        Likelihoods: "playground.paradigms.nflow_images.likelihoods:likelihoods",
        Inspect: "playground.paradigms.nflow_images.likelihood:inspect",
        Scales: "playground.paradigms.nflow_images.runs:scales",
        NflowLab: "playground.paradigms.nflow_lab.runs:train",
    },
    variants=(
        Variant(
            name="nflow",
            title="normalizing flow",
            colour=2,
            mark=Mark(form="cross", size=1.15),
            nature=Nature(
                likelihood="exact",
                why="By the change of variables, of uniformly dequantised pictures (Dinh et al. 2017).",
                type="invertible map",
                explained="An invertible map between pictures and noise whose Jacobian’s determinant is "
                "cheap.",
                league="nflow",
                iterative=False,
            ),
        ),
    ),
    settings_of=lambda _card: tuple({"temperature": value} for value in (1.0, 0.9, 0.8, 0.7)),
    likelihood=Likelihood,
    measured=True,
    refusal_of=refusal_of,
    drawing_parts=lambda _recipe, _card: ("generate",),
    facts=facts,
    edited=("temperature",),
    lanes=(Sample(model="fashion-nflow"),),
    lanes_order=6,
    candidates=(
        Candidate(
            name="nflow",
            title="Normalizing flow",
            help="Four spline couplings, by exact likelihood.",
            variant="nflow",
            entrant="playground.paradigms.nflow.league:NflowCandidate",
        ),
    ),
)
