"""The curves of a path say what its levels say."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian.curves import curves_of
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.schedules import schedule


@pytest.mark.parametrize("path", [VariancePreserving(schedule("cosine", 50)), Linear(), VarianceExploding()])
def test_curves_are_finite_and_agree_with_the_levels(
    path: VariancePreserving | Linear | VarianceExploding,
) -> None:
    share, _noise, ratio = curves_of(path)[0], curves_of(path)[1], curves_of(path)[2]
    assert np.isfinite(share.y).all() and np.isfinite(ratio.y).all() and ratio.decades
    for index in (5, len(ratio.t) // 2, len(ratio.t) - 5):
        level = path.level(float(ratio.t[index]))
        assert 10 ** ratio.y[index] == pytest.approx(np.clip(level.snr, 1e-6, 1e6), rel=1e-6)
    if isinstance(path, VariancePreserving):
        assert [curve.symbol for curve in curves_of(path)] == ["β", "ᾱ", "SNR"]
        assert curves_of(path)[1].y[10] == pytest.approx(path.level(11.0).alpha ** 2)
