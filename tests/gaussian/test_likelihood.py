"""Log-likelihoods by the flow, and the variational bound, where the answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.gaussian.finite import FiniteSet
from playground.gaussian.likelihood import (
    ddpm_bound,
    discretized_gaussian,
    flow_log_density,
    gaussian_log_density,
    hutchinson,
)
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.planar import planar
from playground.gaussian.planar._planar import CLEAN
from playground.gaussian.schedules import schedule
from tests.gaussian.support import MIXTURE, data_of, random

RISING = {
    "linear": (Linear(), np.linspace(0, 1, 61)),
    "vp": (VariancePreserving(floor=0), 1000 * np.linspace(0, 1, 61) ** 1.5),
    "cosine": (VariancePreserving(schedule("cosine", 1000), floor=0), 1000 * np.linspace(0, 1, 61)),
    "ve": (VarianceExploding(end=200.0), 200 * np.linspace(0, 1, 121) ** 6),
}


@pytest.mark.parametrize("coordinates", [None, "angle"])
@pytest.mark.parametrize(("path", "times"), RISING.values(), ids=RISING)
def test_the_flow_gives_the_known_density(path, times, coordinates) -> None:
    x = np.concatenate([data_of(MIXTURE, 40), 1.5 * random(1).standard_normal((10, 2))])
    *_, last = flow_log_density(MIXTURE, MIXTURE.traces, x, path, times.tolist(), coordinates)
    known = MIXTURE.log_density(x, CLEAN)
    assert np.ptp(known) > 3
    assert np.abs(last.log_density - known).max() < 0.01
    assert last.index == len(times) - 1


@pytest.mark.parametrize(
    "name", ["eight-gaussians", "25-gaussians", "ring", "two-moons", "spiral", "swiss-roll"]
)
def test_the_flow_gives_the_known_density_of_every_planar_mixture(name) -> None:
    data, path = planar(name), Linear()
    assert data.mixture is not None
    x = data.draw(random(1), 60).astype(np.float64)
    times = np.linspace(0, 1, 121) ** 1.5
    *_, last = flow_log_density(data.mixture, data.mixture.traces, x, path, times.tolist())
    assert np.abs(last.log_density - data.log_density(x)).max() < 0.01


@pytest.mark.parametrize("coordinates", ["time", "angle", "ratio"])
def test_between_two_levels_the_change_is_that_of_their_densities(coordinates) -> None:
    path, x = VariancePreserving(), data_of(MIXTURE, 20)
    times = np.linspace(20, 700, 81).tolist()
    for step in flow_log_density(MIXTURE, MIXTURE.traces, x, path, times, coordinates):
        there = MIXTURE.log_density(step.x, step.level)
        assert step.change + there == pytest.approx(MIXTURE.log_density(x, path.level(20)), abs=2e-3)


def test_times_must_rise() -> None:
    with pytest.raises(RecipeError, match="above"):
        next(flow_log_density(MIXTURE, MIXTURE.traces, np.ones((1, 2)), Linear(), [1.0, 0.0]))
    with pytest.raises(RecipeError, match="probe"):
        hutchinson(lambda x, level, probe: x, [])


def test_a_round_gaussian_is_normalised() -> None:
    ticks = np.linspace(-12, 12, 601)
    points = np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)
    mass = np.exp(gaussian_log_density(points, 1.7)).sum() * (ticks[1] - ticks[0]) ** 2
    assert mass == pytest.approx(1, abs=1e-9)


def images(count: int = 6) -> np.ndarray:
    return np.rint(random(2).random((count, 1, 4, 4)) * 255) / 127.5 - 1


def test_the_bound_of_a_perfect_model_is_what_can_be_worked_out() -> None:
    """Equally likely images: −log p is log 6 nats, all of which the steps above the last one tell.

    The last step costs what its fixed width cannot say about the grey level, and reverse steps as wide as β
    cost the divergence between two widths.
    """
    data, path = images(), VariancePreserving()
    noises = range(4)
    totals = {}
    for forward in (False, True):
        runs = [
            list(ddpm_bound(FiniteSet(data), data, path, KeyedNoise(n, range(6)), forward=forward))
            for n in noises
        ]
        assert [term.t for term in runs[0]] == list(range(1001, 0, -1))
        assert all(np.all(term.nats > -1e-12) for term in runs[0])
        totals[forward] = np.mean([sum(term.nats.mean() for term in run[:-1]) for run in runs])
        betas, bars = path.schedule.betas, path.schedule.alpha_bars
        # Of β the first, as of all other steps; of β̃, where the first is 0, the second.
        width = math.sqrt(betas[0] if forward else betas[1] * (1 - bars[1]) / (1 - bars[2]))
        last = -16 * math.log(math.erf(1 / 255 / math.sqrt(2) / width))
        assert runs[0][-1].nats == pytest.approx(np.full(6, last), rel=1e-6)
    assert totals[False] == pytest.approx(math.log(6), abs=0.1)  # few draws of the noise
    ratio = (1 - bars[1:-1]) / (1 - bars[2:])
    assert totals[True] - totals[False] == pytest.approx(8 * (ratio - 1 - np.log(ratio)).sum(), rel=0.02)


def test_a_term_of_the_bound_is_a_kl_divergence() -> None:
    """By brute force: E_q[log q − log p] from samples of the posterior, for a model with a known wrong
    answer."""
    path = VariancePreserving(schedule("linear", 20))
    data = np.full((1, 1), 0.2)
    wrong = lambda x, level: FiniteSet(np.array([[-0.5]]))(x, level)  # noqa: E731
    for forward in (False, True):
        terms = {
            t.t: float(t.nats[0]) for t in ddpm_bound(wrong, data, path, KeyedNoise(0, [0]), forward=forward)
        }
        betas, bars = path.schedule.betas, path.schedule.alpha_bars
        for t in (2, 9, 20):
            beta, bar, before = betas[t - 1], bars[t], bars[t - 1]
            posterior = (1 - before) / (1 - bar) * beta
            variance = beta if forward else posterior
            shift = math.sqrt(before) * beta / (1 - bar) * (0.2 + 0.5)
            draws = shift + math.sqrt(posterior) * random(t).standard_normal(400_000)
            q = -((draws - shift) ** 2) / (2 * posterior) - 0.5 * math.log(posterior)
            p = -(draws**2) / (2 * variance) - 0.5 * math.log(variance)
            assert terms[t] == pytest.approx((q - p).mean(), rel=0.02, abs=0.01)
        end = bars[20]
        draws = math.sqrt(end) * 0.2 + math.sqrt(1 - end) * random(3).standard_normal(400_000)
        q = -((draws - math.sqrt(end) * 0.2) ** 2) / (2 * (1 - end)) - 0.5 * math.log(1 - end)
        assert terms[21] == pytest.approx((q + draws**2 / 2).mean(), abs=0.005)
        first = math.sqrt(betas[0] if forward else betas[1] * (1 - bars[1]) / (1 - bars[2]))
        assert terms[1] == pytest.approx(-float(discretized_gaussian([0.2], [-0.5], first)[0]))
