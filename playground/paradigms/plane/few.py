"""Where a few large steps end, for a flow and each of its reflows: the straighter, the fewer are needed."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from playground.core.frames import Array
from playground.gaussian import grids
from playground.gaussian.samplers import Options
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.plane import walks
from playground.paradigms.plane.context import PlaneContext
from playground.paradigms.plane.frames import FEW
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.walks import Choice

_POINTS = 500


class FewSteps:
    """The ends of the same points after each number of Euler's steps, once there is a reflow."""

    def __init__(self, context: PlaneContext, points: Points) -> None:
        self._context, self._points = context, points
        path = context.path
        self._choices = [Choice("euler", tuple(grids.times("uniform", path, few)), Options()) for few in FEW]
        self._ends: Floats | None = None
        self.parts = (SlicedPart(self._key, self._walk),)

    def show(self, arrays: dict[str, Array]) -> None:
        """Add the ends of all networks there are."""
        ends = self._ends
        if ends is not None and len(ends) == 1 + len(self._context.model.earlier) > 1:
            arrays["few_ends"] = ends

    def _key(self) -> Hashable | None:
        model = self._points.snapshot.model
        return model.state if model.earlier else None

    def _walk(self) -> Work:
        context, model = self._context, self._points.snapshot.model
        ends: list[Floats] = []
        for field in (*model.earlier, model.field):
            for choice in self._choices:
                track = yield from walks.walk(field, choice, context.path, context.starts, _POINTS)
                ends.append(track.positions[-1])
        shape = (1 + len(model.earlier), len(FEW), _POINTS, 2)
        self._ends = np.stack(ends).reshape(shape)
