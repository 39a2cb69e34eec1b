"""The numbers under the equations are those by which the samplers really step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gaussian import grids, samplers
from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Level, Pair
from playground.gaussian.noise import NoNoise
from playground.gaussian.paths import VariancePreserving
from playground.gaussian.samplers import Options
from playground.gaussian.schedules import schedule
from playground.gaussian.transitions import transition
from playground.ui.explain.content import load_equation
from playground.ui.tabs.diffusion import steps_in_numbers as numbers

PATH = VariancePreserving(schedule("linear", 1000))
TIMES = tuple(grids.times("uniform", PATH, 10))
STEPS = st.tuples(st.floats(2, 1000), st.floats(0.001, 0.9)).map(
    lambda pair: (PATH.level(pair[0]), PATH.level(max(1.0, pair[0] * pair[1])))
)


def model(x: object, level: Level) -> Pair:
    """A made-up network: it sees half of x as data."""
    data = 0.5 * np.asarray(x)
    return Pair(data=data, noise=(np.asarray(x) - level.alpha * data) / level.sigma)


def first_step(sampler: str, options: Options | None = None) -> tuple[float, Pair, Level, Level, float]:
    """x and the answer at the start, both levels, and x after one step without any noise."""
    start = np.array([[1.7]])
    walk = samplers.sample(sampler, model, start, PATH, TIMES, NoNoise(), options)
    next(walk)
    now, target = PATH.level(TIMES[0]), PATH.level(TIMES[1])
    return 1.7, model(1.7, now), now, target, float(np.asarray(next(walk).x)[0, 0])


@given(STEPS)
def test_ddpm_takes_away_predicted_noise_as_the_posterior_mean_does(step: tuple[Level, Level]) -> None:
    now, target = step
    move = transition(now, target)
    x, noise = 0.8, -0.6
    data = (x - now.sigma * noise) / now.alpha
    alpha, beta = target.alpha / now.alpha, move.forward / now.sigma
    assert alpha * (x - beta * noise) == pytest.approx(move.mean(x, data), rel=1e-6, abs=1e-9)
    told = numbers.ddpm(now, target, "posterior")
    assert float(told["alpha"]) == pytest.approx(alpha, rel=6e-3)
    assert float(told["beta"]) == pytest.approx(beta, rel=6e-3)


def test_a_step_of_ddim_is_put_together_from_its_numbers() -> None:
    _, answer, now, target, x = first_step("ddim")
    told = numbers.ddim(target, now, 0.0)
    made = float(told["signal"]) * answer.data + float(told["kept_noise"]) * answer.noise
    assert made == pytest.approx(x, rel=6e-3)
    assert told["step_noise"] == "0"


def test_dpm_solver_steps_by_its_numbers() -> None:
    start, answer, now, target, x = first_step("dpmpp_2m")
    told = numbers.dpm_solver(now, target)
    assert float(told["decay"]) * start - float(told["gain"]) * answer.data == pytest.approx(x, rel=6e-3)
    assert numbers.dpm_extrapolation(None, now, target) == {"extrapolation": "1"}


def test_euler_steps_by_its_length_on_the_clock() -> None:
    start, answer, now, target, x = first_step("euler")
    clock = coordinates(PATH)
    here, there = clock.place(now), clock.place(target)
    slope = here.a * answer.data + here.b * answer.noise
    length = numbers.step_size(PATH, now, target)
    assert length < 0
    assert there.scale * (start / here.scale + length * slope) == pytest.approx(x, rel=1e-9)


@given(STEPS, st.floats(0, 1))
def test_eta_one_is_the_noise_of_ddpm(step: tuple[Level, Level], eta: float) -> None:
    now, target = step
    whole = numbers.ddim_eta(now, target, 1.0)
    assert whole["step_noise"] == whole["posterior"] == numbers.ddpm(now, target, "posterior")["step_noise"]
    share = numbers.ddim_eta(now, target, eta)
    assert float(share["step_noise"]) == pytest.approx(eta * float(share["posterior"]), rel=2e-2, abs=1e-4)


def test_the_rate_of_the_flow_is_half_of_beta() -> None:
    beta = PATH.schedule.betas
    for t in (100, 500, 900):
        rate = float(numbers.probability_flow(PATH.level(float(t)))["rate"])
        assert rate == pytest.approx(-beta[t - 1] / 2, rel=0.02)


def test_the_last_step_adds_no_noise_and_clean_data_have_no_step() -> None:
    assert numbers.ddpm(PATH.level(1), PATH.level(0), "forward")["step_noise"] == "0"
    assert numbers.in_numbers("ddim", PATH, (1.0, 0.0), 0, eta=0.0, variance="posterior")
    assert numbers.figure(math.inf) == ""


@pytest.mark.parametrize("name", [each.name for each in samplers.discover()])
def test_every_sampler_has_equations_whose_terms_take_its_numbers(name: str) -> None:
    assert numbers.EQUATIONS[name]
    for index in range(len(TIMES) - 1):
        told = numbers.in_numbers(name, PATH, TIMES, index, eta=0.5, variance="forward")
        for equation, values in told.items():
            assert equation in numbers.EQUATIONS[name]
            places = {piece.term for piece in load_equation(equation).pieces if piece.value}
            assert values.keys() <= places, equation
