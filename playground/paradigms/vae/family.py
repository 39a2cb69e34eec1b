"""What the variational autoencoder is to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.words import counted
from playground.paradigms.family import Candidate, Family, Mark, Nature, Variant
from playground.paradigms.vae_images.card import RULES
from playground.paradigms.vae_images.network import refusal_of
from playground.paradigms.vae_images.recipes import (
    Codes,
    Decode,
    Directions,
    Interpolate,
    Likelihood,
    Plane,
    Reconstruct,
    Sample,
    Traverse,
)
from playground.paradigms.vae_lab.recipes import VaeLab


def facts(card: Card) -> str:
    """How many dimensions the codes have, and what was measured of them, in one line."""
    parts, measured = [counted(card.latent, "latent dimension")], card.measured
    if "bits_per_dim" in measured:
        parts.append(f"{measured['bits_per_dim']:.3f} bits/dim held out")
    if "active_units" in measured and card.latent > 2:
        parts.append(f"{measured['active_units']:.0f} active")
    return ", ".join(parts)


PARADIGM = Family(
    name="vae",
    title="VAE",
    order=1,
    generate=Sample,
    card=RULES,
    runs={
        Decode: "playground.paradigms.vae_images.runs:decode",
        Plane: "playground.paradigms.vae_images.runs:plane",
        Codes: "playground.paradigms.vae_images.runs:codes",
        Reconstruct: "playground.paradigms.vae_images.runs:reconstruct",
        Interpolate: "playground.paradigms.vae_images.runs:interpolate",
        Directions: "playground.paradigms.vae_images.named:directions",
        Traverse: "playground.paradigms.vae_images.named:traverse",
        Sample: "playground.paradigms.vae_images.runs:sample",
        Likelihood: "playground.paradigms.vae_images.likelihood:likelihood",
        VaeLab: "playground.paradigms.vae_lab.runs:train",
    },
    variants=(
        Variant(
            name="vae",
            title="VAE",
            colour=4,
            mark=Mark(form="polygon", corners=3, direction=90, size=1.25),
            nature=Nature(
                likelihood="bound",
                why="The evidence lower bound (Kingma and Welling 2014), tightened by the importance of many "
                "draws where it was measured so (Burda, Grosse and Salakhutdinov 2016): the true number of "
                "bits is at most this.",
                type="latent variables",
                explained="A latent variable model p(x|z)·p(z), learned by variational inference.",
                league="vae",
                iterative=False,
            ),
        ),
    ),
    facts=facts,
    settings_of=lambda _card: ({"temperature": 1.0}, {"temperature": 0.8}),
    likelihood=Likelihood,
    measured=True,
    asked_for=True,
    refusal_of=refusal_of,
    drawing_parts=lambda _recipe, _card: ("decoder",),
    edited=("temperature",),
    lanes=(Sample(model="fashion-vae-16"),),
    lanes_order=5,
    candidates=(
        Candidate(
            name="vae",
            title="VAE",
            help="Encoder and decoder, with a learned σ.",
            variant="vae",
            entrant="playground.paradigms.vae.league:VaeCandidate",
        ),
    ),
)
