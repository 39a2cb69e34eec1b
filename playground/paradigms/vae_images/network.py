"""Encoder and decoder of a VAE of pictures: posteriors, and what each kind of likelihood says of pixels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core import plain_text
from playground.core.cards import Bernoulli, Card, DiscretizedLogistic, Gaussian
from playground.core.errors import RecipeError
from playground.core.likelihood import LEVELS, log_probability
from playground.core.pictures import to_network, to_unit, to_unit_log_scale
from playground.core.recipe import Recipe
from playground.core.resources import Resources, Session
from playground.gaussian.likelihood import discretized_gaussian
from playground.paradigms.vae_images import card as cards
from playground.paradigms.vae_images.recipes import (
    Codes,
    Directions,
    Latent,
    Likelihood,
    Reconstruct,
    Traverse,
)

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]
Exact: TypeAlias = NDArray[np.float64]

_UNLIKELY = "The card of {} names no likelihood, so {}."


class Pixels(Protocol):
    """What a decoder says of every pixel ``(n, channels, height, width)``; black is 0, and white is 1."""

    mean: Floats
    """What is shown."""

    def log_probability(self, levels: Exact) -> Exact:
        """In nats, of each pixel's grey level."""

    def drawn(self, random: np.random.Generator, row: int) -> Floats:
        """One draw of all pixels of a picture."""


class LogisticPixels:
    """Grey levels that a logistic variable is rounded to."""

    def __init__(self, out: Mapping[str, Any], card: Card) -> None:
        self.mean = to_unit(out["location"], card.image)
        self._log_scale = to_unit_log_scale(out["log_scale"], card.image)

    def log_probability(self, levels: Exact) -> Exact:
        location, log_scale = self.mean.astype(np.float64), self._log_scale.astype(np.float64)
        return np.asarray(log_probability(levels, location, log_scale, np))

    def drawn(self, random: np.random.Generator, row: int) -> Floats:
        # By inversion; rounding to grey levels makes it the discretized one.
        uniform = random.random(self.mean.shape[1:])
        standard = np.log(uniform) - np.log1p(-uniform)
        return np.asarray(self.mean[row] + np.exp(self._log_scale[row]) * standard, dtype=np.float32)


class GaussianPixels:
    """Grey levels that a normal variable is rounded to, the outermost owning its tails.

    Its density would be none of grey levels: it may exceed every bound where the deviation is small.
    """

    def __init__(self, out: Mapping[str, Any], card: Card) -> None:
        scale = card.likelihood.scale if isinstance(card.likelihood, Gaussian) else None
        self.mean = to_unit(out["location"], card.image)
        log_scale = out["log_scale"] if scale is None else np.array(math.log(scale), dtype=np.float32)
        self._scale = np.exp(to_unit_log_scale(log_scale, card.image).astype(np.float64))

    def log_probability(self, levels: Exact) -> Exact:
        symmetric = 2 * levels / (LEVELS - 1) - 1
        return discretized_gaussian(symmetric, 2 * self.mean.astype(np.float64) - 1, 2 * self._scale)

    def drawn(self, random: np.random.Generator, row: int) -> Floats:
        scale = np.broadcast_to(self._scale, self.mean.shape)[row]
        return np.asarray(self.mean[row] + scale * random.standard_normal(self.mean.shape[1:]), np.float32)


class BernoulliPixels:
    """Pixels that are white with a probability, else black.

    The log-probability of a grey level is the mean over pictures in which each pixel is white with the
    probability of its grey level, else black: the cross-entropy that such models are trained with, whose
    bits are those of pixels in black and white.
    """

    def __init__(self, out: Mapping[str, Any], card: Card) -> None:
        logit = out["logit"].astype(np.float64)
        self._white, self._black = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
        self.mean = np.exp(self._white).astype(np.float32)

    def log_probability(self, levels: Exact) -> Exact:
        grey = levels / (LEVELS - 1)
        # Where a level is at an end, what has probability 0 there is not asked for.
        white = np.where(grey > 0, grey * self._white, 0.0)
        return np.asarray(white + np.where(grey < 1, (1 - grey) * self._black, 0.0))

    def drawn(self, random: np.random.Generator, row: int) -> Floats:
        return np.asarray(random.random(self.mean.shape[1:]) < self.mean[row], dtype=np.float32)


class MeanPixels:
    """Pictures alone, of which nothing is said but what they look like."""

    def __init__(self, out: Mapping[str, Any], card: Card) -> None:
        self.mean, self._title = to_unit(out["location"], card.image), card.title

    def log_probability(self, levels: Exact) -> Exact:
        raise RecipeError(_UNLIKELY.format(self._title, "pictures have no probability"))

    def drawn(self, random: np.random.Generator, row: int) -> Floats:
        raise RecipeError(
            f"The card of {self._title} names no likelihood, so pixels cannot be drawn from it."
        )


_PIXELS: dict[type, type[Pixels]] = {
    DiscretizedLogistic: LogisticPixels,
    Gaussian: GaussianPixels,
    Bernoulli: BernoulliPixels,
    type(None): MeanPixels,
}


def pixels_of(decoder: Session, card: Card, latents: Floats) -> Pixels:
    """What the decoder says of the pictures at ``latents`` ``(n, d)``."""
    kind: Any = _PIXELS[type(card.likelihood)]
    pixels: Pixels = kind(decoder.run({"latent": latents}), card)
    return pixels


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    if card.paradigm != "vae":
        return f"{card.title} is no variational autoencoder."
    ends = [end for end in (getattr(recipe, "a", None), getattr(recipe, "b", None)) if end is not None]
    encoded = type(recipe) in _ENCODED or any(not isinstance(end, Latent) for end in ends)
    if encoded and "encoder" not in card.parts:
        return f"{card.title} is a decoder alone: without an encoder no image becomes a code."
    if reason := _without_directions(recipe, card):
        return reason
    if card.likelihood is not None:
        return None
    if isinstance(recipe, Likelihood):
        return _UNLIKELY.format(card.title, "pictures have no probability")
    if getattr(recipe, "output", "mean") == "sample":
        return _UNLIKELY.format(card.title, "pixels cannot be drawn from it")
    return None


def _without_directions(recipe: Recipe, card: Card) -> str:
    """Why a model has no such named directions; empty where it has them, or none are asked for."""
    if not isinstance(recipe, Directions | Traverse):
        return ""
    table = cards.Directions.of(card)
    if table is None:
        return f"The card of {card.title} names no directions."
    if len(recipe.strengths) > len(table.named):
        return (
            f"{card.title} has {len(table.named)} named directions, and {len(recipe.strengths)} strengths "
            "were given."
        )
    if isinstance(recipe, Traverse) and recipe.direction and recipe.direction not in table.names:
        listed = ", ".join(table.names)
        return f"{card.title} has no direction “{plain_text.line(recipe.direction)}”; it has {listed}."
    return ""


def check(recipe: Any, resources: Resources) -> Card:
    """The card of a recipe's model; raises ``RecipeError`` where the recipe cannot be run with it."""
    card = resources.card(recipe.model)
    if reason := refusal_of(recipe, card):
        raise RecipeError(reason)
    return card


_ENCODED = (Codes, Directions, Likelihood, Reconstruct, Traverse)
"""What begins with pictures that become codes."""


def posterior_of(encoder: Session, card: Card, images: Images) -> tuple[Floats, Floats]:
    """Mean and deviation of the posteriors of images, each ``(n, d)``."""
    out = encoder.run({"image": to_network(images, card.image)})
    deviation = np.exp(0.5 * out["log_variance"])
    return np.asarray(out["mean"], dtype=np.float32), np.asarray(deviation, dtype=np.float32)


def binarised(images: Images, randoms: list[np.random.Generator]) -> Images:
    """Draw each pixel white with the probability of its grey level (Salakhutdinov and Murray 2008)."""
    rows = zip(images, randoms, strict=True)
    white = np.stack([random.random(image.shape) < image / (LEVELS - 1) for image, random in rows])
    return np.asarray((LEVELS - 1) * white, dtype=np.uint8)
