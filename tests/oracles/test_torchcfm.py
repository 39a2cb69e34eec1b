"""Our couplings, path and velocity against those of torchcfm.

What it requires itself comes to hundreds of megabytes, so ``make test`` installs it and POT alone, and else
scipy checks the same couplings.
"""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian.couplings import optimal_transport
from playground.gaussian.levels import Pair, mix, velocity
from playground.gaussian.paths import Linear

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")
torchcfm = pytest.importorskip("torchcfm.conditional_flow_matching")


def batch(shape: tuple[int, ...]):
    return np.random.default_rng(0).standard_normal((2, *shape))


@pytest.mark.parametrize("shape", [(16, 2), (100, 2), (48, 1, 4, 4)])
def test_the_coupling_is_their_exact_plan(shape) -> None:
    noise, data = batch(shape)
    plan = torchcfm.OTPlanSampler(method="exact").get_map(torch.from_numpy(noise), torch.from_numpy(data))
    assert np.array_equal((plan > 0).sum(1), np.ones(len(data)))
    assert np.array_equal(plan.argmax(1), optimal_transport(data, noise))


def test_points_on_the_path_and_targets_are_theirs() -> None:
    """They run from noise at 0 to data at 1: our time is 1 − theirs, and the velocity turns round."""
    noise, data = batch((64, 2))
    t = torch.linspace(0, 1, 64, dtype=torch.float64)
    matcher = torchcfm.ConditionalFlowMatcher(sigma=0.0)
    _, points, targets = matcher.sample_location_and_conditional_flow(
        torch.from_numpy(noise), torch.from_numpy(data), t=t
    )
    for i in range(64):
        level = Linear().level(1 - float(t[i]))
        assert mix(data[i], noise[i], level) == pytest.approx(points[i].numpy(), abs=1e-12)
        assert -velocity(Pair(data[i], noise[i]), level) == pytest.approx(targets[i].numpy(), abs=1e-12)
