"""The runs of diffusion’s recipes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.frames import Array, Frame, Scalar
from playground.core.likelihood import LEVELS, bits_per_dim
from playground.core.noise import standard_normal
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian.adapt import path_of
from playground.gaussian.levels import mix
from playground.gaussian.likelihood import ddpm_bound
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import Path, VariancePreserving
from playground.gaussian.samplers import Options, Step
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.likelihood import standard_error
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.refusals import check
from playground.paradigms.denoising.walks import WalkPlan, labels_of, plan, walk
from playground.paradigms.diffusion import Bound, Fan, Forward
from playground.paradigms.sources import picture_of


def forward(recipe: Forward, resources: Resources) -> Run:
    """One frame as :class:`Forward` says."""
    card = resources.card(recipe.model)
    path = path_of(check(recipe, card))
    picture, label = picture_of(recipe.source, card, resources)
    image = picture[None]
    display = Display(recipe.model, resources)
    data = display.encode(image)
    noise = standard_normal(recipe.seed, [0], data.shape[1:], "start")
    levels = [path.level(t) for t in np.linspace(0, path.end, recipe.pictures).tolist()]
    pictures = [display.x(mix(data, noise, level), level) for level in levels]
    arrays: dict[str, Array] = {
        "x": np.concatenate(pictures),
        "image": image,
        "times": np.array([level.t for level in levels], dtype=np.float32),
        "alphas": np.array([level.alpha for level in levels], dtype=np.float32),
        "sigmas": np.array([level.sigma for level in levels], dtype=np.float32),
        **_curves(path),
    }
    scalars: dict[str, Scalar] = {"T": path.end} if label is None else {"label": label, "T": path.end}
    yield Frame(arrays=arrays, scalars=scalars, index=1, final=True)


def fan(recipe: Fan, resources: Resources) -> Run:
    """Frames as :class:`Fan` says."""
    check(recipe, resources.card(recipe.model))
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    hows = [plan(network, "ddim", recipe.steps, recipe.spacing, Options(eta=eta)) for eta in recipe.etas]
    start = np.repeat(network.start(recipe.seed, range(1)), recipe.branches, axis=0)
    labels = labels_of(recipe.label, recipe.branches, network.denoising.classes)
    model = network.model(labels, recipe.guidance)
    # Branch b draws the same noise for every η: the fan opens without its branches being shuffled.
    walks = [
        walk(network, how, model, start, KeyedNoise(recipe.seed, range(recipe.branches), "fan"))
        for how in hows
    ]
    yield from _fan_frames(recipe, walks, hows[0], display)


def _fan_frames(recipe: Fan, walks: list[Iterator[Step]], how: WalkPlan, display: Display) -> Iterator[Frame]:
    etas = np.array(recipe.etas, dtype=np.float32)
    arrays: dict[str, Array] = {"etas": etas, "times": np.array(how.times, dtype=np.float32)}
    ends = np.zeros((len(walks), recipe.branches, *display.shape), dtype=np.uint8)
    seen: list[list[NDArray[np.float32]]] = [[] for _ in walks]
    total = len(how.times) * len(walks)
    for index in range(len(how.times)):
        for number, steps in enumerate(walks):
            step = next(steps)
            seen[number].append(step.x)
            ends = ends.copy()
            ends[number] = display.data(step.data)
            done = index * len(walks) + number + 1
            scalars: dict[str, Scalar] = {"step": index, "t": step.level.t, "nfe": step.nfe}
            final = done == total
            yield Frame(
                arrays={**arrays, "ends": ends, **(_fan_paths(seen) if final else {})},
                scalars=scalars, index=done, total=total, final=final,
            )  # fmt: skip


def _fan_paths(seen: list[list[NDArray[np.float32]]]) -> dict[str, Array]:
    points = np.stack([np.stack(steps, axis=1) for steps in seen])  # (etas, branches, steps + 1, *shape)
    shape = points.shape[:3]
    flat = points.reshape(-1, *points.shape[3:])
    plane = Plane(flat)
    return {"paths": plane(flat).reshape(*shape, 2), "explained": plane.explained}


def bound(recipe: Bound, resources: Resources) -> Run:
    """Frames as :class:`Bound` says."""
    card = resources.card(recipe.model)
    check(recipe, card)
    network = DenoisingNetwork(recipe.model, resources)
    path = network.path
    if not isinstance(path, VariancePreserving):
        raise TypeError("a path with a schedule preserves variance")
    held_out = held_out_of(card, resources)
    count = min(recipe.count, len(held_out))
    images, labels = held_out.images[:count], held_out.labels[:count].astype(np.int64)
    told = labels if recipe.labelled else np.full_like(labels, network.denoising.classes)
    data = images.astype(np.float64) * (2 / (LEVELS - 1)) - 1
    terms = np.full(path.steps + 1, np.nan, dtype=np.float32)
    nats = np.zeros(count)
    noise = KeyedNoise(recipe.seed, range(count), "bound")
    found = ddpm_bound(network.model(told), data, path, noise, forward=recipe.variance == "forward")
    for done, term in enumerate(found, 1):
        nats = nats + term.nats
        terms = terms.copy()
        terms[term.t - 1] = bits_per_dim(float(term.nats.mean()), card.image.dimensions)
        bits = nats / (card.image.dimensions * np.log(2))
        arrays: dict[str, Array] = {
            "terms": terms, "images": images, "labels": labels, "bits": bits.astype(np.float32)
        }  # fmt: skip
        scalars: dict[str, Scalar] = {
            "bits_per_dim": float(bits.mean()), "standard_error": standard_error(bits), "t": term.t,
            "done": done, "nfe": network.evaluations,
        }  # fmt: skip
        final = done == path.steps + 1
        yield Frame(arrays=arrays, scalars=scalars, index=done, total=path.steps + 1, final=final)


def _curves(path: Path) -> dict[str, Array]:
    """β, ᾱ and the signal-to-noise ratio of a path that has them."""
    if not isinstance(path, VariancePreserving):
        return {}
    schedule = path.schedule
    return {
        "betas": schedule.betas.astype(np.float32),
        "alpha_bars": schedule.alpha_bars.astype(np.float32),
        "snr": schedule.snr.astype(np.float32),
    }
