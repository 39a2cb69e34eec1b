"""What the generative adversarial network is to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.core.words import counted
from playground.paradigms.family import Candidate, Family, Mark, Nature, Variant
from playground.paradigms.gan_images.card import RULES, Gan, generating, part_at
from playground.paradigms.gan_images.players import refusal_of
from playground.paradigms.gan_images.recipes import (
    LAST,
    Directions,
    Interpolate,
    Judge,
    Layers,
    Mix,
    Moments,
    Plane,
    Point,
    Sample,
    Traverse,
)
from playground.paradigms.gan_lab.recipes import GanLab


def facts(card: Card) -> str:
    """What the players are given, and which moments of their training were kept."""
    gan = Gan.of(card)
    if gan is None:
        return ""
    said = [f"Noise of {counted(gan.latent, 'value')}"]
    if gan.style:
        said.append(f"w of {counted(gan.style, 'value')} for each of {counted(gan.layers, 'layer')}")
    if gan.loss is not None:
        said.append(f"{gan.loss} loss")
    if gan.snapshots:
        said.append(f"{counted(len(gan.snapshots), 'moment')} of {counted(gan.steps[-1], 'step')}")
    return "; ".join(said)


def _drawing_parts(recipe: Recipe, card: Card) -> tuple[str, ...]:
    gan, snapshot = Gan.of(card), getattr(recipe, "snapshot", LAST)
    return tuple(part_at(card, part, snapshot) for part in generating(gan)) if gan else ()


PARADIGM = Family(
    name="gan",
    title="GAN",
    order=2,
    generate=Sample,
    card=RULES,
    runs={
        Sample: "playground.paradigms.gan_images.runs:sample",
        Plane: "playground.paradigms.gan_images.runs:plane",
        Point: "playground.paradigms.gan_images.runs:point",
        Interpolate: "playground.paradigms.gan_images.runs:interpolate",
        Directions: "playground.paradigms.gan_images.directions:directions",
        Traverse: "playground.paradigms.gan_images.directions:traverse",
        Mix: "playground.paradigms.gan_images.mixing:mix",
        Layers: "playground.paradigms.gan_images.mixing:layers",
        Judge: "playground.paradigms.gan_images.judging:judge",
        Moments: "playground.paradigms.gan_images.judging:moments",
        GanLab: "playground.paradigms.gan_lab.runs:train",
    },
    variants=(
        Variant(
            name="gan",
            title="GAN",
            colour=7,
            mark=Mark(form="polygon", corners=3, direction=-90, size=1.25),
            nature=Nature(
                likelihood="none",
                why="A GAN draws pictures and gives them no probability: its generator is not invertible, "
                "and what it cannot draw would have the probability zero.",
                type="implicit, two players",
                explained="An implicit model: a map from noise, learned in a game against a discriminator "
                "(Goodfellow et al. 2014).",
                league="gan",
                iterative=False,
            ),
        ),
    ),
    settings_of=lambda _card: ({"truncation": 1.0}, {"truncation": 0.8}, {"truncation": 0.6}),
    refusal_of=refusal_of,
    drawing_parts=_drawing_parts,
    facts=facts,
    edited=("truncation",),
    lanes=(Sample(model="fashion-gan"),),
    lanes_order=4,
    candidates=(
        Candidate(
            name="gan",
            title="GAN",
            help="Non-saturating; a round is an update of each player.",
            variant="gan",
            entrant="playground.paradigms.gan.league:GanCandidate",
        ),
    ),
)
