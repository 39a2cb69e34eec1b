"""How far the fakes are from the data, measured a few times a second between training steps."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from playground.core.frames import Scalar
from playground.gaussian.distances import Box, Matrix, jensen_shannon, kullback_leibler, shares
from playground.live.gan import Game
from playground.paradigms.gan_lab.frames import EXTENT, JS_CELLS, MEASURED, Floats
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab import measures
from playground.paradigms.lab.slices import Clock, SlicedPart, SlicedWork, Work
from playground.paradigms.lab.source import source_of

BOX = Box(low=-EXTENT, high=EXTENT, cells=JS_CELLS)

Divergence = Callable[[Matrix, Matrix], float]

_REFRESH = 0.2


class Measures:
    """Divergence, distance and modes of the fakes of some fixed noise."""

    def __init__(self, recipe: GanLab, game: Game, noise: Floats, clock: Clock) -> None:
        self._game, self._noise, self._clock = game, noise[:MEASURED], clock
        self._source = source_of(recipe)
        self._exact = measures.exact_points(self._source, recipe.seed, MEASURED)
        self._masses: Matrix | None = None
        self._taken, self._rounds = -math.inf, -1
        self._fakes: Floats = self._exact
        self._scalars: dict[str, Scalar] = {}
        self.lane = SlicedWork(
            [
                SlicedPart(lambda: True, self._weigh),
                SlicedPart(lambda: self._rounds, self._measure),
                SlicedPart(lambda: True, self._floors),
            ]
        )

    def renew(self) -> None:
        """Take new fakes if the last ones are measured, some time has gone and the players have learned."""
        now, fresh = self._clock.now(), self.lane.fresh
        first = self._rounds < 0
        if first or (fresh and self._rounds != self._game.rounds and now - self._taken >= _REFRESH):
            self._fakes = self._game.generator(self._noise)
            self._taken, self._rounds = now, self._game.rounds

    def show(self, scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        scalars.update(self._scalars)

    def _weigh(self) -> Work:
        """The probability of every cell, and of all outside."""
        self._masses = yield from measures.cell_masses(self._source, BOX)

    def _measure(self) -> Work:
        fakes, source = self._fakes, self._source
        found: dict[str, Scalar] = {"measured": self._rounds}
        found.update(measures.modes(fakes, source))
        yield
        if self._masses is not None:
            occupied = shares(fakes, BOX)
            found["js"] = jensen_shannon(occupied, self._masses)
            kl = kullback_leibler(occupied, self._masses)
            if math.isfinite(kl):
                found["kl"] = kl
            yield
        found["sliced_wasserstein"] = measures.distance(fakes, self._exact)
        self._scalars.pop("kl", None)
        self._scalars.update(found)

    def _floors(self) -> Work:
        masses, source = self._masses, self._source
        if masses is not None:
            for name, measure in (("js_floor", jensen_shannon), ("kl_floor", kullback_leibler)):

                def of_exact(random: np.random.Generator, measure: Divergence = measure) -> float:
                    return measure(shares(source.draw(random, MEASURED), BOX), masses)

                floor = yield from measures.known_floor(source, name, MEASURED, of_exact)
                self._scalars |= floor.scalars(name)
        floor = yield from measures.noise_floor(source, MEASURED)
        self._scalars |= floor.scalars("noise_floor")
