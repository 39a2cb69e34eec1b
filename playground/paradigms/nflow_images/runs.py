"""The runs of normalizing flows of pictures: samples, ways, and what each scale carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from playground.core import interpolation
from playground.core.drawn import SHOWN, blocks
from playground.core.frames import Array, Frame
from playground.core.likelihood import scale_of_pixels
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.nflow_images.network import (
    BLOCK,
    Floats,
    FlowNetwork,
    Images,
    LabelArray,
    levels_of,
)
from playground.paradigms.nflow_images.recipes import (
    Interpolate,
    Sample,
    Scales,
)


def sample(recipe: Sample, resources: Resources) -> Run:
    """Frames as :class:`Sample` says."""
    network = FlowNetwork(recipe, resources)
    z = np.asarray(recipe.temperature * network.noise(recipe.seed, range(recipe.count)), dtype=np.float32)
    labels = network.labels(recipe.label, recipe.count)
    yield from _stream(network, z, labels, {"labels": labels})


def interpolate(recipe: Interpolate, resources: Resources) -> Run:
    """Frames as :class:`Interpolate` says."""
    network = FlowNetwork(recipe, resources)
    a, b = (network.z_of(source, recipe.label, recipe.noise) for source in (recipe.a, recipe.b))
    t = np.linspace(0, 1, recipe.frames)
    way = interpolation.spherical if recipe.path == "spherical" else interpolation.linear
    flat = way(a.ravel(), b.ravel(), t).astype(np.float32)
    flat[0], flat[-1] = a.ravel(), b.ravel()
    lengths = np.linalg.norm(flat, axis=1).astype(np.float32)
    extra: dict[str, Array] = {"t": t.astype(np.float32), "lengths": lengths}
    z = flat.reshape(-1, *network.shape)
    yield from _stream(network, z, network.labels(recipe.label, recipe.frames), extra)


def scales(recipe: Scales, resources: Resources) -> Run:
    """Frames as :class:`Scales` says."""
    network = FlowNetwork(recipe, resources)
    base = network.z_of(recipe.source, recipe.label, recipe.noise)
    where = scale_of_pixels(network.card.image.height, network.card.image.width, network.flow.halvings)
    rows, columns = network.flow.halvings + 1, recipe.pictures
    labels = network.labels(recipe.label, columns)
    drawn = recipe.temperature * network.noise(recipe.seed, range(columns))
    images = np.zeros((rows * columns, *network.shape), dtype=np.uint8)
    changes = np.full(rows, np.nan, dtype=np.float32)
    sizes = network.card.image.channels * np.bincount(where.ravel(), minlength=rows)
    for row in range(rows):
        z = np.where(where == row, drawn, base).astype(np.float32)
        z[0] = base
        values = network.generate(z, labels)
        images, changes = images.copy(), changes.copy()
        images[row * columns : (row + 1) * columns] = levels_of(values)
        changes[row] = np.abs(values[1:] - values[0]).mean()
        arrays: dict[str, Array] = {"images": images, "changes": changes, "sizes": sizes}
        yield Frame(
            arrays=arrays, scalars={"columns": columns, "done": row + 1},
            index=row + 1, total=rows, final=row + 1 == rows,
        )  # fmt: skip


def _stream(
    network: FlowNetwork, z: Floats, labels: LabelArray, extra: Mapping[str, Array]
) -> Iterator[Frame]:
    count = len(z)
    images: Images = np.zeros((count, *network.shape), dtype=np.uint8)
    for part in blocks(count, BLOCK):
        images = images.copy() if count <= SHOWN else images
        images[part] = levels_of(network.generate(z[part], labels[part]))
        arrays: dict[str, Array] = {"images": images, **extra}
        final = part.stop == count
        yield Frame(
            arrays={**arrays, "z": z} if final else arrays if count <= SHOWN else {},
            scalars={"done": part.stop, "nfe": 1, "milliseconds": network.milliseconds},
            index=part.stop, total=count, final=final,
        )  # fmt: skip
