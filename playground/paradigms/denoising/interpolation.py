"""The images between two noises: the run of ``…-interpolate`` recipes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core import interpolation
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import BLOCK, DenoisingNetwork
from playground.paradigms.denoising.recipes import Between, PathName
from playground.paradigms.denoising.refusals import check, options_of
from playground.paradigms.denoising.walks import WalkPlan, labels_of, plan, walk


def interpolate(recipe: Between, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.denoising.recipes.Between` says."""
    check(recipe, resources.card(recipe.model))
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    how = plan(network, recipe.sampler, recipe.steps, recipe.spacing, options_of(recipe, network.card.image))
    labels = labels_of(recipe.label, recipe.frames, network.denoising.classes)

    def model_of(part: slice) -> Denoiser:
        return network.model(labels[part], recipe.guidance, recipe.guided)

    yield from between(recipe, network, display, how, model_of)


class Journey(Protocol):
    """What a recipe says of a way between two noises."""

    @property
    def a(self) -> int:
        """The seed of the first."""

    @property
    def b(self) -> int:
        """The seed of the last."""

    @property
    def sample_a(self) -> int:
        """Which of its samples."""

    @property
    def sample_b(self) -> int:
        """Which of its samples."""

    @property
    def path(self) -> PathName:
        """Straight, or around the origin."""

    @property
    def frames(self) -> int:
        """How many pictures."""


def between(
    recipe: Journey,
    network: DenoisingNetwork,
    display: Display,
    how: WalkPlan,
    model_of: Callable[[slice], Denoiser],
) -> Run:
    """The frames of a way, whatever its network is told; ``model_of`` makes the model of some pictures."""
    t, start = np.linspace(0, 1, recipe.frames), _way(recipe, network)
    images = np.zeros((recipe.frames, *display.shape), dtype=np.uint8)
    total, done = recipe.frames * len(how.times), 0
    for begin in range(0, recipe.frames, BLOCK):
        part = slice(begin, min(begin + BLOCK, recipe.frames))
        count = part.stop - part.start
        # One noise for all, so that only the way from A to B tells the pictures apart.
        noise = KeyedNoise(recipe.a, [recipe.sample_a] * count)
        for step in walk(network, how, model_of(part), start[part], noise):
            ended = step.level.t == how.times[-1]
            images = images.copy()
            images[part] = display.data(step.data)
            done = part.stop if ended else part.start
            ahead = len(how.times) if ended else min(step.index + 1, len(how.times) - 1)
            arrays: dict[str, Array] = {"images": images, "t": t.astype(np.float32)}
            final = done == recipe.frames
            yield Frame(
                arrays={**arrays, "start": start} if final else arrays,
                scalars={"done": done, "nfe": step.nfe},
                index=part.start * len(how.times) + count * ahead,
                total=total,
                final=final,
            )


def _way(recipe: Journey, network: DenoisingNetwork) -> NDArray[np.float32]:
    """The unit noises on the way, ``(frames, *shape)``; its ends are exactly those of the samples."""
    ends = (recipe.a, recipe.sample_a), (recipe.b, recipe.sample_b)
    a, b = (network.start(seed, [sample])[0] for seed, sample in ends)
    way = interpolation.spherical if recipe.path == "spherical" else interpolation.linear
    between = way(a.ravel(), b.ravel(), np.linspace(0, 1, recipe.frames)).astype(np.float32)
    result = between.reshape(recipe.frames, *network.shape)
    result[0], result[-1] = a, b
    return result
