"""Regression on what a noisy picture is made of: the one loss of diffusion, flow matching and score matching.

With ``x = α·data + σ·noise``, a network is asked for the noise (Ho et al. 2020, equation 14), the data, v
(Salimans and Ho 2022) or the velocity (Lipman et al. 2023, equation 23); its best answer is the mean given x.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from playground.gaussian.levels import Level
from playground.gaussian.predictions import PredictionKind


class Levels(NamedTuple):
    """One level for each picture of a batch, each of shape ``(batch, 1, 1, 1)`` (or as data need it)."""

    t: Tensor
    alpha: Tensor
    sigma: Tensor
    d_alpha: Tensor
    d_sigma: Tensor


def stack(levels: Sequence[Level], like: Tensor) -> Levels:
    """Levels as columns that broadcast against a batch of pictures ``like`` theirs."""
    shape = (len(levels), *([1] * (like.ndim - 1)))
    columns = zip(
        *((level.t, level.alpha, level.sigma, level.d_alpha, level.d_sigma) for level in levels), strict=True
    )
    return Levels(
        *(torch.tensor(column, dtype=like.dtype, device=like.device).reshape(shape) for column in columns)
    )


def target(kind: PredictionKind, data: Tensor, noise: Tensor, levels: Levels) -> Tensor:
    """What a network that speaks ``kind`` should say of ``data`` mixed with ``noise``."""
    if kind == "noise":
        return noise
    if kind == "data":
        return data
    if kind == "v":
        return levels.alpha * noise - levels.sigma * data
    if kind == "velocity":
        return levels.d_alpha * data + levels.d_sigma * noise
    return -noise / levels.sigma


def losses(
    network: nn.Module,
    kind: PredictionKind,
    data: Tensor,
    noise: Tensor,
    levels: Levels,
    time: Tensor,
    label: Tensor,
) -> Tensor:
    """Mean squared error of each picture ``(batch,)``; ``time`` ``(batch,)`` is what the network is told."""
    x = levels.alpha * data + levels.sigma * noise
    error: Tensor = network(x, time, label).float() - target(kind, data, noise, levels)
    return error.square().flatten(1).mean(dim=1)


def drop(label: Tensor, probability: float, uniform: Tensor, none: int) -> Tensor:
    """Labels, of which a share is hidden so that the network also learns without (Ho and Salimans 2022)."""
    return torch.where(uniform < probability, torch.full_like(label, none), label)
