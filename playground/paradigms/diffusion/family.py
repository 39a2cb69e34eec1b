"""What diffusion is to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.recipe import kind_of
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.card import EDITED, drawing_parts, facts, rules, steps
from playground.paradigms.denoising.recipes import MAX_STEPS
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.diffusion import (
    Answers,
    Bound,
    Calibration,
    Fan,
    Forward,
    Interpolate,
    Sample,
)
from playground.paradigms.family import Candidate, Family, Fields, Mark, Nature, Variant, Walk
from playground.paradigms.plane.recipes import DiffusionLab

SETTINGS: tuple[Fields, ...] = (
    *steps("ddim", 5, 10, 20, 50, 100),
    {"sampler": "ddim", "steps": 50, "spacing": "trailing"},
    *steps("dpmpp_2m", 5, 10, 20),
    *steps("ddpm", 50, 100, 250, 1000),
    *steps("ddim", 10, 20, 50, guided=True),
)


def variant_of(recipe: Fields, _card: Card) -> str:
    """That of the sampler; the bound is of the chain that DDPM walks."""
    if recipe.get("kind") == kind_of(Bound):
        return "ddpm"
    sampler = str(recipe.get("sampler"))
    return sampler if sampler in ("ddpm", "ddim") else "solver"


def evaluations(_recipe: Fields, card: Card) -> float:
    """One for each term of the bound."""
    denoising: Denoising | None = Denoising.of(card)
    return 1.0 if denoising is None else denoising.schedule_steps + 1.0


PARADIGM = Family(
    name="diffusion",
    title="Diffusion",
    order=3,
    generate=Sample,
    card=rules("denoiser"),
    runs={
        Sample: "playground.paradigms.denoising.sampling:sample",
        Forward: "playground.paradigms.diffusion.runs:forward",
        Fan: "playground.paradigms.diffusion.runs:fan",
        Interpolate: "playground.paradigms.denoising.interpolation:interpolate",
        Bound: "playground.paradigms.diffusion.runs:bound",
        Answers: "playground.paradigms.denoising.answers:answers",
        Calibration: "playground.paradigms.denoising.windows:calibration",
        DiffusionLab: "playground.paradigms.plane.runs:train",
    },
    variants=(
        Variant(
            name="ddpm",
            title="DDPM",
            colour=0,
            mark=Mark(form="polygon", corners=4, direction=45, size=1.2),
            nature=Nature(
                likelihood="bound",
                why="The variational bound of denoising diffusion, all of its terms (Ho, Jain and Abbeel "
                "2020).",
                type="Markov chain, SDE",
                explained="A Markov chain that undoes small steps of noise, the discretisation of a reverse "
                "stochastic differential equation.",
                league="diffusion",
            ),
        ),
        Variant(
            name="ddim",
            title="DDIM",
            colour=1,
            mark=Mark(form="polygon", corners=4, direction=0, size=1.2),
            nature=Nature(
                likelihood="none",
                why="DDIM is another way to draw from DDPM’s network. As an ODE it has a density of its own, "
                "which this program follows along straight paths only; the network’s bound stands in DDPM’s "
                "row.",
                type="ODE, same network",
                explained="The deterministic sampler of the same network, a discretisation of the "
                "probability flow ODE (Song, Meng and Ermon 2021).",
                league="diffusion",
            ),
        ),
        Variant(name="solver", title="diffusion, other solvers", colour=9, mark=Mark(form="ring")),
    ),
    variant_of=variant_of,
    settings_of=lambda _card: SETTINGS,
    likelihood=Bound,
    evaluations=evaluations,
    refusal_of=refusal_of,
    drawing_parts=drawing_parts,
    facts=facts,
    edited=EDITED,
    lanes=(
        Sample(model="fashion-ddpm", sampler="ddpm", steps=MAX_STEPS),
        Sample(model="fashion-ddpm", sampler="ddim", steps=50),
    ),
    lanes_order=1,
    candidates=(
        Candidate(
            name="diffusion",
            title="Diffusion",
            help="Predicts the noise, on a linear β; sampled by DDIM.",
            variant="ddpm",
            entrant="playground.paradigms.diffusion.league:diffusion",
            walk=Walk(steps=20, title="Diffusion’s steps", help="Steps of DDIM from noise to data."),
        ),
    ),
)
