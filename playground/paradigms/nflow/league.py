"""The normalizing flow of the league."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from playground.core.noise import generator
from playground.paradigms.lab.source import Matrix, source_of
from playground.paradigms.league.candidate import Terms, in_blocks
from playground.paradigms.league.frames import JUDGED, Floats
from playground.paradigms.nflow_lab.recipes import NflowLab

if TYPE_CHECKING:
    from playground.live.flow_map import FlowMap

WIDTH = 48


class NflowModel:
    """An invertible map, and base points for it."""

    nfe = 1

    def __init__(self, learned: FlowMap, base: Floats) -> None:
        self._map, self._base = learned, base

    def sample(self, count: int) -> Generator[None, None, Floats]:
        """Where the map takes the base points."""
        return (yield from in_blocks(self._map.data, self._base[:count]))

    def log_density(self, points: Floats) -> Generator[None, None, Matrix]:
        """The exact one."""
        return (yield from in_blocks(self._map.log_density, points, 512)).astype(np.float64)


class NflowCandidate:
    """Trains by exact likelihood (Durkan et al. 2019)."""

    phase = "training"
    unbegun = ""

    def __init__(self, terms: Terms) -> None:
        from playground.live.nflow_density import DensityLearner, DensityPlan
        from playground.networks.plane_flow import Config, PlaneFlow

        lab = NflowLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, width=WIDTH)
        config = Config(transform=lab.transform, layers=lab.layers, width=lab.width, bins=lab.bins)
        self._lab = lab
        self._learner = DensityLearner(DensityPlan(data=source_of(lab).draw, config=config, seed=terms.seed))
        random = generator(terms.seed, 0, "league flow")
        self._base = random.standard_normal((JUDGED, 2), dtype=np.float32)
        self.parameters = self.generating = sum(each.numel() for each in PlaneFlow(config).parameters())

    def advance(self, _share: float) -> bool:
        """One training step."""
        self._learner.step(self._lab.learning_rate, self._lab.batch)
        return True

    def model(self) -> NflowModel:
        """The averaged network."""
        return NflowModel(self._learner.map().copied(), self._base)
