"""Numbers of runs on models of Gaussian data, where they can be worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import norm

from playground.core.frames import Frame
from playground.core.recipe import Recipe, change
from playground.gaussian.card import Denoising
from playground.gaussian.levels import velocity
from playground.gaussian.paths import Linear
from playground.gaussian.schedules import schedule
from playground.paradigms import diffusion, flow, run
from playground.paradigms.denoising import likelihood
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.network import DenoisingNetwork
from tests.support.gaussian_denoiser import DDPM, FLOW, MEANS, NONE, SHAPE, STDS, GaussianWorld, answer

STD = STDS[NONE]
LEVEL = 2 / 255

Floats = NDArray[np.float64]


def last(recipe: Recipe, world: GaussianWorld) -> Frame:
    return list(run(recipe, world))[-1]


def nats_of_levels(levels: Floats, mean: Floats | float, std: float) -> Floats:
    """−log of the mass that a Gaussian puts on grey levels, the outermost of which own its tails."""
    low = np.where(levels == 0, -np.inf, (levels - 0.5) * LEVEL - 1)
    high = np.where(levels == 255, np.inf, (levels + 0.5) * LEVEL - 1)
    a, b = (low - mean) / std, (high - mean) / std
    a, b = np.where(a + b > 0, -b, a), np.where(a + b > 0, -a, b)
    upper = norm.logcdf(b)
    return np.asarray(-upper - np.log1p(-np.exp(norm.logcdf(a) - upper)))


# --- Likelihood ----------------------------------------------------------------------------------


@pytest.mark.parametrize("prediction", ["velocity", "data", "v", "noise"])
@pytest.mark.parametrize("labelled", [False, True])
def test_the_flows_bits_are_those_of_the_data(prediction: str, labelled: bool) -> None:
    count = 6
    world = GaussianWorld(count, flow=replace(FLOW, prediction=prediction))
    frame = last(flow.Likelihood(model="flow", count=count, labelled=labelled, steps=16), world)
    x = likelihood.dequantised(world.images.images, 0, range(count)).reshape(count, -1)
    told = world.images.labels if labelled else np.full(count, NONE)
    mean, std = (np.array(each)[told][:, None] for each in (MEANS, STDS))
    wanted = -(norm.logpdf(x, mean, std) + math.log(LEVEL)).mean(1) / math.log(2)
    # A network that predicts noise starts a thousandth below pure noise.
    assert frame.arrays["bits"] == pytest.approx(wanted, abs=2e-3 if prediction == "noise" else 2e-4)
    levels = world.images.images.astype(np.float64)
    truth = nats_of_levels(levels, mean[..., None, None], 1.0 * std[..., None, None]).mean() / math.log(2)
    assert frame.scalars["bits_per_dim"] == pytest.approx(truth, abs=0.01)


@pytest.mark.parametrize("variance", ["posterior", "forward"])
def test_the_bound_is_its_expectation(variance: str) -> None:
    short = replace(DDPM, schedule_steps=40)
    world = GaussianWorld(ddpm=short)
    recipe = diffusion.Bound(model="ddpm", count=128, variance=variance)  # type: ignore[arg-type]
    seeds = [last(change(recipe, seed=seed), world) for seed in range(100, 108)]
    terms = np.mean([frame.arrays["terms"] for frame in seeds], axis=0)
    levels = world.images.images.astype(np.float64)
    wanted = expected_terms(levels, short, variance) / math.log(2)
    # Terms of the cleanest steps are the largest and vary most; all others agree far better.
    assert terms == pytest.approx(wanted, abs=0.01)
    assert terms[20:] == pytest.approx(wanted[20:], abs=2e-4)
    found = np.mean([frame.scalars["bits_per_dim"] for frame in seeds])
    assert found == pytest.approx(wanted.sum(), abs=0.01)
    assert found > nats_of_levels(levels, 0.0, STD).mean() / math.log(2)


def expected_terms(levels: Floats, denoising: Denoising, variance: str) -> Floats:
    """The mean over noise of L₀ … L_T per dimension, in nats (Ho et al. 2020, equations 5, 7 and 13)."""
    betas = schedule(denoising.schedule, denoising.schedule_steps).betas
    bars = np.cumprod(1 - betas)
    x = levels * LEVEL - 1

    def gain(bar: float) -> float:
        """The posterior mean of the data is this times x_t."""
        return math.sqrt(bar) * STD**2 / (bar * STD**2 + 1 - bar)

    def middle(t: int) -> float:
        """L_t, from x_{t+1} to x_t."""
        beta, bar, before = betas[t], bars[t], bars[t - 1]
        posterior = beta * (1 - before) / (1 - bar)
        fixed = posterior if variance == "posterior" else beta
        error = (x * (1 - math.sqrt(bar) * gain(bar))) ** 2 + gain(bar) ** 2 * (1 - bar)
        weight = before * beta**2 / (1 - bar) ** 2 / fixed
        return float(np.mean(posterior / fixed - 1 - math.log(posterior / fixed) + weight * error) / 2)

    nodes, weights = np.polynomial.hermite_e.hermegauss(24)
    std = math.sqrt(betas[1] * (1 - bars[0]) / (1 - bars[1]))
    first = sum(
        weight
        * nats_of_levels(levels, gain(bars[0]) * (math.sqrt(bars[0]) * x + math.sqrt(betas[0]) * z), std)
        for z, weight in zip(nodes, weights / weights.sum(), strict=True)
    )
    end = 0.5 * (-bars[-1] - math.log(1 - bars[-1]) + bars[-1] * x**2)
    return np.array([np.mean(first), *(middle(t) for t in range(1, len(betas))), end.mean()])


# --- Flow ----------------------------------------------------------------------------------------


def test_straightness_is_that_of_the_flow_between_gaussians() -> None:
    # It takes noise z along √((1 − t)²s² + t²)·z.
    def bend(t: float) -> float:
        speed = (t - (1 - t) * STD**2) / math.sqrt((1 - t) ** 2 * STD**2 + t**2)
        return (speed - (1 - STD)) ** 2

    world = GaussianWorld(8, flow=FLOW, reflow=FLOW)
    recipe = Paths(model="flow", pairs="model", label=NONE, count=4, sampler="rk4", steps=400)
    size = float(
        np.square(DenoisingNetwork("flow", world).start(recipe.seed, range(4))).sum((1, 2, 3)).mean()
    )
    wanted = quad(bend, 0, 1)[0] * size
    found = last(recipe, world).scalars
    assert found["straightness"] == pytest.approx(wanted, rel=0.01)
    usual = Paths(model="flow", pairs="model", label=NONE, count=4)
    assert last(usual, world).scalars["straightness"] == pytest.approx(wanted, rel=0.1)
    straight = Paths(model="reflow", pairs="model", label=NONE, count=4)
    assert last(straight, world).scalars["straightness"] == pytest.approx(0, abs=1e-8)


def test_a_reflowed_gaussian_needs_one_step() -> None:
    world = GaussianWorld(8, flow=FLOW, reflow=FLOW)
    recipe = flow.Compare(model="flow", reflow="reflow", steps=(1, 300), label=NONE, count=4)
    (one, many), (reflowed, _) = last(recipe, world).arrays["images"].astype(int)
    assert np.abs(reflowed - many).max() <= 1
    assert np.abs(one - many).max() > 20


@pytest.mark.parametrize("model", ["flow", "ddpm", "noise"])
@pytest.mark.parametrize("scale", [0.0, 1.0, 2.5])
def test_guidance_is_that_of_scores(model: str, scale: float) -> None:
    world = GaussianWorld(1, flow=FLOW, ddpm=DDPM, noise=replace(DDPM, prediction="noise"))
    network = DenoisingNetwork(model, world)
    level = network.path.level(0.4 * network.path.end)
    x = np.random.default_rng(3).standard_normal((2, *SHAPE)).astype(np.float32)
    found = network.model(np.array([0, 1]), scale)(x, level)

    def score(label: int, value: Floats) -> Floats:
        variance = level.alpha**2 * STDS[label] ** 2 + level.sigma**2
        return -(value - level.alpha * MEANS[label]) / variance

    none = score(NONE, x)
    guided = np.stack([none[row] + scale * (score(row, x[row]) - none[row]) for row in (0, 1)])
    assert found.noise == pytest.approx(-level.sigma * guided, abs=1e-4)
    assert found.data == pytest.approx((x + level.sigma**2 * guided) / level.alpha, abs=1e-4)


def test_the_velocity_of_a_flow_carries_its_density() -> None:
    # The continuity equation of N(0, g²) is dx/dt = g′/g·x.
    level = Linear().level(0.3)
    x = np.linspace(-2, 2, 9)
    scale = math.sqrt((0.7 * STD) ** 2 + 0.3**2)
    slope = (0.3 - 0.7 * STD**2) / scale
    assert velocity(answer(x, level, NONE), level) == pytest.approx(slope / scale * x)
