"""What the training of a code minimises in which pictures are compared, also with pictures spoilt as poor
models spoil them: blurred, noisy, mixed or patched together of two, or faded.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages, moments
from playground.core.likelihood import LEVELS
from playground.zoo.features.recipe import TrainEncoder
from playground.zoo.tasks import Examples, FromImages, Phase
from playground.zoo.world import TrainingWorld

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


_BLOCK = 100


class EncoderTask(FromImages):
    """Squared error as a share of the pictures' variance, and cross-entropy of what is told from the code."""

    def __init__(self, recipe: TrainEncoder) -> None:
        self._recipe = recipe
        self._variance = 1.0

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """The images and their labels."""
        _, deviation = moments(images.images)
        self._variance = max(float(np.square(deviation / (LEVELS - 1)).mean()), 1e-6)
        return super().prepare(network, images, world)

    def phases(self) -> tuple[Phase, ...]:
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Of one batch, the last third of which is spoilt and names no class."""
        images = levels / (LEVELS - 1)
        whole = len(images) - len(images) // 3
        generator = noise.generator(self._recipe.seed, step, "spoiling")
        images = torch.cat([images[:whole], spoilt(images[whole:], generator)])
        told, odds, scores = network(images)
        is_spoilt = (torch.arange(len(images), device=images.device) >= whole).float()
        losses = {
            "error": nn.functional.mse_loss(told.float(), images) / self._variance,
            "spoilt": nn.functional.binary_cross_entropy_with_logits(odds.float(), is_spoilt),
        }
        if scores is not None:
            own = scores[:whole].float()
            losses["naming"] = nn.functional.cross_entropy(own, labels[:whole], label_smoothing=0.05)
        return {"loss": torch.stack([*losses.values()]).sum(), **losses}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The same of all images kept apart, which are spoilt in every block otherwise."""
        parts = (torch.tensor_split(each, math.ceil(len(levels) / _BLOCK)) for each in (levels, labels))
        found: dict[str, float] = {}
        for number, (some, named) in enumerate(zip(*parts, strict=True)):
            for name, value in self.losses(network, some, named, number).items():
                found[name] = found.get(name, 0.0) + float(value) * len(some) / len(levels)
        return found

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """What it tells of a picture is of no interest."""
        return None


TASKS = {TrainEncoder: EncoderTask}
