"""Diffusion: the forward process, sampling, a fan of trajectories, interpolation, and the bound.

Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models"; Song, Meng and Ermon 2021,
"Denoising diffusion implicit models". Time grows with the noise: T is the noisiest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.fields import about, bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.likelihood import LEVELS, bits_per_dim
from playground.core.noise import standard_normal
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.gaussian.adapt import path_of
from playground.gaussian.levels import mix
from playground.gaussian.likelihood import ddpm_bound
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import Path, VariancePreserving
from playground.gaussian.samplers import Options, Step
from playground.paradigms.denoising.display import Display, held_out_image
from playground.paradigms.denoising.likelihood import standard_error
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.recipes import (
    Between,
    Guidance,
    Label,
    Model,
    Samples,
    Seed,
    Spacing,
    Steps,
    Variance,
)
from playground.paradigms.denoising.refusals import Need, check
from playground.paradigms.denoising.walks import WalkPlan, labels_of, plan, walk
from playground.paradigms.vae_images.recipes import HeldOut

Source = Annotated[HeldOut, about("Image", "A held-out image, by its index in the shipped sample.")]
Pictures = Annotated[int, bounds(2, 64, "Pictures", "How many levels of noise are shown.")]
Etas = Annotated[
    tuple[Annotated[float, msgspec.Meta(ge=0.0, le=1.0)], ...],
    about("η", "Shares of DDPM’s noise, one fan for each.", group="Sampler", length=8),
]
Branches = Annotated[int, bounds(1, 16, "Branches", "Trajectories for each η, all from one start.")]
Held = Annotated[int, bounds(1, 1000, "Images", "How many held-out images are measured.", scale="log")]
Labelled = Annotated[
    bool,
    about("With label", "Tell the network each image’s class: the bound is then on −log p(image | class)."),
]


class Sample(Samples, frozen=True, kw_only=True, tag="diffusion-sample"):
    __doc__ = Samples.__doc__


class Interpolate(Between, frozen=True, kw_only=True, tag="diffusion-interpolate"):
    __doc__ = Between.__doc__


class Forward(Recipe, frozen=True, kw_only=True, tag="diffusion-forward"):
    """The forward process: one image at levels from none to all of the noise.

    One frame, with k = ``pictures``: ``x`` (k, channels, height, width), the image with one and the same
    noise; ``image`` (1, channels, height, width); ``times``, ``alphas``, ``sigmas`` (k,) float32, times
    rising evenly from 0. On a variance-preserving path also ``betas`` (T,), ``alpha_bars`` (T + 1,) from
    ᾱ₀ = 1, and ``snr`` (T,) float32 at steps 1 … T. Scalars ``label`` and ``T`` (the path's end).
    """

    model: Model
    source: Source = HeldOut(0)
    seed: Seed = 0
    pictures: Pictures = 11


class Fan(Recipe, frozen=True, kw_only=True, tag="diffusion-fan"):
    """Trajectories from one x_T that fan out with DDIM's η.

    Frames, one per step, with ``ends`` (etas, branches, channels, height, width): the predicted data, at
    last the samples. ``etas`` (etas,), ``times`` (steps + 1,) float32. The final frame also has ``paths``
    (etas, branches, steps + 1, 2) float32: x on the plane of the first two principal components of all x
    here, with ``explained`` (2,) float32, their shares of the variance. Branch b draws the same noise for
    every η. Scalars ``step``, ``t``, ``nfe``.
    """

    needs: ClassVar[tuple[Need, ...]] = ("steps", "trajectories")
    sampler: ClassVar[str] = "ddim"

    model: Model
    etas: Etas = (0.0, 0.25, 0.5, 1.0)
    steps: Steps = 30
    spacing: Spacing = "uniform"
    guidance: Guidance = 2.0
    label: Label = 0
    seed: Seed = 0
    branches: Branches = 8

    @property
    def trajectories(self) -> int:
        """How many are drawn."""
        return len(self.etas) * self.branches


class Bound(Recipe, frozen=True, kw_only=True, tag="diffusion-bound"):
    """The variational bound of held-out images in bits per dimension (Ho et al. 2020), term by term.

    One frame per term, T + 1 of them: ``terms`` (T + 1,) float32, entry t the mean bits per dimension of
    L_t (entry 0 is L₀, entry T is L_T; NaN where it is still to come), ``images`` (n, channels, height,
    width), ``labels`` (n,) int64, ``bits`` (n,) float32, each image's sum so far. Scalars
    ``bits_per_dim`` (sum so far), ``standard_error`` of it over the images, ``t``, ``done`` (terms),
    ``nfe``.
    """

    needs: ClassVar[tuple[Need, ...]] = ("schedule", "pixels")

    model: Model
    count: Held = 16
    labelled: Labelled = False
    variance: Variance = "posterior"
    seed: Seed = 0


def forward(recipe: Forward, resources: Resources) -> Run:
    """One frame as :class:`Forward` says."""
    card = resources.card(recipe.model)
    path = path_of(check(recipe, card))
    image, label = held_out_image(held_out_of(card, resources), recipe.source.index)
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
    yield Frame(arrays=arrays, scalars={"label": label, "T": path.end}, index=1, final=True)


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
