"""The numbers under the equations are those by which the samplers really step."""

from __future__ import annotations

import math
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from playground.core.words import figure
from playground.gaussian import grids, samplers
from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Level, Pair
from playground.gaussian.noise import NoNoise
from playground.gaussian.paths import Linear, VariancePreserving
from playground.gaussian.samplers import Interval, Options
from playground.gaussian.schedules import schedule
from playground.gaussian.transitions import transition
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Between
from playground.paradigms.plane.recipes import DiffusionLab
from playground.ui.explain import formulas
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.tabs.diffusion import explain as numbers
from tests.support.garment_denoiser import garment_cards

PATH = VariancePreserving(schedule("linear", 1000))
TIMES = tuple(grids.times("uniform", PATH, 10))
STEPS = st.tuples(st.floats(2, 1000), st.floats(0.001, 0.9)).map(
    lambda pair: (PATH.level(pair[0]), PATH.level(max(1.0, pair[0] * pair[1])))
)


def model(x: object, level: Level) -> Pair:
    """A made-up network: it sees half of x as data."""
    data = 0.5 * np.asarray(x)
    return Pair(data=data, noise=(np.asarray(x) - level.alpha * data) / level.sigma)


def terms(
    sampler: str, equation: str, now: Level, target: Level, before: Level | None = None, **options: Any
) -> dict[str, float]:
    """What the terms of one of a sampler's equations are in a step."""
    step = Interval(PATH, before, now, target, **options)
    (formula,) = (each for each in samplers.sampler(sampler).formulas if each.name == equation)
    return {term: value(step) for term, value in formula.terms.items()}


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
    told = terms("ddpm", "ddpm", now, target)
    assert told["alpha"] == pytest.approx(alpha)
    assert told["beta"] == pytest.approx(beta)


def test_a_step_of_ddim_is_put_together_from_its_numbers() -> None:
    _, answer, now, target, x = first_step("ddim")
    told = terms("ddim", "ddim", now, target)
    made = told["signal"] * answer.data + told["kept_noise"] * answer.noise
    assert made == pytest.approx(x)
    assert told["step_noise"] == 0


def test_dpm_solver_steps_by_its_numbers() -> None:
    start, answer, now, target, x = first_step("dpmpp_2m")
    told = terms("dpmpp_2m", "dpm_solver", now, target)
    assert told["decay"] * start - told["gain"] * answer.data == pytest.approx(x)
    assert terms("dpmpp_2m", "dpm_extrapolation", now, target) == {"extrapolation": 1}


def test_dpm_solvers_second_step_extrapolates_by_its_numbers() -> None:
    walk = samplers.sample("dpmpp_2m", model, np.array([[1.7]]), PATH, TIMES, NoNoise())
    one, two, three = next(walk), next(walk), next(walk)
    weight = terms("dpmpp_2m", "dpm_extrapolation", two.level, three.level, one.level)["extrapolation"]
    told = terms("dpmpp_2m", "dpm_solver", two.level, three.level)
    data = weight * two.data + (1 - weight) * one.data
    assert weight != 1
    assert told["decay"] * two.x - told["gain"] * data == pytest.approx(three.x)


def test_euler_steps_by_its_length_on_the_clock() -> None:
    start, answer, now, target, x = first_step("euler")
    clock = coordinates(PATH)
    here, there = clock.place(now), clock.place(target)
    slope = here.a * answer.data + here.b * answer.noise
    length = terms("euler", "euler", now, target)["step_size"]
    assert length < 0
    assert there.scale * (start / here.scale + length * slope) == pytest.approx(x, rel=1e-9)


@given(STEPS, st.floats(0, 1))
def test_eta_one_is_the_noise_of_ddpm(step: tuple[Level, Level], eta: float) -> None:
    now, target = step
    whole = terms("ddim", "ddim_eta", now, target, eta=1.0)
    assert whole["step_noise"] == whole["posterior"] == terms("ddpm", "ddpm", now, target)["step_noise"]
    share = terms("ddim", "ddim_eta", now, target, eta=eta)
    assert share["step_noise"] == pytest.approx(eta * share["posterior"])
    assert share["step_noise"] == pytest.approx(terms("ddim", "ddim", now, target, eta=eta)["step_noise"])


def test_the_rate_of_the_flow_is_half_of_beta() -> None:
    beta = PATH.schedule.betas
    for t in (100, 500, 900):
        now, target = PATH.level(float(t)), PATH.level(t - 1.0)
        rate = terms("heun", "probability_flow", now, target)["rate"]
        assert rate == pytest.approx(-beta[t - 1] / 2, rel=0.02)


def test_the_last_step_adds_no_noise_and_clean_data_have_no_step() -> None:
    assert terms("ddpm", "ddpm", PATH.level(1), PATH.level(0), variance="forward")["step_noise"] == 0
    assert numbers.in_numbers("ddim", PATH, (1.0, 0.0), 0, Options())
    assert figure(math.inf) == ""


@pytest.mark.parametrize("name", [each.name for each in samplers.discover()])
def test_every_sampler_has_equations_whose_terms_take_its_numbers(name: str) -> None:
    assert formulas.names_of(name)
    for index in range(len(TIMES) - 1):
        told = numbers.in_numbers(name, PATH, TIMES, index, Options(eta=0.5, variance="forward"))
        assert tuple(told) == formulas.names_of(name)
        for equation, values in told.items():
            (drawn,) = formulas.typeset_all([equation], print)
            places = {piece.term for piece in drawn.pieces if piece.value}
            assert values.keys() <= places, equation


def test_a_step_says_from_which_time_to_which() -> None:
    found = numbers.in_numbers("ddpm", PATH, (20.0, 0.0), 0, Options())["ddpm"]
    assert (found["now"], found["next"]) == ("t = 20", "s = 0")


def test_the_noise_of_the_analytic_variance_is_measured_and_so_not_said() -> None:
    found = numbers.in_numbers("ddpm", PATH, (20.0, 10.0), 0, Options(variance="analytic"))["ddpm"]
    assert not found["step_noise"] and found["beta"]


def test_an_answer_is_called_guided_where_it_is() -> None:
    card = garment_cards()[0]
    asked = Between(model="any", label=1, guidance=2.0, guided_from=0.2, guided_to=0.6)
    assert formulas.guided(asked, card, 0.4) == {"network": "guidance 2"}
    assert not formulas.guided(asked, card, 0.1) and not formulas.guided(asked, card, 0.7)
    assert not formulas.guided(structs.replace(asked, guidance=1.0), card, 0.4)
    # Without a label there is nothing that pulls.
    assert not formulas.guided(structs.replace(asked, label=denoising_of(card).classes), card, 0.4)


def test_clean_data_are_all_data_in_the_lab_and_the_arrows_say_their_own_time() -> None:
    """There no network is asked, and the score would grow without bound."""
    lab, feed = PlaneState(run=DiffusionLab(time=0.0)), mock.Mock(scalars={})
    values = numbers.DiffusionBinding().lab_values(lab, feed)
    assert values["noising"] == {"signal": "1", "noise_level": "0"}
    assert float(values["score"]["noise_level"]) == pytest.approx(0.05, abs=0.001)
    assert numbers.DiffusionBinding().lab_notes(lab, feed)["score"] == "arrows: t = 12"
    half = PlaneState(run=DiffusionLab(time=0.5))
    assert not numbers.DiffusionBinding().lab_notes(half, feed)


def test_an_equation_of_the_flow_says_the_length_of_a_step_in_the_time_of_flows() -> None:
    """Which is a share of one in so many steps, and grows towards the data."""
    path = Linear()
    told = formulas.step_terms(path, 8, "uniform")
    assert told.keys() == {each.name for each in formulas.formulas().values() if each.beside_flow}
    assert told["euler"] == {"step_size": "0.125"} and told["heun"] == {"half_step": "0.0625"}
    assert not any(formulas.step_terms(path, 8, "karras").values())


def test_what_the_end_of_a_step_decides_lights_up_with_the_steps() -> None:
    lit = formulas.terms_of_steps()
    assert {"step_size", "half_step", "sixth_step", "kept_noise", "gain", "extrapolation"} <= set(lit)
    assert not {"eta", "rate", "noise_level"} & set(lit)
