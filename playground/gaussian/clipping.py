"""Predicted data held within the values that data can have, before a sampler goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
import numpy as np

from playground.gaussian.levels import Array, Denoiser, Level, Pair

ClipKind = Literal["range", "quantile"]


class Clipping(msgspec.Struct, frozen=True, kw_only=True):
    """How far data may reach to both sides of the middle between ``low`` and ``high``.

    A reach of 1 is that of ``low`` and ``high``. ``range`` cuts at ``limit``. ``quantile`` cuts each sample
    at the reach that the ``share`` of its values has, but not below 1 and not above ``limit``, and divides by
    that (dynamic thresholding, Saharia et al. 2022, appendix C).
    """

    kind: ClipKind
    limit: float = 1.0
    share: float = 0.995
    low: float = -1.0
    high: float = 1.0

    def __call__(self, data: Array) -> Array:
        """The data, clipped; an array of the same kind."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        around = (data - middle) / half
        found = around.clip(-self.limit, self.limit) if self.kind == "range" else self._thresholded(around)
        return middle + half * found

    def _thresholded(self, around: Array) -> Array:
        found = around * 1
        for index, one in enumerate(around):
            reach = float(np.quantile(np.abs(np.asarray(one)), self.share))
            bound = min(max(reach, 1.0), max(self.limit, 1.0))
            found[index] = one.clip(-bound, bound) / bound
        return found


class Clipped:
    """A model whose data is clipped; its noise stays as it is, so that the two no longer make up x."""

    def __init__(self, model: Denoiser, clipping: Clipping) -> None:
        self._model, self._clipping = model, clipping
        self.cost_at: Callable[[Level], int] = getattr(model, "cost_at", lambda _: 1)

    def __call__(self, x: Array, level: Level) -> Pair:
        """Data and noise, the former clipped."""
        answer = self._model(x, level)
        return Pair(data=self._clipping(answer.data), noise=answer.noise)
