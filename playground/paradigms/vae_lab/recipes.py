"""The recipe of the VAE's 2-D lab: what is trained on the plane, and where one looks.

Its run trains for as long as it is stepped. Hot fields may change while it goes on, through ``send``; any
other change begins the training anew.
"""

from __future__ import annotations

from typing import Annotated

from playground.core.errors import RecipeError
from playground.core.fields import Hot, about, bounds
from playground.paradigms.lab.fields import (
    VIEW,
    Batch,
    Layers,
    Rate,
    Seed,
    SingleSteps,
    Speed,
    Training,
    Width,
)
from playground.paradigms.lab.recipe import Reviewable

_FARTHEST = 100.0

LatentSize = Annotated[int, bounds(1, 2, "Latent size", "How many numbers a point is coded by.")]
Beta = Annotated[
    float,
    bounds(
        0.0, 100.0, "β",
        "Weight of the KL term: 1 is the ELBO, more asks for simpler codes, 0 is a plain autoencoder.",
        scale="log", step=0.001,
    ),
]  # fmt: skip
LearnSigma = Annotated[bool, about("Learn σ", "Whether the decoder’s σ is learned with all the rest.")]
Sigma = Annotated[
    float,
    bounds(
        0.02, 2.0, "Decoder σ", "Width of p(x|z) around what is decoded; a learned one begins here.",
        scale="log",
    ),
]  # fmt: skip
Code = Annotated[
    tuple[float, float], about("Latent point", "A point of the latent space that is decoded.", group=VIEW)
]  # fmt: skip
Probe = Annotated[
    tuple[float, float],
    about("Probe", "A point of the plane that is encoded and reconstructed.", group=VIEW),
]  # fmt: skip


class VaeLab(Reviewable, frozen=True, kw_only=True, tag="vae-lab"):
    """A variational autoencoder with a Gaussian decoder on the plane, trained live."""

    latent: LatentSize = 2
    beta: Hot[Beta] = 1.0
    learn_sigma: Hot[LearnSigma] = True
    sigma: Hot[Sigma] = 0.3
    width: Width = 64
    layers: Layers = 2
    batch: Hot[Batch] = 256
    learning_rate: Hot[Rate] = 3e-3
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    seed: Seed = 0
    code: Hot[Code] = (0.0, 0.0)
    probe: Hot[Probe] = (1.0, 1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        for title, point in (("latent point", self.code), ("probe", self.probe)):
            if len(point) != 2 or not all(abs(value) <= _FARTHEST for value in point):
                raise RecipeError(
                    f"The {title} needs two coordinates between −{_FARTHEST:g} and {_FARTHEST:g}."
                )
