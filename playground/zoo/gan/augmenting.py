"""Adaptive augmentation of what a discriminator sees, real and generated alike.

Karras et al. 2020, "Training generative adversarial networks with limited data": every transformation is made
with the probability p, and p is raised while the discriminator is surer of the real pictures than it should
be (section 3 there). Since most pictures are left as they are by most transformations, the generator learns
the pictures themselves and none of what is done to them (section 2.2 and appendix C).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

# As wide as in table 3 there.
_SHIFT = 0.125
_LOG_SIZE = 0.2 * math.log(2)
_BRIGHTNESS = 0.2
_LOG_CONTRAST = 0.5 * math.log(2)
_LOG_SATURATION = math.log(2)
_GREY = np.full((3, 3), 1 / 3)
"""What keeps of a colour its grey alone."""
_TURN = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
"""The generator of turns about grey."""

Floats = NDArray[np.float64]


def augmented(pictures: Tensor, p: float, paper: float, draw: np.random.Generator) -> Tensor:
    """Pictures ``(batch, channels, height, width)`` in [−1, 1] transformed, around which there is ``paper``.

    They are mirrored, shifted by whole pixels, resized and turned, and their brightness and contrast, and of
    colours the hue and saturation, changed, each with probability p and by numbers that are drawn.
    Twice differentiable by the pictures, in which it is linear; what comes out may lie beyond ±1.
    """
    count, channels, height, width = pictures.shape
    places = _single(_places(draw, p, count, height, width), pictures)
    matrix, offset = (_single(each, pictures) for each in _colours(draw, p, count, channels))
    grid = torch.nn.functional.affine_grid(places, list(pictures.shape), align_corners=False)
    moved = _Taken.apply(pictures - paper, grid) + paper  # type: ignore[no-untyped-call]
    coloured: Tensor = torch.einsum("nij,njhw->nihw", matrix, moved) + offset[:, None, None, None]
    return coloured


def adjusted(p: float, signs: float, target: float, share: float, most: float) -> float:
    """p after so large a ``share`` of the way from 0 to 1, up or down, at most ``most``.

    Up where ``signs``, the mean sign of the discriminator's logits of real pictures, is above the ``target``
    (equation 1 there: r_t, 0 of a discriminator that sees nothing, 1 of one that knows its pictures).
    """
    return float(np.clip(p + share * np.sign(signs - target), 0.0, most))


def _places(draw: np.random.Generator, p: float, count: int, height: int, width: int) -> Floats:
    """Where each place of a picture is taken from, as matrices ``(count, 2, 3)`` of places in [−1, 1]²."""
    flip = _some(draw, p, np.where(draw.uniform(size=count) < 0.5, -1.0, 1.0), 1.0)
    shift = np.rint(draw.uniform(-_SHIFT, _SHIFT, size=(count, 2)) * (width, height))
    across, down = _some(draw, p, shift, 0.0).T
    size = _some(draw, p, np.exp(draw.normal(0, _LOG_SIZE, size=count)), 1.0)
    angle = _some(draw, p, draw.uniform(-math.pi, math.pi, size=count), 0.0)
    cosine, sine = size * np.cos(angle), size * np.sin(angle)
    rows = [
        [flip * cosine, -sine * height / width, 2 * across / width],
        [flip * sine * width / height, cosine, 2 * down / height],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def _colours(draw: np.random.Generator, p: float, count: int, channels: int) -> tuple[Floats, Floats]:
    """Matrices ``(count, channels, channels)`` of colours, and what is added to each channel ``(count,)``."""
    brightness = _some(draw, p, draw.normal(0, _BRIGHTNESS, size=count), 0.0)
    contrast = _some(draw, p, np.exp(draw.normal(0, _LOG_CONTRAST, size=count)), 1.0)
    hue = _some(draw, p, draw.uniform(-math.pi, math.pi, size=count), 0.0)
    saturation = _some(draw, p, np.exp(draw.normal(0, _LOG_SATURATION, size=count)), 1.0)
    scale = contrast[:, None, None]
    if channels != len(_GREY):
        return scale * np.eye(channels), contrast * brightness
    cosine, sine = (each(hue)[:, None, None] for each in (np.cos, np.sin))
    coloured = cosine * (np.eye(channels) - _GREY) + sine * _TURN
    # Grey stays grey, so that brightness passes through it as it is.
    return scale * (_GREY + saturation[:, None, None] * coloured), contrast * brightness


def _some(draw: np.random.Generator, p: float, values: Floats, otherwise: float) -> Floats:
    """Of each row its values with probability p, and otherwise what leaves a picture as it is."""
    chosen = (draw.uniform(size=len(values)) < p).reshape(-1, *[1] * (values.ndim - 1))
    return np.where(chosen, values, otherwise)


class _Taken(torch.autograd.Function):
    """The values of pictures at the places of ``grid``, as ``grid_sample`` takes them, whose gradient has no
    gradient itself in older versions of PyTorch; that of its adjoint, which is linear as it is, it is."""

    @staticmethod
    def forward(context: Any, pictures: Tensor, grid: Tensor) -> Tensor:
        context.save_for_backward(grid)
        context.shape = pictures.shape
        return _sampled(pictures, grid)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (grid,) = context.saved_tensors
        return _GivenBack.apply(gradient, grid, context.shape), None  # type: ignore[no-untyped-call]


class _GivenBack(torch.autograd.Function):
    """The adjoint of :class:`_Taken`: what came from a place is added there."""

    @staticmethod
    def forward(context: Any, gradient: Tensor, grid: Tensor, shape: torch.Size) -> Tensor:
        context.save_for_backward(grid)
        with torch.enable_grad():
            at = gradient.new_zeros(shape).requires_grad_(True)
            (found,) = torch.autograd.grad(_sampled(at, grid), at, gradient)
        return found

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (grid,) = context.saved_tensors
        return _Taken.apply(gradient, grid), None, None  # type: ignore[no-untyped-call]


def _sampled(pictures: Tensor, grid: Tensor) -> Tensor:
    return torch.nn.functional.grid_sample(pictures, grid, align_corners=False)


def _single(values: Floats, like: Tensor) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(like.device)
