"""Trained normalizing flows of the plane as maps of numpy arrays: each layer's work, densities, Jacobians."""

from __future__ import annotations

import copy
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.networks.plane_flow import PlaneFlow
from playground.objectives.density import log_density

Floats = NDArray[np.float32]


class Way(NamedTuple):
    """Points on their way through L layers: ``places`` ``(L + 1, n, 2)``, from the start on, and the
    logarithms of each layer's slopes ``(L, n, 2)``, whose sum over the last axis is its log|det J|."""

    places: Floats
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

    def way(self, points: Floats, back: bool) -> Way:
        """Points ``(n, 2)`` through all layers from data to base, or ``back`` from base to data."""
        with torch.inference_mode():
            start = _tensor(points)
            steps = list(self._network.steps_back(start) if back else self._network.steps(start))
        places = torch.stack([start, *(step.points for step in steps)])
        return Way(places.numpy(), torch.stack([step.log_slopes for step in steps]).numpy())

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
