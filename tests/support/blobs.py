"""How wide DDPM draws the blobs of eight Gaussians with the exact denoiser."""

from __future__ import annotations

import functools
import math
from typing import Literal

import numpy as np

from playground.paradigms.lab.source import source_of
from playground.paradigms.plane import walks
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.recipes import DiffusionLab
from playground.paradigms.plane.setting import path_of
from tests.gaussian.support import result

Variance = Literal["posterior", "analytic", "forward"]

POINTS, BATCHES = 10_000, 20
_ANGLES = np.arange(8) * math.pi / 4
CENTRES = 1.5 * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], 1)


def width(points: np.ndarray) -> tuple[float, float]:
    """The deviation of round Gaussian blobs by the median distance from the nearest centre, which the few
    points between blobs hardly change, and its standard error."""
    away = np.hypot(*(points[:, None] - CENTRES).transpose(2, 0, 1)).min(1) / math.sqrt(2 * math.log(2))
    parts = np.median(away.reshape(BATCHES, -1), axis=1)
    return float(np.median(away)), float(parts.std(ddof=1)) / math.sqrt(BATCHES)


@functools.cache
def drawn(variance: Variance, steps: int, seed: int = 0) -> tuple[float, float]:
    """The width of the blobs that the lab draws on its exact plane, and its standard error."""
    return width(arrived(DiffusionLab(sampler="ddpm", variance=variance, steps=steps, seed=seed)))


def arrived(lab: DiffusionLab) -> np.ndarray:
    """Where many points end on the lab’s exact plane."""
    path, source = path_of(lab), source_of(lab)
    choice = walks.choose(lab, path, "denoiser", source.mmse)
    walking = walks.walk(ExactField(source.exact), choice, path, walks.Starts(lab.seed), POINTS)
    return result(walking).positions[-1]
