"""How straight the paths of a flow are: S(Z) of Liu, Gong and Liu 2023, section 2.2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from playground.gaussian.levels import Array


def straightness(displacement: Array, velocities: Iterable[Array], shares: Sequence[float]) -> float:
    """S = ∫E‖(x_end − x_start) − dx/dt‖²dt: 0 is straight and walked evenly; in the unit of x, squared.

    ``velocities``, each ``(batch, …)`` as ``displacement`` is, are those at the places of a quadrature
    over the path's time of length 1, and ``shares`` its weights. The squared norm is summed over the
    dimensions, its mean is over the batch.
    """
    return sum(
        share * float(squared_norms(velocity - displacement).mean())
        for velocity, share in zip(velocities, shares, strict=True)
    )


def squared_norms(x: Array) -> Array:
    """‖x‖² of each of the batch, ``(batch,)``."""
    return (x * x).reshape(len(x), -1).sum(1)


def trapezia(times: Sequence[float]) -> list[float]:
    """The trapezium rule's weights of values at all ``times`` but the last: the last value fills its step.

    A walk from noise to data asks its model at the start of every step, and not where it ends.
    """
    steps = [abs(late - early) for early, late in pairwise(times)]
    shares = [(before + after) / 2 for before, after in zip([0.0, *steps], steps, strict=False)]
    shares[-1] += steps[-1] / 2
    return shares
