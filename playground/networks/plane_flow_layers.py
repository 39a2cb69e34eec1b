"""Invertible maps of the plane with triangular Jacobians: couplings and the autoregressive map.

Each moves a coordinate by what a small network, its conditioner, says of the other one. Forward is from data
to base.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from playground.networks import plane_flow_spline as spline

_STRETCH = math.log(20.0)
"""Bounds of the logarithm of an affine map's scale."""


class Mapped(NamedTuple):
    """Where points went ``(n, 2)``, and the logarithm of the diagonal of the map's triangular Jacobian
    ``(n, 2)``, whose sum over both is log|det|."""

    points: Tensor
    log_slopes: Tensor

    @property
    def log_det(self) -> Tensor:
        """log|det J| of each point, ``(n,)``."""
        return self.log_slopes.sum(1)


class Conditioner(nn.Module):
    """A coordinate ``(n,)`` to ``outputs`` numbers ``(n, outputs)``; at first zeros, whatever it is told.

    Far out it says ever the same, so that the tails are straight.
    """

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Linear(1, width)
        self.hidden = nn.Linear(width, width)
        self.out = nn.Linear(width, outputs)
        # Bends of the first layer all over the square, not only about its middle.
        nn.init.uniform_(self.first.weight, -3.0, 3.0)
        nn.init.uniform_(self.first.bias, -3.0, 3.0)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, conditioning: Tensor) -> Tensor:
        """What it says."""
        place = spline.REACH * torch.tanh(conditioning[:, None] / spline.REACH)
        hidden = nn.functional.silu(self.first(place))
        hidden = hidden + nn.functional.silu(self.hidden(hidden))
        result: Tensor = self.out(hidden)
        return result


class Layer(nn.Module):
    """A map that moves the coordinate ``axis``, 0 or 1, and is invertible in closed form."""

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, x: Tensor) -> Mapped:
        """Towards the base."""
        raise NotImplementedError

    def inverse(self, z: Tensor) -> Mapped:
        """Towards the data; the slopes are those of the inverse map."""
        raise NotImplementedError

    def _split(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """The coordinate that is told, and the one that moves."""
        return points[:, 1 - self.axis], points[:, self.axis]

    def _join(self, conditioning: Tensor, moved: Tensor) -> Tensor:
        return torch.stack((moved, conditioning) if self.axis == 0 else (conditioning, moved), dim=1)


class AffineCoupling(Layer):
    """One coordinate scaled and shifted by what the other says (Dinh et al. 2017, equations 7 and 8)."""

    def __init__(self, axis: int, width: int) -> None:
        super().__init__(axis)
        self.conditioner = Conditioner(width, 2)

    def affine(self, conditioning: Tensor) -> tuple[Tensor, Tensor]:
        """Logarithm of the scale, and the shift."""
        log_scale, shift = self.conditioner(conditioning).unbind(1)
        return bounded(log_scale), shift

    def forward(self, x: Tensor) -> Mapped:
        conditioning, moving = self._split(x)
        log_scale, shift = self.affine(conditioning)
        still = torch.zeros_like(conditioning)
        return Mapped(
            self._join(conditioning, moving * log_scale.exp() + shift), self._join(still, log_scale)
        )

    def inverse(self, z: Tensor) -> Mapped:
        conditioning, moving = self._split(z)
        log_scale, shift = self.affine(conditioning)
        still = torch.zeros_like(conditioning)
        return Mapped(
            self._join(conditioning, (moving - shift) * (-log_scale).exp()), self._join(still, -log_scale)
        )


class SplineCoupling(Layer):
    """One coordinate bent by a spline that the other says (Durkan et al. 2019)."""

    def __init__(self, axis: int, width: int, bins: int) -> None:
        super().__init__(axis)
        self.bins = bins
        self.conditioner = Conditioner(width, spline.parameters(bins))

    def knots(self, conditioning: Tensor) -> spline.Knots:
        """The splines at some values of the other coordinate."""
        return spline.knots(self.conditioner(conditioning), self.bins)

    def forward(self, x: Tensor) -> Mapped:
        conditioning, moving = self._split(x)
        moved, log_slope = spline.forward(moving, self.knots(conditioning))
        return Mapped(self._join(conditioning, moved), self._join(torch.zeros_like(conditioning), log_slope))

    def inverse(self, z: Tensor) -> Mapped:
        conditioning, moving = self._split(z)
        moved, log_slope = spline.inverse(moving, self.knots(conditioning))
        return Mapped(self._join(conditioning, moved), self._join(torch.zeros_like(conditioning), log_slope))


class Autoregressive(Layer):
    """The masked autoregressive map (Papamakarios et al. 2017, equations 3 to 5), each coordinate scaled and
    shifted by what those before it say.

    In the plane the mask leaves little: nothing comes before the first coordinate, so its scale and shift are
    two numbers, and all hidden units belong to the second, which is told the first. So the inverse takes two
    steps and no more.
    """

    def __init__(self, axis: int, width: int) -> None:
        super().__init__(axis)
        self.alone = nn.Parameter(torch.zeros(2))
        self.conditioner = Conditioner(width, 2)

    def affine(self, conditioning: Tensor) -> tuple[Tensor, Tensor]:
        """Logarithm of the scale, and the shift, of the second coordinate, given the first."""
        log_scale, shift = self.conditioner(conditioning).unbind(1)
        return bounded(log_scale), shift

    def forward(self, x: Tensor) -> Mapped:
        conditioning, moving = self._split(x)
        own, offset = bounded(self.alone[0]), self.alone[1]
        log_scale, shift = self.affine(conditioning)
        first, second = conditioning * own.exp() + offset, moving * log_scale.exp() + shift
        return Mapped(self._join(first, second), self._join(own.expand_as(conditioning), log_scale))

    def inverse(self, z: Tensor) -> Mapped:
        first, moving = self._split(z)
        own, offset = bounded(self.alone[0]), self.alone[1]
        conditioning = (first - offset) * (-own).exp()
        log_scale, shift = self.affine(conditioning)
        second = (moving - shift) * (-log_scale).exp()
        return Mapped(self._join(conditioning, second), self._join(-own.expand_as(conditioning), -log_scale))


def bounded(log_scale: Tensor) -> Tensor:
    """A logarithm of a scale kept within what can be undone (as in Dinh et al. 2017, section 4.1)."""
    return _STRETCH * torch.tanh(log_scale / _STRETCH)
