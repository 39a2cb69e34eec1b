"""Jumps of a consistency model from a dozen times on its teacher's curves, and how far their ends are
apart."""

from __future__ import annotations

from collections.abc import Generator, Hashable

import numpy as np

from playground.core.frames import Array, Scalar
from playground.gaussian.noise import NoNoise
from playground.gaussian.samplers import Options
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.plane import walks
from playground.paradigms.plane.context import PlaneContext
from playground.paradigms.plane.frames import JUMPS
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.walks import Choice

_CURVES = 256
_BETWEEN = 3
"""Steps of the curves between two jumps."""


class Jumps:
    """The jumps along the probe's curve, and their spread over many curves."""

    def __init__(self, context: PlaneContext, points: Points) -> None:
        self._context, self._points = context, points
        end = context.path.end
        steps = JUMPS * _BETWEEN
        self._choice = Choice("rk4", tuple(end * (1 - i / steps) for i in range(steps + 1)), Options())
        self._levels = [context.path.level(t) for t in self._choice.times[:-1:_BETWEEN]]
        self._many: Floats | None = None
        self._probe: Floats | None = None
        self._arrays: dict[str, Array] = {}
        self._scalars: dict[str, Scalar] = {}
        self.parts = (
            SlicedPart(self._curves_key, self._draw_curves),
            SlicedPart(self._probe_key, self._draw_probe),
            SlicedPart(self._jump_key, self._jump),
        )

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the jumps, once there is a consistency model."""
        if self._context.model.network == "consistency":
            arrays.update(self._arrays)
            scalars.update(self._scalars)

    def _curves_key(self) -> Hashable | None:
        model = self._points.snapshot.model
        return model.training if model.network == "consistency" else None

    def _probe_key(self) -> Hashable | None:
        key = self._curves_key()
        return None if key is None else (key, self._context.recipe.probe)

    def _jump_key(self) -> Hashable | None:
        return None if self._curves_key() is None else (self._probe_key(), self._points.snapshot.model.state)

    def _draw_curves(self) -> Work:
        starts = self._context.path.prior_std * self._context.starts.noise(_CURVES)
        self._many = yield from self._curves(starts)

    def _draw_probe(self) -> Work:
        start = np.array([self._context.recipe.probe], dtype=np.float32)
        self._probe = yield from self._curves(start)

    def _curves(self, starts: Floats) -> Generator[None, None, Floats]:
        """The teacher's curves ``(steps + 1, n, 2)``."""
        teacher, places = self._points.snapshot.model.flow, []
        for x in walks.way(teacher, self._choice, self._context.path, starts, NoNoise()):
            places.append(x)
            yield
        return np.stack(places)

    def _jump(self) -> Work:
        if self._many is None or self._probe is None:
            return
        field, probe, many = self._points.snapshot.model.field, self._probe, self._many
        ends: list[Floats] = []
        spread: list[float] = []
        for place, level in enumerate(self._levels):
            x = np.concatenate([probe[place * _BETWEEN], many[place * _BETWEEN]])
            jumped = field(x, level).data
            ends.append(jumped[0])
            spread.append(float(np.sqrt(np.square(jumped[1:] - many[-1]).mean())))
            yield
        times = [level.t / self._context.path.end for level in self._levels]
        self._arrays = {
            "jump_starts": probe[:-1:_BETWEEN, 0],
            "jump_ends": np.stack(ends),
            "jump_curve": probe[:, 0],
            "spread_times": np.array(times, dtype=np.float32),
            "spread": np.array(spread, dtype=np.float32),
        }
        self._scalars = {"curve_error": float(np.sqrt(np.square(spread).mean()))}
