"""Distances between pictures that forgive less than a squared error what an eye would see."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_BEYOND = 0.3
_HUBER = 0.03
_EPSILON = 1e-6


def as_shown(picture: Tensor) -> Tensor:
    """A picture in [−1, 1] with three tenths of what it has beyond.

    A picture is clipped before it is shown, so black is as black as it can be however far beyond; were it as
    great a fault to go beyond as to fall short, none would quite reach black. What is left of the fault
    brings back what is on the wrong side, and keeps points that go on from the picture where others do.
    """
    clipped = picture.clamp(-1, 1)
    return clipped + _BEYOND * (picture - clipped)


def pseudo_huber(one: Tensor, other: Tensor) -> Tensor:
    """``√(‖one − other‖² + c²) − c`` of each picture ``(batch,)``, with c = 0.03·√dimensions.

    Song and Dhariwal 2024, "Improved techniques for training consistency models", prefer it to the square,
    which pulls towards the mean of unlike pictures.
    """
    c = _HUBER * one[0].numel() ** 0.5
    square = (one - other).square().flatten(1).sum(dim=1)
    distance: Tensor = torch.sqrt(square + c * c) - c
    return distance


def perceptual(layers: nn.Sequential, one: Tensor, other: Tensor) -> Tensor:
    """Mean squared difference of a network's normalised activations after each pooling, ``(batch,)``.

    Zhang et al. 2018, "The unreasonable effectiveness of deep features as a perceptual metric" (LPIPS, with
    equal weights). ``one`` and ``other`` are pictures in the range that the network was trained on.
    """
    found = torch.zeros(len(one), device=one.device)
    for layer in layers:
        if isinstance(layer, nn.Flatten):
            break
        one, other = layer(one), layer(other)
        if isinstance(layer, nn.MaxPool2d):
            difference = _normalised(one) - _normalised(other)
            found = found + difference.square().sum(dim=1).flatten(1).mean(dim=1)
    return found


def _normalised(activations: Tensor) -> Tensor:
    """Activations of every place scaled to length 1 over the channels."""
    return activations / (activations.square().sum(dim=1, keepdim=True).sqrt() + _EPSILON)
