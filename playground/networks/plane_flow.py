"""Normalizing flows of the plane: layers that turn data into standard normal noise, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias, cast

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.plane_flow_layers import (
    AffineCoupling,
    Autoregressive,
    Layer,
    Mapped,
    SplineCoupling,
)

Transform: TypeAlias = Literal["affine coupling", "spline coupling", "autoregressive"]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The kind of layer, how many there are, hidden units of each conditioner, and bins of a spline."""

    transform: Transform = "spline coupling"
    layers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4
    width: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 32
    bins: Annotated[int, msgspec.Meta(ge=2, le=64)] = 16


class PlaneFlow(nn.Module):
    """An invertible map of points ``(n, 2)`` from data to base, whose layers move the coordinates in turn.

    It begins as the identity.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_layer(config, 1 - index % 2) for index in range(config.layers))

    def forward(self, x: Tensor) -> Mapped:
        """From data to base, and the logarithms of the slopes of all layers, summed."""
        mapped, total = Mapped(x, x), torch.zeros_like(x)
        for mapped in self.steps(x):
            total = total + mapped.log_slopes
        return Mapped(mapped.points, total)

    def inverse(self, z: Tensor) -> Mapped:
        """From base to data, with the inverse map's slopes."""
        mapped, total = Mapped(z, z), torch.zeros_like(z)
        for mapped in self.steps_back(z):
            total = total + mapped.log_slopes
        return Mapped(mapped.points, total)

    def steps(self, x: Tensor) -> Iterator[Mapped]:
        """What each layer does, from data to base."""
        for layer in self.layers:
            mapped = cast("Layer", layer)(x)
            yield mapped
            x = mapped.points

    def steps_back(self, z: Tensor) -> Iterator[Mapped]:
        """What the inverse of each layer does, from base to data."""
        for layer in reversed(self.layers):
            mapped = cast("Layer", layer).inverse(z)
            yield mapped
            z = mapped.points


def _layer(config: Config, axis: int) -> Layer:
    match config.transform:
        case "spline coupling":
            return SplineCoupling(axis, config.width, config.bins)
        case "affine coupling":
            return AffineCoupling(axis, config.width)
        case "autoregressive":
            return Autoregressive(axis, config.width)


CONFIG = Config
NETWORK = PlaneFlow
