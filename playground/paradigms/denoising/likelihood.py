"""Log-likelihood by the probability flow of a network that can only be asked, not differentiated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from playground.core.likelihood import LEVELS
from playground.core.noise import generator
from playground.gaussian.levels import Level
from playground.gaussian.likelihood import Density, flow_log_density, hutchinson, rademacher, traces_of
from playground.paradigms.denoising.network import DenoisingNetwork, Floats, Labels

NUDGE = 1e-3
"""How far, per dimension, the network is asked to both sides of x along a probe of random signs."""

_LEVEL = 2 / (LEVELS - 1)


def dequantised(images: NDArray[np.uint8], seed: int, indices: range) -> NDArray[np.float64]:
    """Grey levels spread evenly over their intervals, black at −1 and white at 1 (Theis et al. 2016).

    The log of the density of such points plus :func:`level_volume`, in the mean, is at most that of the
    probability of the grey levels.
    """
    uniform = np.stack([generator(seed, index, "dequantise").random(images.shape[1:]) for index in indices])
    return (images + uniform - 0.5) * _LEVEL - 1


def level_volume(dimensions: int) -> float:
    """Logarithm of the volume that the grey levels of one image share out."""
    return dimensions * math.log(_LEVEL)


def probes_of(seed: int, indices: range, count: int, shape: tuple[int, ...]) -> list[NDArray[np.float64]]:
    """``count`` arrays of random signs ``(len(indices), *shape)``, each image's the same in any batch."""
    streams = [[generator(seed, index, f"probe {number}") for index in indices] for number in range(count)]
    return [np.stack([rademacher(random, shape) for random in stream]) for stream in streams]


def directional(
    network: DenoisingNetwork, labels: Labels, nudge: float = NUDGE
) -> Callable[..., NDArray[np.float64]]:
    """``∂network/∂x · probe`` as a central difference.

    For Hutchinson's estimate it serves as well as ``probeᵀ · ∂network/∂x``: both give the same once they
    are multiplied by the probe again. It costs two evaluations and needs no derivative.
    """

    def product(x: Floats, level: Level, probe: Floats) -> NDArray[np.float64]:
        ahead = network.predict(x + nudge * probe, level, labels).astype(np.float64)
        behind = network.predict(x - nudge * probe, level, labels)
        return (ahead - behind) / (2 * nudge)

    return product


def follow(
    network: DenoisingNetwork, images: NDArray[np.uint8], labels: Labels, times: list[float], probes: int,
    seed: int, indices: range,
) -> Iterator[Density]:  # fmt: skip
    """Dequantised images on their way along the flow to the noise, with the change of their density."""
    x = dequantised(images, seed, indices)
    signs = probes_of(seed, indices, probes, network.shape)
    trace = hutchinson(directional(network, labels), signs)
    traces = traces_of(network.denoising.prediction, trace, math.prod(network.shape))
    return flow_log_density(network.model(labels), traces, x, network.path, times)


def bits_of(log_density: NDArray[np.floating], dimensions: int) -> NDArray[np.float64]:
    """Bits per dimension that grey levels take, from the log-density of their dequantised values, in
    nats."""
    return np.asarray(-(log_density + level_volume(dimensions)) / (dimensions * math.log(2)))


def standard_error(values: NDArray[np.floating]) -> float:
    """Standard error of the mean; NaN for fewer than two values."""
    return float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan
