"""One point of noise and its ways to the data: sampled, along the learned flow, and along the exact one."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from playground.core.frames import Array
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.starts import Remembered
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.plane import walks
from playground.paradigms.plane.context import PlaneContext
from playground.paradigms.plane.fields import Field
from playground.paradigms.plane.points import Points, choice_of, walks_key
from playground.paradigms.plane.walks import Choice

_FINE = 24
_INDEX = 2**31 - 1
"""The number under which the probe draws its noise."""


class Probe:
    """The probe's ways through the model that the points walk through."""

    def __init__(self, context: PlaneContext, points: Points) -> None:
        self._context, self._points = context, points
        self._noise = Remembered(context.recipe.seed, [_INDEX])
        self._ways: dict[str, Floats] = {}
        self.parts = (
            SlicedPart(self._sampled_key, self._sampled),
            SlicedPart(self._learned_key, self._learned),
            SlicedPart(lambda: context.recipe.probe, self._exact),
        )

    def show(self, arrays: dict[str, Array]) -> None:
        """Add the ways that are known."""
        arrays.update(self._ways)
        if isinstance(choice_of(self._context), str):
            arrays.pop("probe_path", None)

    def _sampled_key(self) -> Hashable | None:
        choice = walks_key(choice_of(self._context))
        return (
            None
            if choice is None
            else (choice, self._context.recipe.probe, self._points.snapshot.model.state)
        )

    def _sampled(self) -> Work:
        choice = choice_of(self._context)
        if not isinstance(choice, str):
            yield from self._go("probe_path", self._points.snapshot.model.field, choice)

    def _learned_key(self) -> Hashable:
        model = self._points.snapshot.model
        # A teacher's flow no longer changes.
        return self._context.recipe.probe, model.training, model.steps if model.teacher is None else 0

    def _learned(self) -> Work:
        choice = walks.fine(self._context.path, _FINE)
        yield from self._go("probe_reference", self._points.snapshot.model.flow, choice)

    def _exact(self) -> Work:
        yield from self._go("probe_exact", self._context.exact, walks.fine(self._context.path, _FINE))

    def _go(self, name: str, model: Field, choice: Choice) -> Work:
        start = np.array([self._context.recipe.probe], dtype=np.float32)
        places: list[Floats] = []
        for x in walks.way(model, choice, self._context.path, start, self._noise.again()):
            places.append(x[0])
            yield
        self._ways[name] = np.stack(places)
