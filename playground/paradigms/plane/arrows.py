"""The learned and the exact field as arrows."""

from __future__ import annotations

import numpy as np

from playground.core.frames import Array, Scalar
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import Floats, grid
from playground.paradigms.lab.source import Matrix
from playground.paradigms.plane.context import PlaneContext
from playground.paradigms.plane.fields import Field, motion, score
from playground.paradigms.plane.frames import ARROWS
from playground.paradigms.plane.recipes import DiffusionLab
from playground.paradigms.plane.setting import shown


class Arrows:
    """Score or velocity on a grid, at once for every frame."""

    def __init__(self, context: PlaneContext) -> None:
        self._context = context
        self._exact: tuple[float, Floats, Matrix] | None = None

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the arrows at the time, and how far they are from the exact ones."""
        context, points = self._context, grid(ARROWS)
        level = shown(context.recipe, context.path).arrows
        if self._exact is None or self._exact[0] != level.t:
            logs = context.source.exact.log_density(points.astype(np.float64), level)
            self._exact = level.t, self._field(context.exact, points), logs
        learned, exact = self._field(context.model.flow, points), self._exact[1]
        scalars["field_error"] = measures.field_error(learned, exact, self._exact[2])
        arrays["arrows"] = learned.reshape(ARROWS, ARROWS, 2)
        arrays["arrows_exact"] = exact.reshape(ARROWS, ARROWS, 2)

    def _field(self, field: Field, points: Floats) -> Floats:
        context = self._context
        level = shown(context.recipe, context.path).arrows
        if isinstance(context.recipe, DiffusionLab):
            return score(field, points, level)
        return motion(field, points, level, context.path)
