"""The density p(x) = ∫ p(x|z) p(z) dz of a VAE on the plane by a sum over a grid of z, and p(z|x)."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from playground.gaussian.distances import Box

Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

_REACH = 5.5
_NODES = {1: 8192, 2: 256}
"""How far the grid of z goes, in prior σ, and how many nodes it has along each axis."""
_BLOCK, _FEW = 2048, 512
"""Nodes at once for cells, and for points: distances between both have to stay in the processor's cache."""


class Decoder(Protocol):
    """What the density depends on."""

    @property
    def latent(self) -> int:
        """1 or 2."""

    @property
    def deviation(self) -> float:
        """σ of p(x|z)."""

    def decode(self, latent: Floats) -> Floats:
        """The mean of p(x|z), ``(n, latent)`` to ``(n, 2)``."""


class Quadrature(NamedTuple):
    """Nodes ``(n, latent)``, and the prior's weight of each ``(n,)``, which sum to 1."""

    nodes: Floats
    weights: Matrix


def quadrature(latent: int) -> Quadrature:
    """An even grid: for smooth functions under a Gaussian it is exact to the precision of floats."""
    ticks = np.linspace(-_REACH, _REACH, _NODES[latent])
    weights = np.exp(-0.5 * ticks**2)
    weights /= weights.sum()
    if latent == 1:
        return Quadrature(ticks[:, None].astype(np.float32), weights)
    nodes = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    return Quadrature(nodes.astype(np.float32), np.outer(weights, weights).ravel())


def cell_masses(model: Decoder, box: Box) -> Generator[None, None, Matrix]:
    """The model's probability of every cell of a box, ``(cells, cells)`` with y slow.

    Given z the coordinates of x are independent, so that a cell's probability is the product of two
    differences of the normal distribution function: exact however small σ is beside a cell.
    """
    grid, edges = quadrature(model.latent), torch.linspace(box.low, box.high, box.cells + 1).double()
    masses = torch.zeros(box.cells, box.cells, dtype=torch.float64)
    # Nodes that weigh next to nothing are many in the plane.
    chosen = grid.weights > 1e-3 * np.finfo(np.float64).eps * grid.weights.max()
    nodes, weights = grid.nodes[chosen], torch.from_numpy(grid.weights[chosen])
    for start in range(0, len(nodes), _BLOCK):
        part = slice(start, start + _BLOCK)
        means = torch.from_numpy(model.decode(nodes[part])).double()
        along_x, along_y = (_shares(means[:, axis], edges, model.deviation) for axis in (0, 1))
        masses += along_y.T @ (weights[part, None] * along_x)
        yield
    return masses.numpy()


def log_densities(model: Decoder, x: Floats) -> Generator[None, None, Matrix]:
    """log p(x) of points ``(n, 2)``, ``(n,)``."""
    grid = quadrature(model.latent)
    means, weights = torch.from_numpy(model.decode(grid.nodes)).double(), torch.from_numpy(grid.weights).log()
    parts = []
    for first in range(0, len(x), _FEW):
        points = torch.from_numpy(x[first : first + _FEW]).double()
        total = torch.full((len(points),), -math.inf, dtype=torch.float64)
        for start in range(0, len(means), _FEW):
            part = slice(start, start + _FEW)
            logs = _log_likelihood(model, points, means[part]) + weights[part]
            total = torch.logaddexp(total, torch.logsumexp(logs, dim=1))
            if start % _BLOCK == 0:
                yield
        parts.append(total)
    return torch.cat(parts).numpy() if parts else np.zeros(0)


def posterior(model: Decoder, x: Floats, latent: Floats) -> Matrix:
    """p(z|x) of one point ``(2,)`` at codes ``(n, latent)``, relative to its largest value there."""
    means = torch.from_numpy(model.decode(latent)).double()
    likelihood = _log_likelihood(model, torch.from_numpy(x[None]).double(), means)[0].numpy()
    logs = likelihood - 0.5 * np.square(latent, dtype=np.float64).sum(1)
    relative: Matrix = np.exp(logs - logs.max())
    return relative


def _shares(means: torch.Tensor, edges: torch.Tensor, deviation: float) -> torch.Tensor:
    """Each mean's probability of the intervals between edges, ``(n, intervals)``; precise in both tails."""
    positions = (edges - means[:, None]) / (math.sqrt(2) * deviation)
    below, above = torch.special.erfc(-positions) / 2, torch.special.erfc(positions) / 2
    right = positions[:, :-1] + positions[:, 1:] > 0
    return torch.where(right, above[:, :-1] - above[:, 1:], below[:, 1:] - below[:, :-1])


def _log_likelihood(model: Decoder, points: torch.Tensor, means: torch.Tensor) -> torch.Tensor:
    """log p(x|z), ``(points, codes)``, of what codes are decoded to."""
    variance = model.deviation**2
    squares = (points[:, :1] - means[:, 0]).square_()
    squares += (points[:, 1:] - means[:, 1]).square_()
    return squares.mul_(-0.5 / variance).sub_(math.log(2 * math.pi * variance))
