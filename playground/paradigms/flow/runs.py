"""The runs of flow matching’s recipes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import change
from playground.core.resources import Resources
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.likelihood import bits_of, follow, standard_error
from playground.paradigms.denoising.matrix import Row, fill
from playground.paradigms.denoising.network import BLOCK, DenoisingNetwork
from playground.paradigms.denoising.refusals import check, guidable
from playground.paradigms.denoising.walks import labels_of, plan
from playground.paradigms.flow import Compare, Likelihood


def compare(recipe: Compare, resources: Resources) -> Run:
    """Frames as :class:`Compare` says."""
    names = (recipe.model, recipe.reflow)
    networks = [(_compared(recipe, name, resources), Display(name, resources)) for name in names]
    ways = [
        Row(
            network, display, plan(network, recipe.sampler, count, recipe.spacing),
            recipe.guidance if guidable(network.denoising) else 1.0,
        )
        for network, display in networks
        for count in recipe.steps
    ]  # fmt: skip
    classes = {network.denoising.classes for network, _ in networks}
    if len(classes) > 1:
        raise RecipeError("These models know different classes, so their pictures cannot be compared.")
    labels = labels_of(recipe.label, recipe.count, classes.pop())
    shape = (len(names), len(recipe.steps))
    for filled in fill(ways, labels, recipe.seed):
        arrays: dict[str, Array] = {
            "images": filled.images.reshape(*shape, *filled.images.shape[1:]),
            "steps": np.array(recipe.steps, dtype=np.int64),
            "nfe": filled.nfe.reshape(shape),
            "milliseconds": filled.milliseconds.reshape(shape),
            "labels": labels,
        }
        yield Frame(
            arrays=arrays, scalars={"done": filled.done}, index=filled.index, total=filled.total,
            final=filled.index == filled.total,
        )  # fmt: skip


def _compared(recipe: Compare, model: str, resources: Resources) -> DenoisingNetwork:
    """A network of the comparison, which is guided only where that means anything."""
    card = resources.card(model)
    denoising = Denoising.of(card)
    folded = denoising is not None and not guidable(denoising)
    check(change(recipe, guidance=1.0) if folded else recipe, card)
    return DenoisingNetwork(model, resources)


def likelihood(recipe: Likelihood, resources: Resources) -> Run:
    """Frames as :class:`Likelihood` says."""
    card = resources.card(recipe.model)
    check(recipe, card)
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    held_out = held_out_of(card, resources)
    count, dimensions = min(recipe.count, len(held_out)), card.image.dimensions
    images, labels = held_out.images[:count], held_out.labels[:count].astype(np.int64)
    told = labels if recipe.labelled else np.full_like(labels, network.denoising.classes)
    # Denser where the data is, whose dequantised levels are much closer than the noise is wide.
    times = [network.path.end * (index / recipe.steps) ** 2 for index in range(recipe.steps + 1)]
    arrays: dict[str, Array] = {
        "images": images, "labels": labels, "x": images, "times": np.array(times[1:], dtype=np.float32)
    }  # fmt: skip
    bits = np.full((count, recipe.steps), np.nan)
    for begin in range(0, count, BLOCK):
        part = range(begin, min(begin + BLOCK, count))
        at = slice(part.start, part.stop)
        for density in follow(network, images[at], told[at], times, recipe.probes, recipe.seed, part):
            bits[at, density.index - 1] = bits_of(density.log_density, dimensions)
            shown = arrays["x"].copy()
            shown[at] = display.x(density.x, density.level)
            arrays = {**arrays, "x": shown}
            yield _measured(bits, density.level.t, network.evaluations, arrays)


def _measured(bits: NDArray[np.float64], t: float, nfe: int, arrays: dict[str, Array]) -> Frame:
    """The frame after a step: ``bits`` (n, steps) of each image if the flow ended there, NaN to come."""
    whole = bits[np.isfinite(bits[:, -1]), -1]
    curve = bits[: len(whole) or BLOCK].mean(axis=0)
    scalars: dict[str, Scalar] = {
        "bits_per_dim": float(whole.mean()) if len(whole) else math.nan,
        "standard_error": standard_error(whole), "done": len(whole), "t": t, "nfe": nfe,
    }  # fmt: skip
    made = int(np.isfinite(bits).sum())
    return Frame(
        arrays={**arrays, "bits": bits[:, -1].astype(np.float32), "curve": curve.astype(np.float32)},
        scalars=scalars, index=made, total=bits.size, final=made == bits.size,
    )  # fmt: skip
