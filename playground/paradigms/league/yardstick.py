"""How samples and densities are held against the data: the same for all who take part."""

from __future__ import annotations

import functools
import math
from collections.abc import Generator

import numpy as np

from playground.core.noise import generator
from playground.gaussian import distances
from playground.gaussian.distances import jensen_shannon, shares
from playground.gaussian.levels import Level
from playground.paradigms.league.frames import BOX, FAINT, FINAL, MEASURED, Floats
from playground.paradigms.league.recipes import League
from playground.paradigms.plane import measures
from playground.paradigms.plane.source import Matrix, Source, source_of
from playground.paradigms.vae_lab.truth import divergence

CLEAN = Level(t=0.0, alpha=1.0, sigma=0.0, d_alpha=0.0, d_sigma=1.0)
_FLOOR_SETS = 8
_BLOCK = 512


def on_grid(log_density: Matrix) -> Matrix:
    """Probabilities of the grid's cells, each as large as at its centre."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(log_density) * measures.BOX.area)


@functools.lru_cache(maxsize=4)
def yardstick_of(data: str, drawing: bytes) -> Yardstick:
    """That of a data set, which stays worked out; raises ``RecipeError`` where nothing is drawn."""
    return Yardstick(source_of(League(data=data, drawing=drawing)))


class Yardstick:
    """Exact answers for a data set, worked out when they are first asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._exact: dict[tuple[int, int], Floats] = {}
        self._logs: dict[float, Matrix] = {}
        self._cells: Matrix | None = None
        self._masses: Matrix | None = None
        self._least = -math.inf
        self.modes = 0 if source.centres is None else len(source.centres)
        self.noise_floor = self.way_floor = self.js_floor = self.far = math.nan

    def prepare(self) -> Generator[None, None, None]:
        """Work out the floors, and what samples are held against; nothing where that was done before."""
        if math.isfinite(self.noise_floor):
            return
        source, exact = self._source, self.exact(0)
        self.far = measures.distance(np.broadcast_to(exact.mean(0), exact.shape), exact)
        seen = exact if source.centres is None else np.concatenate([exact, source.centres])
        logs = yield from self._log_densities(seen)
        self._least = float(logs.max()) + math.log(FAINT)
        self._masses = yield from distances.cell_masses(source.log_density, BOX)
        random, found = generator(0, 0, "league divergence floor"), []
        for _ in range(_FLOOR_SETS):
            found.append(jensen_shannon(shares(source.draw(random, FINAL), BOX), self._masses))
            yield
        self.js_floor = float(np.mean(found))
        self.way_floor = yield from measures.noise_floor(source, MEASURED)
        self.noise_floor = yield from measures.noise_floor(source, FINAL)

    def exact(self, seed: int, count: int = FINAL) -> Floats:
        """So many exact samples of a seed."""
        if (seed, count) not in self._exact:
            self._exact[seed, count] = measures.exact_points(self._source, seed, count)
        return self._exact[seed, count]

    def distance(self, points: Floats, seed: int) -> float:
        """Sliced Wasserstein distance from as many exact samples; NaN where some points are no numbers."""
        if not np.all(np.isfinite(points)):
            return math.nan
        return measures.distance(points, self.exact(seed, len(points)))

    def compare(self, points: Floats, seed: int) -> Generator[None, None, dict[str, float]]:
        """All that is measured of samples, as :data:`~playground.paradigms.league.frames.MEASURES` says."""
        found: dict[str, float] = {"sliced_wasserstein": self.distance(points, seed)}
        far = not found["sliced_wasserstein"] <= self.far  # NaN is
        found["diverged"] = float(far)
        yield
        if math.isfinite(found["sliced_wasserstein"]):
            logs = yield from self._log_densities(points)
            found["near_data"] = float((logs >= self._least).mean())
            if self._masses is not None:
                found["js"] = jensen_shannon(shares(points, BOX), self._masses)
            modes = measures.modes(points, self._source)
            found |= {name: float(modes[name]) for name in ("modes_covered", "mode_error") if name in modes}
        return found

    def log_density(self, level: Level) -> Generator[None, None, Matrix]:
        """The exact log-density at the centres of the grid's cells, ``(cells²,)``."""
        if level.t not in self._logs:
            self._logs[level.t] = yield from measures.exact_log_density(self._source, level)
        return self._logs[level.t]

    def cell_masses(self) -> Generator[None, None, Matrix]:
        """The exact probabilities of the grid's cells, ``(cells², )``."""
        if self._cells is None:
            every = yield from distances.cell_masses(self._source.log_density, measures.BOX)
            self._cells = every[:-1]
        return self._cells

    def divergence(self, exact: Matrix, learned: Matrix) -> float:
        """KL(data‖model) in nats of the probabilities of cells; NaN where some are no numbers."""
        return divergence(exact, learned) if np.all(np.isfinite(learned)) else math.nan

    def _log_densities(self, points: Floats | Matrix) -> Generator[None, None, Matrix]:
        parts = []
        for start in range(0, len(points), _BLOCK):
            parts.append(self._source.log_density(points[start : start + _BLOCK]))
            yield
        return np.concatenate(parts)
