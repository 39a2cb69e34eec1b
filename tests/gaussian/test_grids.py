"""Laws of time grids."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.stats import beta

from playground.core.errors import RecipeError
from playground.gaussian.grids import GRIDS, covered, refusal, times
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.schedules import Schedule, schedule
from tests.gaussian.support import PATHS

ABOVE_THE_FLOOR = ("trailing", "linspace-open", "leading-open", "leading-shifted")
STEPS = (1, 2, 3, 7, 10, 30, 49, 50)


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("name", GRIDS)
def test_grids_fall_strictly_to_clean_data_in_the_steps_asked_for(name, path, steps) -> None:
    if refusal(name, path, steps):
        with pytest.raises(RecipeError, match=r"whole steps|infinite|only"):
            times(name, path, steps)
        return
    found = times(name, path, steps)
    assert len(found) == steps + 1
    assert all(type(t) is float for t in found)
    assert all(high > low for high, low in itertools.pairwise(found))
    assert found[-1] == 0
    if not name.startswith("leading"):
        assert found[0] == path.end
    if path.floor > 0 and name not in ABOVE_THE_FLOOR and steps > 1:
        assert found[-2] == path.floor
    if GRIDS[name].whole:
        assert all(t == int(t) for t in found)
        assert min(found[:-1]) >= 1


def test_the_distances_are_those_of_the_names() -> None:
    linear, exploding = Linear(), VarianceExploding()
    assert times("uniform", linear, 4) == [1, 0.75, 0.5, 0.25, 0]
    assert times("quadratic", linear, 4) == pytest.approx([1, 9 / 16, 4 / 16, 1 / 16, 0])
    rho = [t ** (1 / 7) for t in times("karras", exploding, 12)[:-1]]
    assert np.diff(rho) == pytest.approx((0.002 ** (1 / 7) - 80 ** (1 / 7)) / 11)
    steep = VariancePreserving(schedule("cosine", 1000))
    levels = [steep.level(t) for t in times("karras-whole", steep, 12)[:-1]]
    rho = [(level.sigma / level.alpha) ** (1 / 7) for level in levels]
    assert np.diff(rho) == pytest.approx((rho[-1] - rho[0]) / 11, rel=1e-6)
    assert rho[0] ** 7 == pytest.approx(20_291, rel=1e-3)
    levels = [steep.level(t) for t in times("beta", steep, 12)[:-1]]
    ratios = np.array([level.sigma / level.alpha for level in levels])
    shares = (ratios - ratios[-1]) / (ratios[0] - ratios[-1])
    assert beta(0.6, 0.6).cdf(shares) == pytest.approx(np.linspace(1, 0, 12), abs=1e-6)
    for path in (exploding, VariancePreserving()):
        logs = [path.level(t).log_snr for t in times("log-snr", path, 12)[:-1]]
        assert np.diff(logs)[1:] == pytest.approx(logs[2] - logs[1], rel=1e-6)
    inner = [linear.level(t).log_snr for t in times("log-snr", linear, 12)[1:-1]]
    assert np.diff(inner) == pytest.approx(2 * math.log(80 / 0.002) / 12)


def test_some_spacings_go_from_end_to_end_of_a_path() -> None:
    assert covered(VarianceExploding()) and not covered(VariancePreserving())
    scaled = VariancePreserving(Schedule("scaled", np.linspace(0.03, 0.11, 1000) ** 2))
    assert covered(scaled)
    assert times("karras-whole", scaled, 12) == times("karras", scaled, 12)


@pytest.mark.parametrize("steps", [1, 3, 7, 30, 999, 1000])
def test_whole_spacings_on_a_thousand_steps(steps) -> None:
    path = VariancePreserving()
    stride = 1000 // steps
    assert times("leading", path, steps) == [*range(1 + stride * (steps - 1), 0, -stride), 0]
    trailing = times("trailing", path, steps)
    assert all(abs(t - (1000 - i * 1000 / steps)) <= 0.5 for i, t in enumerate(trailing[:-1]))
    linspace = times("linspace", path, steps)
    ideal = np.linspace(1000, 1, steps) if steps > 1 else [1000]
    assert np.abs(np.array(linspace[:-1]) - ideal).max() <= 0.5
    if steps < 1000:
        shifted = times("leading-shifted", path, steps)
        assert shifted[:-1] == [time + 1 for time in times("leading", path, steps)[:-1]] and shifted[-1] == 0
        lower = 1000 // (steps + 1)
        assert times("leading-open", path, steps) == [*range(1 + lower * steps, 1, -lower), 0]
        assert times("linspace-open", path, steps) == [*times("linspace", path, steps + 1)[:-2], 0]


def test_what_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(RecipeError, match="quadratic"):
        times("cubic", Linear(), 3)
    with pytest.raises(RecipeError, match="at least one"):
        times("uniform", Linear(), 0)
    with pytest.raises(RecipeError, match="only 1000 steps"):
        times("leading", VariancePreserving(), 1001)
    with pytest.raises(RecipeError, match="only 999 steps"):
        times("linspace-open", VariancePreserving(), 1000)
    with pytest.raises(RecipeError, match="only 999 steps"):
        times("leading-shifted", VariancePreserving(), 1000)
    with pytest.raises(RecipeError, match="fewer"):
        times("uniform", VarianceExploding(floor=1.0, end=1.0), 2)
