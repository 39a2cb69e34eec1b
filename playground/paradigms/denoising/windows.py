"""Windows of the local answer that foretell a network best, found on noises that nothing else has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.core.fields import bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.gaussian.local import NOISE, LocalPictures, ladder, share_of_noise
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.answers import correlation, known_to
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.recipes import Model, Steps
from playground.paradigms.denoising.refusals import Need, check
from playground.paradigms.denoising.walks import labels_of, plan, walk

_FIRST_SEED = 20_000
"""Seed of the noises of the first label; each label has its own."""

Floats = NDArray[np.float64]
Noises = Annotated[int, bounds(1, 200, "Noises", "From how many noises windows are chosen, over all labels.")]


class Calibration(Recipe, frozen=True, kw_only=True):
    """Find the windows by which the local answer agrees best with a network.

    The network draws by Euler's method. At each share of noise the local answer is asked where the network
    is, by windows of all sides; the side is chosen whose median r² with the network's predicted data is
    highest. Its noises are those of seeds from 20,000 on, one for each label, so that they are none that
    samples of other seeds are drawn from.

    Frames, one for each label:

    - ``windows`` (9,): the sides found so far, as :class:`~playground.paradigms.denoising.answers.Answers`
      takes them;
    - ``sides`` (sides,): those there are to choose from; ``shares`` (9,) of noise; ``r2`` (9, sides) float32:
      the medians so far, NaN where the local answer of most noises is the same everywhere.

    Scalars ``noises`` (of how many noises that is), ``set`` (how many pictures are known of the last label)
    and ``learned`` (whether the network learned from them).
    """

    needs: ClassVar[tuple[Need, ...]] = ("pixels", "network")

    model: Model
    steps: Steps = 20
    noises: Noises = 20


def calibration(recipe: Calibration, resources: Resources) -> Run:
    """Frames as :class:`Calibration` says."""
    check(recipe, resources.card(recipe.model))
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    sides = ladder(*display.shape[1:])
    how = plan(network, "euler", recipe.steps, "uniform")
    shares = np.array([share_of_noise(network.path.level(t)) for t in how.times])
    # Without noise the answer is not asked.
    nearest = [int(np.where(shares > 0, np.abs(shares - share), np.inf).argmin()) for share in NOISE]
    found: dict[int, list[Floats]] = {at: [] for at in nearest}
    portions, done = [*portions_of(network.denoising.classes, recipe.noises)], 0
    for index, (label, count) in enumerate(portions, 1):
        known = known_to(network, label, resources)
        local = LocalPictures(display.encode(known.pictures))
        seed = _FIRST_SEED + label
        start = network.start(seed, range(count))
        answer = network.model(labels_of(label, count, network.denoising.classes))
        for step in walk(network, how, answer, start, KeyedNoise(seed, range(count))):
            if step.index in found:
                network_says = flat(step.data)
                said = [local(np.asarray(step.x), step.level, side).data for side in sides]
                found[step.index].append(np.stack([correlation(flat(each), network_says) for each in said]))
        done += count
        medians = {at: _medians(np.concatenate(each, axis=1)) for at, each in found.items()}
        arrays: dict[str, Array] = {
            "windows": np.array([sides[int(np.nan_to_num(medians[at], nan=-1).argmax())] for at in nearest]),
            "sides": np.array(sides),
            "shares": np.array(NOISE, np.float32),
            "r2": np.array([medians[at] for at in nearest], np.float32),
        }
        scalars: dict[str, Scalar] = {"noises": done, "set": len(known.pictures), "learned": known.learned}
        yield Frame(
            arrays=arrays, scalars=scalars, index=index, total=len(portions), final=index == len(portions)
        )


def portions_of(classes: int, noises: int) -> Iterator[tuple[int, int]]:
    """Labels, and how many of the noises each has; one label where there are none."""
    for label in range(max(classes, 1)):
        count = len(range(label, noises, max(classes, 1)))
        if count:
            yield label, count


def flat(pictures: NDArray[Any]) -> Floats:
    """Each picture as a row."""
    return np.asarray(pictures, dtype=np.float64).reshape(len(pictures), -1)


def _medians(values: Floats) -> Floats:
    """The median of each side over noises; NaN where it is defined for less than half of them."""
    known = np.isfinite(values).mean(axis=1) >= 0.5
    found = np.full(len(values), np.nan)
    found[known] = np.nanmedian(values[known], axis=1)
    return found
