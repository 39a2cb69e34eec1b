"""The probe: its way through the layers, and what of log p(x) each of them gives."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np

from playground.core.frames import Array, Scalar
from playground.paradigms.lab.lane import Part, Work
from playground.paradigms.nflow_lab import slide
from playground.paradigms.nflow_lab.frames import Floats
from playground.paradigms.nflow_lab.look import FlowLook, finite
from playground.paradigms.nflow_lab.places import Places


class Waterfall:
    """The probe through the flow that the points walk through."""

    def __init__(self, look: FlowLook, places: Places) -> None:
        self._look, self._places = look, places
        self._way: Floats | None = None
        self._terms: Floats | None = None
        self._exact = math.nan
        self.part = Part(self._key, self._walk)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the way and the terms, if they are known."""
        if self._way is None or self._terms is None:
            return
        arrays["probe_way"], arrays["waterfall"] = self._way, self._terms
        arrays["probe_at"] = slide.places(self._way[:, None], self._look.recipe.position)[0]
        scalars["log_density"] = float(self._terms.sum(dtype=np.float64))
        scalars["log_density_exact"] = self._exact

    def _key(self) -> Hashable:
        recipe = self._look.recipe
        return recipe.probe, recipe.held_at, recipe.back, self._places.snapshot.model.state

    def _walk(self) -> Work:
        recipe, model = self._look.recipe, self._places.snapshot.model
        probe = np.array([recipe.probe], dtype=np.float32)
        start = model.map.start(probe, recipe.held_at, recipe.back)
        places, log_slopes = model.map.way(start, recipe.back)
        finite(places, model.steps)
        log_dets = log_slopes[:, 0].sum(1, dtype=np.float64)
        if recipe.back:  # The inverse map's, from the base's side on.
            log_dets = -log_dets[::-1]
        data, base = places[:: -1 if recipe.back else 1, 0][[0, -1]].astype(np.float64)
        base_log_density = -0.5 * (base @ base) - math.log(2 * math.pi)
        self._way = places[:, 0]
        self._terms = np.array([base_log_density, *log_dets], dtype=np.float32)
        finite(self._terms, model.steps)
        self._exact = float(self._look.source.log_density(data[None])[0])
        yield
