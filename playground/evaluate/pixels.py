"""The model of pictures that knows each pixel by itself: what any other must surpass."""

from __future__ import annotations

import math
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import noise
from playground.core.images import moments
from playground.core.likelihood import LEVELS

Images: TypeAlias = NDArray[np.uint8]
STRENGTHS = tuple(float(2**power) for power in range(12))
_BLOCK = 4096


class PixelModel(msgspec.Struct, frozen=True, kw_only=True):
    """A histogram of grey levels for every pixel and channel, smoothed by that of all pixels of the channel.

    p(v) = (n(v) + A·q(v)) / (N + A) of N training pictures, n(v) of which have the grey level v there. The
    channel's q(v) counts every level once more than it is there. ``counts`` are n, ``(dimensions, 256)``,
    ``usual`` is q, ``(dimensions, 256)`` as well, and ``strength`` A.
    """

    counts: NDArray[np.uint32]
    usual: NDArray[np.float32]
    strength: float

    def bits_per_dim(self, images: Images) -> float:
        """The mean over pictures ``(n, channels, height, width)`` and their values."""
        rows = images.reshape(len(images), -1)
        at = np.arange(rows.shape[1])
        whole = float(self.counts[0].sum()) + self.strength
        found = [
            np.log2((self.counts[at, row] + self.strength * self.usual[at, row]) / whole).mean()
            for row in rows
        ]
        return -float(np.mean(found))


def fitted(images: Images) -> PixelModel:
    """The model of training pictures, of the strength at which each is best told by all others."""
    rows = images.reshape(len(images), -1)
    counts = np.empty((rows.shape[1], LEVELS), np.uint32)
    for each, column in zip(counts, rows.T, strict=True):
        each[:] = np.bincount(column, minlength=LEVELS)
    of_channels = counts.reshape(images.shape[1], -1, LEVELS).sum(axis=1) + 1.0
    of_channels /= of_channels.sum(axis=1, keepdims=True)
    usual = np.repeat(of_channels.astype(np.float32), len(counts) // images.shape[1], axis=0)
    told = np.zeros(len(STRENGTHS))
    for first in range(0, len(counts), _BLOCK):
        block = slice(first, first + _BLOCK)
        told += [_told(counts[block], usual[block], strength, len(images)) for strength in STRENGTHS]
    return PixelModel(counts=counts, usual=usual, strength=STRENGTHS[int(told.argmax())])


def _told(counts: NDArray[np.uint32], usual: NDArray[np.float32], strength: float, pictures: int) -> float:
    """The log-likelihood of every picture given all others, by some of the pixels."""
    there = counts > 0
    some = counts[there].astype(np.float64)
    rest = math.log(pictures - 1 + strength)
    return float((some * (np.log(some - 1 + strength * usual[there]) - rest)).sum())


def noise_like(images: Images, count: int, seed: int = 0) -> Images:
    """Pictures of Gaussian noise by pixels, each with the mean and deviation that it has in ``images``."""
    mean, deviation = moments(images)
    found = np.empty((count, *images.shape[1:]), np.uint8)
    for index, picture in enumerate(found):
        (drawn,) = noise.standard_normal(seed, [index], images.shape[1:], "noise like pictures")
        picture[:] = np.clip(np.rint(mean + deviation * drawn), 0, LEVELS - 1)
    return found
