"""The exact log-likelihood of pictures, value by value, and their way to z and back."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.drawn import blocks
from playground.core.frames import Array, Frame, Scalar
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS, scale_of_pixels
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.nflow_images.network import (
    BLOCK,
    Floats,
    FlowNetwork,
    Images,
    LabelArray,
    levels_of,
    log_base,
    log_normal,
)
from playground.paradigms.nflow_images.recipes import DIGITS, ONE_AFTER_ANOTHER, HeldOut, Inspect, Likelihood


class Block(NamedTuple):
    """Some pictures, the fractions that make densities of their grey levels, and the labels to be told."""

    images: Images
    fractions: Floats
    told: LabelArray


class Pictures:
    """What a recipe measures, a block at a time."""

    def __init__(self, recipe: Likelihood, network: FlowNetwork, resources: Resources) -> None:
        """Raises ``DataError``, also where the pictures have another shape than the flow's."""
        self._recipe, self._network = recipe, network
        self._held_out: LabelledImages | None = None
        if recipe.of not in ("samples", "noise"):
            other = DIGITS if recipe.of == "digits" else ""
            self._held_out = held_out_of(network.card, resources, other)
        there = recipe.count if self._held_out is None else len(self._held_out)
        self.count = min(recipe.count, there)
        self.labels = self._labels()

    def block(self, part: slice) -> Block:
        recipe, network = self._recipe, self._network
        indices = range(part.start, part.stop)
        told = self.labels[part] if recipe.labelled else network.labels(network.flow.classes, len(indices))
        if recipe.of == "samples":
            values = network.generate(network.noise(recipe.noise, indices), told)
            levels = levels_of(values)
            return Block(levels, np.asarray(np.clip(values - levels, 0, 1), np.float32), told)
        return Block(self._levels(part, indices), network.fractions(recipe.noise, indices), told)

    def _levels(self, part: slice, indices: range) -> Images:
        recipe, shape = self._recipe, self._network.shape
        if self._held_out is None:
            drawn = [generator(recipe.noise, index, "grey levels") for index in indices]
            return np.stack([one.integers(0, LEVELS, shape, dtype=np.uint8) for one in drawn])
        images = self._held_out.images[part]
        if recipe.of == "inverted":
            return np.asarray(LEVELS - 1 - images, dtype=np.uint8)
        if recipe.of != "shuffled":
            return images
        orders = [generator(recipe.noise, index, "shuffle") for index in indices]
        flat = images.reshape(len(images), -1)
        return np.stack([order.permutation(one) for order, one in zip(orders, flat, strict=True)]).reshape(
            images.shape
        )

    def _labels(self) -> LabelArray:
        classes = self._network.flow.classes
        if self._recipe.of == "samples":
            return self._network.labels(ONE_AFTER_ANOTHER if self._recipe.labelled else classes, self.count)
        if self._held_out is None or self._recipe.of == "digits":
            return np.full(self.count, classes, dtype=np.int64)
        return self._held_out.labels[: self.count].astype(np.int64)


MOST_BITS = 8.0
"""Bits per dimension that pictures take if all are taken to be equally likely."""

DRAWS = 16
"""Draws of the noise that one picture's likelihood is compared over."""

MOST_Z, Z_BINS = 5.0, 40
"""Range of the histogram of z, and its bars."""


def likelihood(recipe: Likelihood, resources: Resources) -> Run:
    """Frames as :class:`Likelihood` says."""
    network = FlowNetwork(recipe, resources)
    pictures = Pictures(recipe, network, resources)
    count = pictures.count
    found = np.full((3, count), np.nan, dtype=np.float64)
    edges = np.linspace(0, MOST_BITS, recipe.bins + 1)
    for part in blocks(count, BLOCK):
        block = pictures.block(part)
        z, density = network.normalise(*block)
        nats, base = _total(density), log_base(z)
        found[:, part] = _bits(nats, network), base, nats - base
        known = found[0, : part.stop]
        counts, _ = np.histogram(np.minimum(known, MOST_BITS), edges)
        arrays: dict[str, Array] = {
            **dict(zip(("bits", "log_base", "log_determinant"), found.astype(np.float32), strict=True)),
            "labels": pictures.labels, "edges": edges.astype(np.float32), "counts": counts.astype(np.int64),
        }  # fmt: skip
        error = float(known.std(ddof=1)) / math.sqrt(part.stop) if part.stop > 1 else 0.0
        scalars: dict[str, Scalar] = {
            "done": part.stop, "bits_per_dim": float(known.mean()), "error": error,
            "milliseconds": network.milliseconds,
        }  # fmt: skip
        yield Frame(arrays=arrays, scalars=scalars, index=part.stop, total=count, final=part.stop == count)


def inspect(recipe: Inspect, resources: Resources) -> Run:
    """One frame as :class:`Inspect` says."""
    network = FlowNetwork(recipe, resources)
    image, label = network.image(recipe.source)
    classes = network.flow.classes
    index = recipe.source.index if isinstance(recipe.source, HeldOut) else 0
    noise = network.fractions(recipe.noise, [index])
    told = classes if label is None or not recipe.labelled else label
    # The picture as it was asked for, and then given each class.
    asked = np.array([told, *range(classes)], dtype=np.int64)
    z, density = network.normalise(_repeated(image, len(asked)), np.repeat(noise, len(asked), axis=0), asked)
    # Its z read as it was written, and then as each class.
    values = network.generate(np.repeat(z[:1], len(asked), axis=0), asked)
    arrays = {
        **_way(image, noise[0], z[0], values),
        **_by_scale(z[0], density[0], network),
        **_draws(image, index, told, recipe.noise, network),
        **_classes(density[1:]),
    }
    base, nats = float(log_base(z[:1])[0]), float(_total(density[:1])[0])
    draws = -arrays["draw_bits"].astype(np.float64) * network.card.image.dimensions * math.log(2)
    scalars: dict[str, Scalar] = {
        "log_base": base, "log_determinant": nats - base, "log_density": nats,
        "bits_per_dim": float(_bits(nats, network)),
        "mean_log_density": float(draws.mean()),
        "bound_log_density": float(draws.max() + np.log(np.exp(draws - draws.max()).mean())),
        "largest_error": float(arrays["error"].max()),
        "z_mean": float(z[0].mean(dtype=np.float64)), "z_deviation": float(z[0].std(dtype=np.float64)),
        "z_beyond": float((np.abs(z[0]) > 2).mean()),
    }  # fmt: skip
    if label is not None:
        scalars["label"] = label
    yield Frame(arrays=arrays, scalars=scalars, index=1, final=True)


def _way(image: Images, noise: Floats, z: Floats, values: Floats) -> dict[str, Array]:
    """The picture to z and back; ``values`` are those of its z as it was written, and as each class."""
    returned = levels_of(values)
    edges = np.linspace(-MOST_Z, MOST_Z, Z_BINS + 1)
    counts, _ = np.histogram(np.clip(z, -MOST_Z, MOST_Z), edges)
    error = np.abs(values[0] - (image + noise)).astype(np.float32)
    return {
        "original": image, "returned": returned[0], "as_classes": returned[1:], "z": z, "error": error,
        "z_edges": edges.astype(np.float32), "z_counts": counts.astype(np.int64),
    }  # fmt: skip


def _by_scale(z: Floats, density: Floats, network: FlowNetwork) -> dict[str, Array]:
    """What each value, and each scale, contributes to the log-density."""
    scales = scale_of_pixels(network.card.image.height, network.card.image.width, network.flow.halvings)
    nats, base = density.astype(np.float64), log_normal(z)

    def summed(values: NDArray[np.float64]) -> NDArray[np.float32]:
        return np.bincount(scales.ravel(), values.sum(axis=0).ravel()).astype(np.float32)

    return {
        "bits": (-nats / math.log(2)).astype(np.float32), "scales": scales,
        "scale_bits": summed(-nats / math.log(2)), "scale_log_bases": summed(base),
        "scale_log_determinants": summed(nats - base),
    }  # fmt: skip


def _draws(image: Images, index: int, told: int, first: int, network: FlowNetwork) -> dict[str, Array]:
    """Bits per dimension of the same grey levels with other noise."""
    noise = np.concatenate([network.fractions(first + draw, [index]) for draw in range(DRAWS)])
    _, density = network.normalise(_repeated(image, DRAWS), noise, np.full(DRAWS, told, dtype=np.int64))
    return {"draw_bits": np.asarray(_bits(_total(density), network), dtype=np.float32)}


def _classes(density: Floats) -> dict[str, Array]:
    """How likely the picture is given each class, and each class given the picture; empty without classes."""
    given = _total(density)
    each = np.exp(given - given.max(initial=-np.inf))
    return {
        "class_log_densities": given.astype(np.float32),
        "class_probabilities": (each / each.sum()).astype(np.float32),
    }


def _bits(nats: Any, network: FlowNetwork) -> Any:
    """Bits per dimension of log-densities in nats."""
    return -nats / (network.card.image.dimensions * math.log(2))


def _total(density: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log-density of each picture from those of its values."""
    flat = density.reshape(len(density), math.prod(density.shape[1:]))
    return np.asarray(flat.sum(axis=1, dtype=np.float64))


def _repeated(image: Images, count: int) -> Images:
    return np.repeat(image[None], count, axis=0)
