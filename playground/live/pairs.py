"""Pairs of data and noise to train on: independent, coupled by optimal transport, or made by a flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.couplings import Coupling, optimal_transport

Floats = NDArray[np.float32]

# An exact plan takes about as long as a training step: so pairs are kept and used again with other times.
_PLAN = 128
_FIRST_PLANS, _MOST_PLANS, _EVERY = 4, 64, 8


class Batch(NamedTuple):
    """Pairs of data and noise, each ``(n, 2)``."""

    data: Floats
    noise: Floats


NO_PAIRS = Batch(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))

DrawData: TypeAlias = Callable[[np.random.Generator, int], Floats]
Draw: TypeAlias = Callable[[np.random.Generator, int], Batch]


def coupled(coupling: Coupling, data: DrawData) -> Draw:
    """Fresh pairs with the coupling called so."""
    return OptimalTransport(data) if coupling == "optimal transport" else independent(data)


def independent(data: DrawData) -> Draw:
    """Data and noise that know nothing of each other."""

    def draw(random: np.random.Generator, count: int) -> Batch:
        return Batch(data(random, count), _noise(random, count))

    return draw


class OptimalTransport:
    """Pairs of least squared distance among 128 each (Tong et al. 2024), from a pool that is renewed all the
    time.

    The pool grows to 64 such plans, then the oldest gives way: a pair is seen many times, with other times.
    """

    def __init__(self, data: DrawData) -> None:
        self._draw, self._asked = data, 0
        self._plans: list[Batch] = []

    def __call__(self, random: np.random.Generator, count: int) -> Batch:
        """``count`` pairs of the pool."""
        while len(self._plans) < _FIRST_PLANS:
            self._plans.append(self._plan(random))
        self._asked += 1
        if self._asked % _EVERY == 0:
            self._plans.append(self._plan(random))
            del self._plans[:-_MOST_PLANS]
        which, place = random.integers(len(self._plans), size=count), random.integers(_PLAN, size=count)
        data, noise = (np.stack(each) for each in zip(*self._plans, strict=True))
        return Batch(data[which, place], noise[which, place])

    def _plan(self, random: np.random.Generator) -> Batch:
        data, noise = self._draw(random, _PLAN), _noise(random, _PLAN)
        return Batch(data[optimal_transport(data, noise)], noise)


def fixed(pairs: Batch) -> Draw:
    """Pairs drawn again and again from the same ones."""

    def draw(random: np.random.Generator, count: int) -> Batch:
        chosen = random.integers(len(pairs.data), size=count)
        return Batch(pairs.data[chosen], pairs.noise[chosen])

    return draw


def _noise(random: np.random.Generator, count: int) -> Floats:
    return random.standard_normal((count, 2), dtype=np.float32)
