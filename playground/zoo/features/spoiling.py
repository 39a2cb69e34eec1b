"""Pictures spoilt as poor models spoil them: blurred, noisy, mixed or patched together of two, or faded."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

_USUAL = 32


def spoilt(images: Tensor, generator: np.random.Generator) -> Tensor:
    """Pictures ``(n, channels, height, width)`` in [0, 1], on average as many spoilt in each of the ways.

    Where they are not so many times as many, the ways with one more follow each other from any of them.
    """
    others = images.roll(1, 0)
    ways = (_blurred, _noisy, _mixed, _patched, *((_faded,) if images.shape[1] > 1 else ()))
    first = int(generator.integers(len(ways)))
    turned = (*ways[first:], *ways[:first])
    parts = (torch.tensor_split(each, len(ways)) for each in (images, others))
    return torch.cat([way(some, other, generator) for way, some, other in zip(turned, *parts, strict=True)])


def _blurred(images: Tensor, _others: Tensor, generator: np.random.Generator) -> Tensor:
    """By a Gaussian as wide as half a pixel of 32, up to two."""
    channels, side = images.shape[1], min(images.shape[2:])
    width = generator.uniform(0.5, 2) * side / _USUAL
    reach = min(round(3 * width), side - 1)
    line = torch.exp(-(torch.arange(-reach, reach + 1.0, device=images.device) ** 2) / (2 * width**2))
    line = (line / line.sum()).expand(channels, 1, -1)
    padded = nn.functional.pad(images, (reach,) * 4, mode="replicate")
    rows = nn.functional.conv2d(padded, line[:, :, None], groups=channels)
    return nn.functional.conv2d(rows, line[..., None], groups=channels)


def _noisy(images: Tensor, _others: Tensor, generator: np.random.Generator) -> Tensor:
    drawn = torch.from_numpy(generator.standard_normal(tuple(images.shape), dtype=np.float32))
    return (images + _each(generator, images, 0.05, 0.45) * drawn.to(images.device)).clamp(0, 1)


def _mixed(images: Tensor, others: Tensor, generator: np.random.Generator) -> Tensor:
    return torch.lerp(images, others, _each(generator, images, 0.3, 0.7))


def _patched(images: Tensor, others: Tensor, generator: np.random.Generator) -> Tensor:
    """One half from another picture: the right one, or the lower one."""
    height, width = images.shape[2:]
    down = torch.linspace(0, 1, height, device=images.device)[:, None].expand(height, width)
    across = torch.linspace(0, 1, width, device=images.device).expand(height, width)
    turned = torch.from_numpy(generator.random(len(images)) < 0.5).to(images.device)[:, None, None, None]
    place = torch.where(turned, down, across)
    return torch.where(place > _each(generator, images, 0.25, 0.75), others, images)


def _faded(images: Tensor, _others: Tensor, generator: np.random.Generator) -> Tensor:
    """Less colourful by half or more."""
    return torch.lerp(images, images.mean(dim=1, keepdim=True), _each(generator, images, 0.5, 1))


def _each(generator: np.random.Generator, images: Tensor, low: float, high: float) -> Tensor:
    """A number for each picture."""
    drawn = generator.uniform(low, high, (len(images), 1, 1, 1)).astype(np.float32)
    return torch.from_numpy(drawn).to(images.device)
