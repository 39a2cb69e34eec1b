"""How samples and densities are held against the data: the same for all who take part."""

from __future__ import annotations

import functools
import math
from collections.abc import Generator

import numpy as np

from playground.core.noise import generator
from playground.gaussian.distances import Estimate, debiased_jensen_shannon
from playground.gaussian.expectations import mean_over, spread_points
from playground.paradigms.lab import measures
from playground.paradigms.lab.measures import Floor
from playground.paradigms.lab.source import Matrix, Source, source_of
from playground.paradigms.league.candidate import LogDensity, Terms
from playground.paradigms.league.frames import BOX, FAINT, FINAL, JUDGED, MEASURED, REFERENCE, Floats

_JS_SETS, _FLOOR_SETS, _WAY_SETS = 16, 64, 256
"""Sets of exact samples that tell of chance. What a band of 95 % really holds is itself off by chance, by 2.5
points with 64 sets and by half of that with 256, which take little time where they are small."""
_NODES = 2048
"""Points of each shift that densities are compared at."""
_BLOCK = 512
_BIT = math.log(2)
_UNKNOWN = Floor(math.nan, math.nan, math.nan)


@functools.lru_cache(maxsize=4)
def yardstick_of(data: str, drawing: bytes) -> PointYardstick:
    """That of a data set, which stays worked out; raises ``RecipeError`` where nothing is drawn."""
    return PointYardstick(source_of(Terms(data=data, drawing=drawing)))


class PointYardstick:
    """Exact answers for a data set, worked out when they are first asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reference: measures.Reference | None = None
        self._nodes: tuple[Floats, Matrix] | None = None
        self._masses: Matrix | None = None
        self._least = -math.inf
        self.modes = 0 if source.centres is None else len(source.centres)
        self.floor = self.way_floor = _UNKNOWN
        self.js_noise = self.far = math.nan
        self._js_rest = 0.0
        """What chance still adds to the divergence of exact samples."""

    @property
    def ready(self) -> bool:
        """Whether all is worked out."""
        return math.isfinite(self.js_noise)

    def prepare(self) -> Generator[None, None, None]:
        """Work out the floors, and what samples are held against; nothing where that was done before."""
        if self.ready:
            return
        source, exact = self._source, self.exact(0, FINAL)
        reference = self._reference = yield from measures.reference(source, REFERENCE, (MEASURED, FINAL))
        self.far = reference.distance(np.broadcast_to(exact.mean(0), exact.shape))
        seen = exact if source.centres is None else np.concatenate([exact, source.centres])
        logs = yield from self._log_densities(seen)
        self._least = float(logs.max()) + math.log(FAINT)
        self._masses = yield from measures.cell_masses(source, BOX)
        self.way_floor = yield from measures.floor_of(
            lambda random: reference.distance(source.draw(random, MEASURED)), _WAY_SETS
        )
        self.floor = yield from measures.floor_of(
            lambda random: reference.distance(source.draw(random, FINAL)), _FLOOR_SETS
        )
        random, found = generator(0, 0, "league divergence floor"), []
        for _ in range(_JS_SETS):
            found.append(self._divergence_of(source.draw(random, JUDGED)).value)
            yield
        self._js_rest, self.js_noise = float(np.mean(found)), float(np.std(found, ddof=1))

    def exact(self, seed: int, count: int) -> Floats:
        """So many exact samples of a seed."""
        return measures.exact_points(self._source, seed, count)

    def distance(self, points: Floats) -> float:
        """Sliced Wasserstein distance from the exact samples; NaN where some points are no numbers."""
        if not np.all(np.isfinite(points)) or self._reference is None:
            return math.nan
        return self._reference.distance(points)

    def compare(self, points: Floats) -> Generator[None, None, dict[str, float]]:
        """All that is measured of samples, as :data:`~playground.paradigms.league.frames.MEASURES` says."""
        few = points[:FINAL]
        found: dict[str, float] = {"sliced_wasserstein": self.distance(few)}
        far = not found["sliced_wasserstein"] <= self.far  # NaN is
        found["diverged"] = float(far)
        yield
        if np.all(np.isfinite(points)):
            logs = yield from self._log_densities(few)
            found["near_data"] = float((logs >= self._least).mean())
            found["js"], found["js_error"] = self._divergence_of(points)
            modes = measures.modes(few, self._source)
            found |= {name: float(modes[name]) for name in ("modes_covered", "mode_error") if name in modes}
        return found

    def divergence(self, log_density: LogDensity) -> Generator[None, None, Estimate]:
        """KL(data‖model) in nats of a model's log-density; NaN where that is no number somewhere.

        The mean of log p − log q over the data, in points that fill them evenly: nothing is left out, and no
        density has to be summed over cells.
        """
        if self._nodes is None:
            points = spread_points(self._source.place, _NODES)
            self._nodes = points, (yield from self._log_densities(points))
        points, exact = self._nodes
        learned = yield from log_density(points)
        if np.any(np.isnan(learned)):
            return Estimate(math.nan, math.nan)
        return mean_over(exact - learned)

    def _divergence_of(self, points: Floats) -> Estimate:
        """Jensen-Shannon divergence in bits."""
        if self._masses is None:
            return Estimate(math.nan, math.nan)
        nats = debiased_jensen_shannon(points, self._masses, BOX)
        return Estimate(nats.value / _BIT - self._js_rest, nats.error / _BIT)

    def _log_densities(self, points: Floats | Matrix) -> Generator[None, None, Matrix]:
        parts = []
        for start in range(0, len(points), _BLOCK):
            parts.append(self._source.log_density(points[start : start + _BLOCK]))
            yield
        return np.concatenate(parts)
