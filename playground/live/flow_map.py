"""Trained normalizing flows of the plane as maps of numpy arrays: each layer's work, densities, Jacobians."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.networks.plane_flow import PlaneFlow
from playground.networks.plane_flow_layers import Layer
from playground.objectives.density import log_density

Floats = NDArray[np.float32]

_PARTS, _ROUNDS = 16, 6
"""An interval is cut into so many parts and one of them chosen, so many times: to the last digit there is."""


class LayerTrajectory(NamedTuple):
    """Points on their way through L layers: ``points`` ``(L + 1, n, 2)``, from the start on, and the
    logarithms of each layer's slopes ``(L, n, 2)``, whose sum over the last axis is its log|det J|."""

    points: Floats
    log_slopes: Floats


class FlowMap:
    """A flow's weights as they are; ``copied`` keeps them so while the flow goes on learning."""

    def __init__(self, network: PlaneFlow) -> None:
        self._network = network

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return len(self._network.layers)

    def copied(self) -> FlowMap:
        """The same map with its own weights."""
        return FlowMap(copy.deepcopy(self._network))

    def way(self, points: Floats, back: bool) -> LayerTrajectory:
        """Points ``(n, 2)`` through all layers from data to base, or ``back`` from base to data."""
        with torch.inference_mode():
            start = _tensor(points)
            steps = list(self._network.steps_back(start) if back else self._network.steps(start))
        walked = torch.stack([start, *(step.points for step in steps)])
        return LayerTrajectory(walked.numpy(), torch.stack([step.log_slopes for step in steps]).numpy())

    def start(self, points: Floats, position: float, back: bool) -> Floats:
        """Where points ``(n, 2)`` that are at a position of a way (as :meth:`way` goes) began.

        Between two whole positions a point lies on the straight line between its places before and after
        that layer, in proportion.
        """
        layers = [cast("Layer", layer) for layer in self._network.layers]
        order = layers[::-1] if back else layers
        before = min(math.floor(position), len(order))
        with torch.inference_mode():
            here = _tensor(points)
            if position > before:
                here = _unblended(order[before], here, position - before, back)
            for layer in reversed(order[:before]):
                here = (layer if back else layer.inverse)(here).points
        return np.asarray(here.numpy())

    def base(self, x: Floats) -> Floats:
        """The base points of data ``(n, 2)``."""
        with torch.inference_mode():
            return np.asarray(self._network(_tensor(x)).points.numpy())

    def data(self, z: Floats) -> Floats:
        """The data of base points ``(n, 2)``."""
        with torch.inference_mode():
            return np.asarray(self._network.inverse(_tensor(z)).points.numpy())

    def log_density(self, x: Floats) -> Floats:
        """log p(x) in nats, ``(n,)``."""
        with torch.inference_mode():
            return np.asarray(log_density(self._network(_tensor(x))).numpy())

    def jacobians(self, x: Floats) -> Floats:
        """∂z/∂x of the whole map from data to base by automatic differentiation, ``(n, 2, 2)``."""
        with torch.enable_grad():
            start = _tensor(x).requires_grad_(True)
            z = self._network(start).points
            rows = [torch.autograd.grad(z[:, row].sum(), start, retain_graph=row == 0)[0] for row in (0, 1)]
        return np.asarray(torch.stack(rows, dim=1).numpy())


def _tensor(points: Floats) -> Tensor:
    return torch.from_numpy(np.array(points, dtype=np.float32, order="C"))


def _unblended(layer: Layer, target: Tensor, share: float, back: bool) -> Tensor:
    """Points that a layer's blend with the identity takes to ``target``.

    Each coordinate of the blend rises with its own, given the one that the layer is told. The root lies
    between the target, which the identity takes there, and what the whole layer takes there.
    """
    ahead, undo = (layer.inverse, layer) if back else (layer, layer.inverse)
    here = target.clone()
    for axis in (1 - layer.axis, layer.axis):
        image = ahead(here).points.clone()
        image[:, axis] = target[:, axis]
        ends = torch.stack([undo(image).points[:, axis], target[:, axis]]).sort(0).values
        for _ in range(_ROUNDS):
            ends = _narrowed(ends, here, axis, target[:, axis], lambda x: x + share * (ahead(x).points - x))
        here[:, axis] = ends.mean(0)
    return here


def _narrowed(
    ends: Tensor, here: Tensor, axis: int, target: Tensor, blend: Callable[[Tensor], Tensor]
) -> Tensor:
    """The part of intervals ``(2, n)`` of a coordinate in which a rising map reaches its target ``(n,)``."""
    shares = torch.linspace(0, 1, _PARTS + 1)[:, None]
    cuts = ends[0] + shares * (ends[1] - ends[0])
    tried = here.repeat(_PARTS + 1, 1, 1)
    tried[..., axis] = cuts
    reached = blend(tried.reshape(-1, 2))[:, axis].reshape(cuts.shape)
    first = ((reached <= target).sum(0) - 1).clamp(0, _PARTS - 1)[None]
    return torch.cat([cuts.gather(0, first), cuts.gather(0, first + 1)])
