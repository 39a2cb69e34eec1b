"""Numbers of pictures that the models that ship draw: how far they are apart, and how much varies in them."""

from __future__ import annotations

import base64
import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.folders import held_out, shipped_models
from playground.core.images import read_labelled_images
from playground.paradigms.cards import read_card
from tests.claims.quantities import quantity
from tests.claims.quantities.recipes import last_frame

Pictures = NDArray[np.float64]


def drawn(recipe: dict[str, Any]) -> Pictures:
    """The pictures of a recipe ``(n, height, width)`` in grey levels."""
    images = last_frame(recipe).arrays["images"]
    return np.asarray(images, dtype=np.float64).reshape(-1, *images.shape[-2:])


def _rms(difference: Pictures) -> float:
    return math.sqrt(np.square(difference).mean())


@quantity(slow=True)
def grey_levels_apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Root mean square difference of two recipes’ pictures, one by one."""
    return _rms(drawn(one) - drawn(other))


@quantity(slow=True)
def other_noise_apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The same of pictures of different noises."""
    first, second = drawn(one), drawn(other)
    pairs = [first[i] - second[j] for i in range(len(first)) for j in range(len(second)) if i != j]
    return _rms(np.array(pairs))


@quantity(slow=True)
def neighbours_apart(recipe: dict[str, Any], picture: int | None = None) -> float:
    """By how many grey levels pixels beside each other differ in the mean, of all pictures or of one."""
    pictures = drawn(recipe) if picture is None else drawn(recipe)[picture][None]
    steps = [np.abs(np.diff(pictures, axis=axis)).ravel() for axis in (1, 2)]
    return float(np.concatenate(steps).mean())


@quantity(slow=True)
def along_way(recipe: dict[str, Any], which: str) -> float:
    """How far apart neighbours on a way are, in the ``mean`` or at ``most``, or its ``ends``: root mean
    squares of grey levels."""
    pictures = drawn(recipe)
    steps = [_rms(one - other) for one, other in itertools.pairwise(pictures)]
    ends = _rms(pictures[0] - pictures[-1])
    return {"mean": float(np.mean(steps)), "most": max(steps), "ends": ends}[which]


@quantity(slow=True)
def to_held_out(recipe: dict[str, Any], nearer: int) -> float:
    """How far pictures of clothes are from the held-out one than which so many are nearer, in the mean: root
    mean squares of grey levels."""
    folder = held_out("fashion-mnist")
    assert folder is not None
    known = read_labelled_images(folder, "t10k").images[:, 0].astype(np.float64)
    apart = [np.sort([_rms(picture - each) for each in known])[nearer] for picture in drawn(recipe)]
    return float(np.mean(apart))


@quantity(slow=True)
def class_deviation(recipe: dict[str, Any]) -> float:
    """The deviation of a pixel over the pictures of a class, root mean square over pixels and classes."""
    pictures, labels = drawn(recipe), last_frame(recipe).arrays["labels"]
    of_classes = [pictures[labels == label].var(0, ddof=1).mean() for label in np.unique(labels)]
    return math.sqrt(float(np.mean(of_classes)))


@quantity(slow=True)
def length_on_the_way(recipe: dict[str, Any], place: int) -> float:
    """The length of z at a place of a way through it."""
    return float(np.linalg.norm(last_frame(recipe).arrays["z"][place]))


@quantity(slow=True)
def between_classes(recipe: dict[str, Any], moment: int) -> float:
    """The percentage of the pixels’ variance that the class decides at a moment of training.

    Without the bias of few pictures: variances within a class and of all are both divided by their freedom.
    """
    frame = last_frame(recipe)
    pictures, labels = frame.arrays["images"][:, moment].astype(np.float64), frame.arrays["labels"]
    classes = [pictures[labels == label] for label in np.unique(labels)]
    within = sum(np.square(each - each.mean(0)).sum() for each in classes) / (len(labels) - len(classes))
    return 100 * float(1 - within / (np.square(pictures - pictures.mean(0)).sum() / (len(labels) - 1)))


@quantity(slow=True)
def taken_for_real(recipe: dict[str, Any]) -> int:
    """How many pictures of a GAN its discriminator takes for real."""
    return int((last_frame(recipe).arrays["logits"] > 0).sum())


@quantity(slow=True)
def nearly_undecided(recipe: dict[str, Any]) -> float:
    """The share, in percent, of a discriminator’s decisions that lie between 0.4 and 0.6."""
    arrays = last_frame(recipe).arrays
    said = 1 / (1 + np.exp(-np.concatenate([arrays["real_logits"], arrays["fake_logits"]])))
    return 100 * float(((said > 0.4) & (said < 0.6)).mean())


@quantity(slow=True)
def brightness(recipe: dict[str, Any], picture: int) -> float:
    """The mean grey level of one of a recipe’s pictures."""
    return float(drawn(recipe)[picture].mean())


@quantity(slow=True)
def of_black(model: str, what: str, times: float = 1.0) -> float:
    """A number of the picture that is all black, as a normalizing flow finds it."""
    card = read_card(shipped_models() / model)
    pixels = base64.b64encode(bytes(card.image.dimensions)).decode()
    source = {"from": "drawing", "pixels": pixels}
    frame = last_frame({"kind": "nflow-inspect", "model": model, "source": source, "noise": 0})
    return times * float(frame.scalars[what])


@quantity(slow=True)
def said_at(recipe: dict[str, Any], moment: int, of: str) -> float:
    """What a discriminator says of ``real`` or ``generated`` pictures in the mean at a moment of training."""
    name = "real_probabilities" if of == "real" else "probabilities"
    return float(last_frame(recipe).arrays[name][:, moment].mean())


def _speeds(recipe: dict[str, Any]) -> Pictures:
    """How far each picture of a way lies from the one before it."""
    pictures = drawn(recipe)
    return np.sqrt(np.square(np.diff(pictures, axis=0)).mean((1, 2)))


@quantity(slow=True)
def faster_than_at_first(recipe: dict[str, Any], low: float, high: float) -> float:
    """How many times as fast as on its first tenth a way’s picture changes between two places of it."""
    speeds = _speeds(recipe)
    middles = (np.arange(len(speeds)) + 0.5) / len(speeds)
    return float(speeds[(middles > low) & (middles < high)].mean() / speeds[middles < 0.1].mean())


@quantity(slow=True)
def fastest(recipe: dict[str, Any], end: str) -> float:
    """The ``start`` or ``stop`` of the tenth of a way on which its picture changes the most."""
    speeds = _speeds(recipe)
    tenth = len(speeds) // 10
    first = int(np.argmax(np.convolve(speeds, np.ones(tenth), mode="valid")))
    return (first + (tenth if end == "stop" else 0)) / len(speeds)


@quantity(slow=True)
def moved_as_much(recipe: dict[str, Any], labels: list[int], row: int, other: int, sigmas: float) -> float:
    """How much going along a direction changes pictures, as a share of another’s: at most, over classes."""
    shares = []
    for label in labels:
        frame = last_frame({**recipe, "label": label})
        strips = np.asarray(frame.arrays["images"], np.float64).reshape(
            recipe["rows"], recipe["pictures"], -1
        )
        offsets = frame.arrays["offsets"]
        middle, ends = np.abs(offsets).argmin(), np.flatnonzero(np.isclose(np.abs(offsets), sigmas))
        changes = np.abs(strips[:, ends] - strips[:, [middle]]).mean((1, 2))
        shares.append(changes[row] / changes[other])
    return float(max(shares))


@quantity(slow=True)
def bits_of_scale(model: str, scale: int, count: int) -> float:
    """The share, in percent, of the bits of held-out pictures that a scale of z takes."""
    bits = []
    for index in range(count):
        source = {"from": "held-out", "index": index}
        frame = last_frame({"kind": "nflow-inspect", "model": model, "source": source, "noise": 0})
        bits.append(frame.arrays["scale_bits"])
    total = np.sum(bits, axis=0)
    return 100 * float(total[scale] / total.sum())
