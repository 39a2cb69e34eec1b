"""What can be asked of a variational autoencoder of pictures."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.drawn import Many
from playground.core.fields import about, bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import Recipe
from playground.paradigms.sources import Drawing as Drawing
from playground.paradigms.sources import HeldOut as HeldOut


def grid(recipe: Plane, base: NDArray[np.floating], tiles: int) -> NDArray[np.float32]:
    """Centres ``(tiles², d)`` of the cells of the plane through ``base`` (d,), top row first."""
    centres = ((np.arange(tiles) + 0.5) / tiles * 2 - 1) * recipe.radius
    points = np.tile(base, (tiles, tiles, 1))
    points[:, :, recipe.horizontal] = centres[None, :]
    points[:, :, recipe.vertical] = -centres[:, None]
    return points.reshape(tiles * tiles, -1).astype(np.float32)


BLOCK = 16
"""Samples are decoded in blocks of this many, so that a picture never depends on how many were asked for."""

MAX_LATENT = 512
MAX_COUNT = 1024
FARTHEST_STRENGTH = 20.0
"""A code is moved by at most so many lengths of a direction."""

Model = Annotated[str, about("Model", "The trained model that is run.", widget="model", length=100)]
Seed = Annotated[
    int, bounds(0, MAX_SEED, "Seed", "The same seed gives the same noise on every machine.", widget="seed")
]
Count = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many images are drawn.", scale="log")]
Temperature = Annotated[
    float,
    bounds(
        0.0, 2.0, "Temperature",
        "Scales the prior’s noise: below 1 gives typical images, above 1 unusual ones.", step=0.05,
    ),
]  # fmt: skip
Output = Annotated[
    Literal["mean", "sample"],
    about("Pixels", "Show the decoder’s location, or draw every pixel from its likelihood.", folded=True),
]
PathName = Annotated[
    Literal["linear", "spherical"],
    about("Path", "Straight through the latent space, or turning around its origin."),
]
FrameCount = Annotated[int, bounds(2, 240, "Frames", "How many pictures the way from A to B has.")]
Tiles = Annotated[
    int, bounds(4, 40, "Tiles", "Decoded pictures along each side of the latent plane.", folded=True)
]
Radius = Annotated[
    float, bounds(0.5, 6.0, "Extent", "Half the side of the latent plane, in prior σ.", unit="σ", folded=True)
]
Axis = Annotated[int, bounds(0, MAX_LATENT - 1, "Axis", "A latent dimension.")]
Vector = Annotated[tuple[float, ...], about("Latent", "A point in the latent space.", length=MAX_LATENT)]
Draw = Annotated[int, bounds(0, MAX_SEED, "Draw", "Which ε is drawn: resampling moves on to the next.")]
Points = Annotated[
    int, bounds(10, 1000, "Points", "Held-out images shown as dots in the latent plane.", folded=True)
]


Strengths = Annotated[
    tuple[Annotated[float, msgspec.Meta(ge=-FARTHEST_STRENGTH, le=FARTHEST_STRENGTH)], ...],
    about("Strengths", "How far to go along each named direction, in lengths of it.", length=64),
]
DirectionName = Annotated[
    str, about("Direction", "The named direction that is gone along; the first without a name.", length=100)
]
AlongRow = Annotated[int, bounds(2, 49, "Pictures", "Pictures along a direction.")]
Reach = Annotated[float, bounds(0.1, FARTHEST_STRENGTH, "Reach", "How far to either side, in lengths.")]
Measured = Annotated[int, bounds(1, 1000, "Images", "How many held-out images are measured.", scale="log")]
Draws = Annotated[
    int, bounds(1, 1024, "Draws", "How many z of each image’s posterior its likelihood is estimated from.",
                scale="log"),
]  # fmt: skip


class Latent(msgspec.Struct, frozen=True, tag="latent", tag_field="from"):
    """A point of the latent space itself."""

    values: tuple[float, ...]


ImageSource: TypeAlias = HeldOut | Drawing
Source: TypeAlias = HeldOut | Drawing | Latent


class Decode(Recipe, frozen=True, kw_only=True, tag="vae-decode"):
    """The picture at one latent point; missing coordinates are 0."""

    model: Model
    latent: Vector = ()


class Plane(Recipe, frozen=True, kw_only=True, tag="vae-plane"):
    """Decoded tiles over two latent dimensions, the others held at ``base``."""

    model: Model
    horizontal: Axis = 0
    vertical: Axis = 1
    base: Vector = ()
    radius: Radius = 3.0
    tiles: Tiles = 20


class Codes(Recipe, frozen=True, kw_only=True, tag="vae-codes"):
    """Posteriors of held-out images."""

    model: Model
    count: Points = 1000


class Reconstruct(Recipe, frozen=True, kw_only=True, tag="vae-reconstruct"):
    """One image through encoder, z = μ + σ·ε, and decoder, with its ELBO."""

    model: Model
    source: ImageSource = HeldOut(0)
    seed: Seed = 0
    draw: Draw = 0


class Interpolate(Recipe, frozen=True, kw_only=True, tag="vae-interpolate"):
    """The pictures on the way from A to B; an image stands for the mean of its posterior."""

    model: Model
    a: Source = HeldOut(0)
    b: Source = HeldOut(1)
    path: PathName = "linear"
    frames: FrameCount = 49


class Directions(Recipe, frozen=True, kw_only=True, tag="vae-directions"):
    """Move an image's code along the named directions of the model's card (Larsen et al. 2016, section 4.3).

    One frame: ``images`` (2, channels, height, width), the mean of its posterior decoded, and moved;
    ``latents`` (2, d). Missing ``strengths`` are 0.
    """

    model: Model
    source: ImageSource = HeldOut(0)
    strengths: Strengths = ()


class Traverse(Recipe, frozen=True, kw_only=True, tag="vae-traverse"):
    """A filmstrip along a named direction, from one side to the other.

    It goes through the code that :class:`Directions` gives, whose own strength in this direction ``offsets``
    (pictures,) float32 take the place of. One frame: ``images`` (pictures, channels, height, width) and
    ``latents`` (pictures, d).
    """

    model: Model
    source: ImageSource = HeldOut(0)
    strengths: Strengths = ()
    direction: DirectionName = ""
    pictures: AlongRow = 7
    reach: Reach = 3.0


class Sample(Recipe, frozen=True, kw_only=True, tag="vae-sample"):
    """Pictures decoded from prior noise z = temperature · ε."""

    model: Model
    count: Many = 64
    seed: Seed = 0
    temperature: Temperature = 1.0
    output: Output = "mean"


class Likelihood(Recipe, frozen=True, kw_only=True, tag="vae-likelihood"):
    """A lower bound on the log-probability of held-out images, weighted by importance, as bits per dimension.

    log (1/k) Σ p(x|z) p(z) / q(z|x) over ``draws`` z of each image's posterior, whose mean is at most
    log p(x), and no less than the ELBO's (Burda, Grosse and Salakhutdinov 2016, equation 8). Of a Bernoulli
    likelihood x is one draw of the image in black and white, so its bits compare with those of no other.

    Frames, one for each block of images: ``bits`` and ``elbo_bits`` (n,) per dimension, of this bound and of
    the ELBO of the same z, NaN where still to come; ``labels`` (n,). Scalars ``done``, and of those
    done ``bits_per_dim`` and ``elbo_bits_per_dim`` (their means) and ``standard_error`` of the first.
    """

    model: Model
    count: Measured = 1000
    draws: Draws = 256
    seed: Seed = 0
