"""How well the flow can be undone in 32-bit floats: round trips, and its Jacobians' condition numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Scalar
from playground.paradigms.lab.slices import SlicedPart, Work
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.nflow_lab.context import FlowContext, finite
from playground.paradigms.nflow_lab.frames import CHECKED, Floats

Move: TypeAlias = Callable[[Floats], Floats]

_REFRESH = 0.5
_BLOCK = 250


def condition_numbers(jacobians: NDArray[np.floating]) -> NDArray[np.float64]:
    """Ratios of the singular values of 2 × 2 matrices ``(n, 2, 2)``, ``(n,)``.

    With q the sum of their squares and d their product, it is (q + √(q² − 4d²)) / 2d.
    """
    matrices = np.asarray(jacobians, dtype=np.float64)
    squares = np.square(matrices).sum((1, 2))
    product = np.abs(matrices[:, 0, 0] * matrices[:, 1, 1] - matrices[:, 0, 1] * matrices[:, 1, 0])
    root = np.sqrt(np.maximum(squares**2 - 4 * product**2, 0))
    with np.errstate(divide="ignore"):
        return np.asarray((squares + root) / (2 * product))


class Inversion:
    """The round trip of the points, and the condition numbers at exact samples."""

    def __init__(self, context: FlowContext) -> None:
        self._context, self._snapshot = context, Snapshot(context, _REFRESH)
        self._scalars: dict[str, Scalar] = {}
        self.parts = (SlicedPart(self._trip_key, self._trip), SlicedPart(self._state, self._condition))

    def renew(self, ready: bool) -> None:
        """Notice that the model has changed; ``ready`` if all about the last one is known."""
        self._snapshot.renew(ready)

    def show(self, scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        scalars.update(self._scalars)

    def _state(self) -> Hashable:
        return self._snapshot.model.state

    def _trip_key(self) -> Hashable:
        recipe = self._context.recipe
        return self._state(), recipe.back, min(recipe.points, CHECKED)

    def _trip(self) -> Work:
        recipe, model = self._context.recipe, self._snapshot.model
        start = self._context.starts(recipe.back, min(recipe.points, CHECKED))
        ways: tuple[Move, Move] = (model.map.base, model.map.data)
        there, again = ways[::-1] if recipe.back else ways
        worst = 0.0
        for first in range(0, len(start), _BLOCK):
            here: Floats = start[first : first + _BLOCK]
            returned = again(there(here))
            finite(returned, model.steps)
            worst = max(worst, float(np.linalg.norm(returned - here, axis=1).max()))
            yield
        self._scalars["round_trip"] = worst

    def _condition(self) -> Work:
        model, parts = self._snapshot.model, []
        for first in range(0, CHECKED, _BLOCK):
            jacobians = model.map.jacobians(self._context.exact[first : first + _BLOCK])
            finite(jacobians, model.steps)
            parts.append(condition_numbers(jacobians))
            yield
        numbers = np.concatenate(parts)
        self._scalars["condition_median"] = float(np.median(numbers))
        self._scalars["condition_max"] = float(numbers.max())
