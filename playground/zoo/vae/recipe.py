"""The training recipe of a variational autoencoder."""

from __future__ import annotations

from typing import Annotated

import msgspec

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainingRecipe


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A direction that is found from captions: what has one of the ``words``, and what has not.

    Only pictures count that tell the word ``within``, if there is one. Without words it leads to the class of
    the direction's name.
    """

    name: str
    words: tuple[str, ...] = ()
    within: str = ""


class TrainVae(TrainingRecipe, tag="train-vae", frozen=True, kw_only=True):
    """Maximise the ELBO with one scale for all pixels, then, all else fixed, with a scale for each pixel.

    With a scale per pixel from the start, the precision of an empty background drowns the shapes (Seitzer et
    al. 2022, "On the Pitfalls of Heteroscedastic Uncertainty Estimation"). Whatever ``beta`` is in training,
    the bound that is reported is the ELBO itself, with β = 1.
    """

    latent: Annotated[int, bounds(1, 1024, "latent size", "Dimensions of the latent space.")]
    beta: Annotated[float, bounds(0.0, 1000.0, "β", "Weight of the KL term; 1 is the ELBO itself.")] = 1.0
    kl_warm_up: Annotated[int, bounds(0, 1_000_000, "KL warm-up", "Steps until β is reached.")] = 0
    scale_epochs: Annotated[
        int, bounds(1, 10_000, "scale epochs", "Passes in which only the scales of the pixels are learned.")
    ] = 2
    directions: Annotated[
        tuple[Named, ...], about("directions", "What ways of the latent space are named by.", length=64)
    ] = ()
