"""Pairs of data and noise to train on: independent, coupled by optimal transport, or made by a flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.checkpoint import Checkpoint
from playground.core.errors import CheckpointError
from playground.gaussian.couplings import Coupling, optimal_transport

Floats = NDArray[np.float32]

# An exact plan takes about as long as a training step: so pairs are kept and used again with other times.
_PLAN = 128
_FIRST_PLANS, _MOST_PLANS, _EVERY = 4, 64, 8


class Batch(NamedTuple):
    """Pairs of data and noise, each ``(n, 2)``."""

    data: Floats
    noise: Floats

    def checkpoint(self, at: Checkpoint) -> Batch:
        """These pairs, or those that were kept."""
        data, noise = at.array("data", self.data), at.array("noise", self.noise)
        if data.shape != noise.shape or data.shape[1:] != (2,):
            raise CheckpointError("Pairs that were kept of a training are none, so it begins anew.")
        return Batch(data, noise)


NO_PAIRS = Batch(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))

DrawData: TypeAlias = Callable[[np.random.Generator, int], Floats]


class Draw(Protocol):
    """Gives pairs to train on."""

    def __call__(self, random: np.random.Generator, count: int) -> Batch:
        """``count`` of them."""

    def checkpoint(self, at: Checkpoint) -> None:
        """What the next ones depend on, but for the random numbers."""


def coupled(coupling: Coupling, data: DrawData) -> Draw:
    """Fresh pairs with the coupling called so."""
    return OptimalTransport(data) if coupling == "optimal transport" else Independent(data)


class Independent:
    """Data and noise that know nothing of each other."""

    def __init__(self, data: DrawData) -> None:
        self._data = data

    def __call__(self, random: np.random.Generator, count: int) -> Batch:
        """``count`` fresh pairs."""
        return Batch(self._data(random, count), _noise(random, count))

    def checkpoint(self, at: Checkpoint) -> None:
        """Nothing."""


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
        which, row = random.integers(len(self._plans), size=count), random.integers(_PLAN, size=count)
        data, noise = (np.stack(each) for each in zip(*self._plans, strict=True))
        return Batch(data[which, row], noise[which, row])

    def checkpoint(self, at: Checkpoint) -> None:
        """The pool."""
        self._asked = at.count("asked", self._asked)
        pool = [np.reshape(each, (-1, 2)) for each in zip(*self._plans, strict=True)] or NO_PAIRS
        kept = Batch(*pool).checkpoint(at.part("pool"))
        count = min(len(kept.data) // _PLAN, _MOST_PLANS)
        plans = (each[: count * _PLAN].reshape(count, _PLAN, 2) for each in kept)
        self._plans = [Batch(*each) for each in zip(*plans, strict=True)]

    def _plan(self, random: np.random.Generator) -> Batch:
        data, noise = self._draw(random, _PLAN), _noise(random, _PLAN)
        return Batch(data[optimal_transport(data, noise)], noise)


class Fixed:
    """Training pairs drawn with repetition from a fixed set."""

    def __init__(self, pairs: Batch) -> None:
        self._pairs = pairs

    def __call__(self, random: np.random.Generator, count: int) -> Batch:
        """``count`` of them, some more than once."""
        chosen = random.integers(len(self._pairs.data), size=count)
        return Batch(self._pairs.data[chosen], self._pairs.noise[chosen])

    def checkpoint(self, at: Checkpoint) -> None:
        """The pairs, of which there are some."""
        self._pairs = self._pairs.checkpoint(at)
        if not len(self._pairs.data):
            raise CheckpointError("A training was kept without its pairs, so it begins anew.")


def _noise(random: np.random.Generator, count: int) -> Floats:
    return random.standard_normal((count, 2), dtype=np.float32)
