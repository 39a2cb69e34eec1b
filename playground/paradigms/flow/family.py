"""What flow matching is to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.card import EDITED, drawing_parts, facts, rules, steps
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.solvers import Solvers
from playground.paradigms.family import Candidate, Family, Fields, Mark, Nature, Variant, Walk
from playground.paradigms.flow import (
    Answers,
    Calibration,
    Compare,
    Interpolate,
    Likelihood,
    Sample,
)
from playground.paradigms.plane.recipes import FlowLab

SETTINGS: dict[str, tuple[Fields, ...]] = {
    "flow": (
        *steps("euler", 1, 2, 5, 10, 20, 50),
        *steps("ab2", 5, 10, 20, 50),
        *steps("midpoint", 5),
        *steps("heun", 5),
        *steps("rk4", 3),
        *steps("ab2", 8, guided=True),
    ),
    "reflow": steps("euler", 1, 2, 4),
    "latent": (*steps("ab2", 5, 10, 20), *steps("ab2", 18, guided=True)),
}


def variant_of(_recipe: Fields, card: Card) -> str:
    """A flow that was taught was straightened; one with a decoder lives among latents."""
    denoising = Denoising.of(card)
    taught = denoising is not None and denoising.teacher
    return "reflow" if taught else "latent" if "decoder" in card.parts else "flow"


def evaluations(recipe: Fields, _card: Card) -> float:
    """Four for each Runge–Kutta step, and two more at each for every probe of the divergence."""
    return 4.0 * int(recipe["steps"]) * (1 + 2 * int(recipe["probes"]))


PARADIGM = Family(
    name="flow",
    title="Flow Matching",
    order=4,
    generate=Sample,
    card=rules("denoiser"),
    runs={
        Sample: "playground.paradigms.denoising.sampling:sample",
        Paths: "playground.paradigms.denoising.lines:paths",
        Interpolate: "playground.paradigms.denoising.interpolation:interpolate",
        Compare: "playground.paradigms.flow.runs:compare",
        Likelihood: "playground.paradigms.flow.runs:likelihood",
        Answers: "playground.paradigms.denoising.answers:answers",
        Calibration: "playground.paradigms.denoising.windows:calibration",
        Solvers: "playground.paradigms.denoising.solvers:compare_solvers",
        FlowLab: "playground.paradigms.plane.runs:train",
    },
    variants=(
        Variant(
            name="flow",
            title="flow matching",
            colour=5,
            mark=Mark(form="disc"),
            nature=Nature(
                likelihood="exact",
                why="By the instantaneous change of variables along the ODE (Chen et al. 2018), of uniformly "
                "dequantised pictures; the divergence is estimated without bias (Hutchinson).",
                type="ODE",
                explained="An ordinary differential equation whose velocity is learned by regression on "
                "straight lines (Lipman et al. 2023).",
                league="flow",
            ),
        ),
        Variant(
            name="reflow",
            title="rectified flow",
            colour=6,
            mark=Mark(form="polygon", corners=5, size=1.1),
            nature=Nature(
                likelihood="exact",
                why="As for flow matching, along its straightened ODE. What it was distilled with, guidance "
                "included, is part of the density.",
                type="ODE, straightened",
                explained="The same, learned again on the pairs that a first flow made, so that its paths "
                "are straighter (Liu, Gong and Liu 2023).",
                league="reflow",
            ),
        ),
        Variant(
            name="latent",
            title="latent flow",
            colour=3,
            mark=Mark(form="polygon", corners=6, size=1.1),
        ),
    ),
    variant_of=variant_of,
    settings_of=lambda card: SETTINGS[variant_of({}, card)],
    likelihood=Likelihood,
    evaluations=evaluations,
    refusal_of=refusal_of,
    drawing_parts=drawing_parts,
    facts=facts,
    edited=EDITED,
    lanes=(
        Sample(model="fashion-flow", sampler="ab2", steps=10),
        Sample(model="fashion-dit", sampler="ab2", steps=20),
        Sample(model="fashion-reflow", sampler="euler", steps=1),
    ),
    lanes_order=2,
    candidates=(
        Candidate(
            name="flow",
            title="Flow matching",
            help="Predicts the velocity on straight lines.",
            variant="flow",
            entrant="playground.paradigms.flow.league:flow",
            walk=Walk(steps=20, title="Flow’s steps", help="Euler’s steps from noise to data."),
        ),
        Candidate(
            name="reflow",
            title="Rectified flow",
            help="Half of the budget for a flow, half for its pairs and making it straight.",
            variant="reflow",
            entrant="playground.paradigms.flow.league:rectified",
            walk=Walk(steps=1, title="Rectified flow’s steps", help="Euler’s steps from noise to data."),
        ),
    ),
)
