"""The exact log-likelihood of pictures, value by value, and their way to z and back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Frame, Scalar
from playground.core.multiscale import scale_of_pixels
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.nflow_images.network import Images, Network, blocks, levels_of, log_base
from playground.paradigms.nflow_images.recipes import HeldOut, Inspect, Likelihood

MOST_BITS = 8.0
"""Bits per dimension of pictures all of which are equally likely."""


def likelihood(recipe: Likelihood, resources: Resources) -> Run:
    """Frames as :class:`Likelihood` says."""
    network = Network(recipe, resources)
    held_out = resources.held_out(network.card.data)
    count = min(recipe.count, len(held_out))
    labels = held_out.labels[:count].astype(np.int64)
    told = labels if recipe.labelled else network.labels(network.flow.classes, count)
    found = np.full((3, count), np.nan, dtype=np.float64)
    edges = np.linspace(0, MOST_BITS, recipe.bins + 1)
    for part in blocks(count):
        noise = network.fractions(recipe.noise, range(part.start, part.stop))
        z, density = network.normalise(held_out.images[part], noise, told[part])
        nats, base = _total(density), log_base(z)
        bits = -nats / (network.card.image.dimensions * math.log(2))
        found[:, part] = bits, base, nats - base
        known = found[0, : part.stop]
        counts, _ = np.histogram(np.minimum(known, MOST_BITS), edges)
        arrays: dict[str, Array] = {
            **dict(zip(("bits", "log_base", "log_determinant"), found.astype(np.float32), strict=True)),
            "labels": labels, "edges": edges.astype(np.float32), "counts": counts.astype(np.int64),
        }  # fmt: skip
        error = float(known.std(ddof=1)) / math.sqrt(part.stop) if part.stop > 1 else 0.0
        scalars: dict[str, Scalar] = {
            "done": part.stop, "bits_per_dim": float(known.mean()), "error": error
        }  # fmt: skip
        yield Frame(arrays=arrays, scalars=scalars, index=part.stop, total=count, final=part.stop == count)


def inspect(recipe: Inspect, resources: Resources) -> Run:
    """One frame as :class:`Inspect` says."""
    network = Network(recipe, resources)
    image, label = network.image(recipe.source)
    classes = network.flow.classes
    index = recipe.source.index if isinstance(recipe.source, HeldOut) else 0
    noise = network.fractions(recipe.noise, [index])
    told = classes if label is None or not recipe.labelled else label
    # The picture as it was asked for, and then given each class.
    asked = np.array([told, *range(classes)], dtype=np.int64)
    z, density = network.normalise(_repeated(image, len(asked)), np.repeat(noise, len(asked), axis=0), asked)
    values = network.generate(z[:1], asked[:1])
    error = np.abs(values[0] - (image + noise[0]))
    nats, base, given = _total(density), float(log_base(z[:1])[0]), _total(density[1:])
    bits = -density[0].astype(np.float64) / math.log(2)
    height, width = network.card.image.height, network.card.image.width
    scales = scale_of_pixels(height, width, network.flow.halvings)
    each = np.exp(given - given.max())
    arrays: dict[str, Array] = {
        "original": image, "returned": levels_of(values)[0], "z": z[0], "bits": bits.astype(np.float32),
        "error": error.astype(np.float32), "scales": scales,
        "scale_bits": np.bincount(scales.ravel(), bits.sum(axis=0).ravel()).astype(np.float32),
        "class_log_densities": given.astype(np.float32),
        "class_probabilities": (each / each.sum()).astype(np.float32),
    }  # fmt: skip
    scalars: dict[str, Scalar] = {
        "log_base": base, "log_determinant": float(nats[0]) - base, "log_density": float(nats[0]),
        "bits_per_dim": float(bits.sum()) / bits.size, "largest_error": float(error.max()),
    }  # fmt: skip
    if label is not None:
        scalars["label"] = label
    yield Frame(arrays=arrays, scalars=scalars, index=1, final=True)


def _total(density: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log-density of each picture from those of its values."""
    return np.asarray(density.reshape(len(density), -1).sum(axis=1, dtype=np.float64))


def _repeated(image: Images, count: int) -> Images:
    return np.repeat(image[None], count, axis=0)
