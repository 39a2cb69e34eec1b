"""What is read from schedulers' configurations, against what those schedulers themselves compute."""

from __future__ import annotations

import json

import numpy as np
import pytest

from playground.core.errors import ImportingError
from playground.gaussian import grids
from playground.gaussian.adapt import network_time, path_of
from playground.importing.configuration import Configuration
from playground.importing.schedulers import understand

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture
def understood(tmp_path):
    """A scheduler of theirs, and what is understood of the configuration that it saves."""

    def made(name: str, latents: bool = False, **options):
        scheduler = getattr(pytest.importorskip("diffusers"), name)(**options)
        scheduler.save_pretrained(tmp_path)
        return scheduler, understand(Configuration(tmp_path / "scheduler_config.json"), latents)

    return made


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012},
        {"beta_schedule": "squaredcos_cap_v2"},
        {"beta_schedule": "sigmoid"},
        {"trained_betas": np.linspace(1e-3, 0.1, 50).tolist(), "num_train_timesteps": 50},
        {"num_train_timesteps": 300},
        {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction"},
    ],
)
def test_levels_and_times_are_theirs(understood, options) -> None:
    scheduler, told = understood("DDPMScheduler", **options)
    said = told.convention.denoising
    path = path_of(said)
    bars = scheduler.alphas_cumprod.double().numpy()
    for t in (0, 1, len(bars) // 3, len(bars) // 2, len(bars) - 2):
        level = path.level(t + 1.0)
        assert network_time(said, level) == t
        assert level.alpha**2 == pytest.approx(bars[t], rel=2e-3, abs=1e-6)
        assert level.alpha**2 + level.sigma**2 == pytest.approx(1, abs=1e-9)
    if options.get("rescale_betas_zero_snr"):
        assert path.level(path.end).alpha == pytest.approx(0, abs=1e-9)


SCALED = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
KINDS = {"epsilon": "noise", "sample": "data", "v_prediction": "v"}


@pytest.mark.parametrize(("kind", "prediction"), KINDS.items())
def test_predictions_have_their_names(understood, kind, prediction) -> None:
    assert understood("DDIMScheduler", prediction_type=kind)[1].convention.denoising.prediction == prediction


def test_straight_lines_are_told_thousandths(understood) -> None:
    scheduler, told = understood("FlowMatchEulerDiscreteScheduler", shift=3.0)
    said = told.convention.denoising
    scheduler.set_timesteps(10)
    path = path_of(said)
    for sigma, time in zip(scheduler.sigmas[:-1], scheduler.timesteps, strict=True):
        assert network_time(said, path.level(float(sigma))) == pytest.approx(float(time), rel=1e-5)
    assert said.prediction == "velocity"
    assert any("shift" in note for note in told.notes)


def test_sigma_reaches_as_far_as_theirs(understood) -> None:
    _, told = understood("CMStochasticIterativeScheduler", sigma_max=20.0)
    path = path_of(told.convention.denoising)
    assert told.consistency
    assert path.end == pytest.approx(20.0)
    for sigma in (0.01, 0.5, 3.0, 19.0):
        level = path.level(sigma)
        assert level.alpha == pytest.approx(1, abs=1e-3)
        assert level.sigma == pytest.approx(sigma, rel=1e-3)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"clip_sample": True, "clip_sample_range": 0.01}, "clip_sample"),
        ({"thresholding": True, "sample_max_value": 1e6}, "thresholding"),
        ({"thresholding": True, "sample_max_value": 0.5}, "thresholding"),
        ({"steps_offset": 2}, "steps_offset"),
        ({"brand_new": 3}, "brand_new"),
        ({"variance_type": "learned_range"}, "variance_type"),
        ({"final_sigmas_type": "sigma_min"}, "final_sigmas_type"),
        ({"use_karras_sigmas": True}, "use_karras_sigmas"),
        ({"timestep_spacing": "wild"}, "timestep_spacing"),
        ({"use_exponential_sigmas": True}, "use_exponential_sigmas"),
        ({"interpolation_type": "log_linear"}, "interpolation_type"),
    ],
)
def test_what_is_done_otherwise_is_said(tmp_path, changed, word) -> None:
    path = tmp_path / "scheduler_config.json"
    plain = {"_class_name": "DDIMScheduler", "clip_sample": False}
    path.write_text(json.dumps(plain))
    assert understand(Configuration(path)).notes == ()
    path.write_text(json.dumps({**plain, **changed}))
    told = understand(Configuration(path))
    assert any(word in note for note in told.notes) and "--clip" not in told.like


@pytest.mark.parametrize(
    ("key", "value"),
    [("solver_order", 3), ("algorithm_type", "sde-dpmsolver++"), ("solver_type", "heun"),
     ("lower_order_final", False), ("euler_at_final", True), ("final_sigmas_type", "sigma_min")],
)  # fmt: skip
def test_what_their_solver_does_otherwise_is_said(understood, key, value) -> None:
    plain = {"timestep_spacing": "trailing"}
    assert understood("DPMSolverMultistepScheduler", **plain)[1].notes == ()
    (note,) = understood("DPMSolverMultistepScheduler", **plain, **{key: value})[1].notes
    assert key in note


def test_what_is_clipped_is_a_flag(understood) -> None:
    def told(name: str, **options):
        return understood(name, **options)[1]

    bounded = told("DDIMScheduler", clip_sample_range=1.5)
    assert "--clip range --clip-limit 1.5" in bounded.like and not bounded.notes
    dynamic = told("DDPMScheduler", thresholding=True, sample_max_value=3.0)
    assert "--clip quantile --clip-limit 3 --clip-share 0.995" in dynamic.like and not dynamic.notes
    assert "--clip range" in told("CMStochasticIterativeScheduler").like
    # Latents have no black and white; of Heun's method in σ/α only the noise counts.
    for other in (told("DDIMScheduler", latents=True), told("HeunDiscreteScheduler", clip_sample=True)):
        assert "--clip" not in other.like
        assert any("clip_sample" in note for note in other.notes)


def test_steps_of_heuns_method_from_far_out_are_warned_of(understood) -> None:
    (note,) = understood("HeunDiscreteScheduler", beta_schedule="squaredcos_cap_v2")[1].notes
    assert "σ/α = 20,291" in note
    assert understood("HeunDiscreteScheduler")[1].notes == ()


@pytest.mark.parametrize(
    ("name", "options", "spacing"),
    [
        ("EulerDiscreteScheduler", {}, "uniform"),
        ("EulerDiscreteScheduler", {"use_karras_sigmas": True}, "karras-whole"),
        ("EulerDiscreteScheduler", {"use_karras_sigmas": True, "timestep_spacing": "leading"}, ""),
        ("EulerDiscreteScheduler", {"use_exponential_sigmas": True, **SCALED}, "log-snr"),
        ("EulerDiscreteScheduler", {"use_exponential_sigmas": True}, ""),
        ("HeunDiscreteScheduler", {"use_beta_sigmas": True}, "beta"),
        ("EulerDiscreteScheduler", {"use_beta_sigmas": True, "timestep_spacing": "trailing"}, ""),
        ("DPMSolverMultistepScheduler", {}, "linspace-open"),
        ("DPMSolverMultistepScheduler", {"use_lu_lambdas": True, **SCALED}, "log-snr"),
        ("DPMSolverMultistepScheduler", {"timestep_spacing": "leading"}, "leading-open"),
        ("DPMSolverMultistepScheduler", {"timestep_spacing": "leading", "steps_offset": 1}, ""),
        ("DDPMScheduler", {"timestep_spacing": "linspace"}, "linspace"),
        ("DDIMScheduler", {"timestep_spacing": "linspace"}, "linspace --stride even"),
        ("DDIMScheduler", {"steps_offset": 1}, "leading-shifted"),
        ("DDIMScheduler", {"steps_offset": 1, "timestep_spacing": "trailing"}, "trailing --stride even"),
        ("DDPMScheduler", {"steps_offset": 2, "timestep_spacing": "leading"}, ""),
    ],
)
def test_where_steps_lie_is_a_flag_or_a_note(understood, name, options, spacing) -> None:
    told = understood(name, **options)[1]
    assert ("--spacing" in told.like) == bool(spacing)
    if spacing:
        assert f"--spacing {spacing}" in told.like
        assert len(told.notes) == ("use_lu_lambdas" in options)
    else:
        assert len(told.notes) == 1


def test_where_the_last_step_ends_is_a_flag_or_a_note(understood) -> None:
    told = understood("DDIMScheduler", set_alpha_to_one=False)[1]
    assert "--ending floor" in told.like and not told.notes
    assert "--ending" not in understood("DDIMScheduler")[1].like
    other = understood("PNDMScheduler")[1]
    assert "--ending" not in other.like and any("set_alpha_to_one" in note for note in other.notes)


TO_ZERO = {"rescale_betas_zero_snr": True}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("DDPMScheduler", TO_ZERO),
        ("DDIMScheduler", TO_ZERO),
        ("DDIMScheduler", {**TO_ZERO, "timestep_spacing": "trailing"}),
        ("EulerDiscreteScheduler", TO_ZERO),
        ("EulerDiscreteScheduler", {**TO_ZERO, "timestep_spacing": "trailing"}),
        ("EulerDiscreteScheduler", {**TO_ZERO, "use_karras_sigmas": True}),
        ("DPMSolverMultistepScheduler", TO_ZERO),
        ("DPMSolverMultistepScheduler", {**TO_ZERO, "timestep_spacing": "trailing"}),
        ("DPMSolverMultistepScheduler", {**TO_ZERO, "use_karras_sigmas": True}),
        ("DPMSolverMultistepScheduler", {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}),
    ],
)
def test_a_spacing_that_is_named_exists_and_one_that_does_not_is_said(understood, name, options) -> None:
    scheduler, told = understood(name, **options)
    path, words = path_of(told.convention.denoising), told.like.split()
    if "--spacing" in words:
        grid = grids.times(words[words.index("--spacing") + 1], path, 10)
        scheduler.set_timesteps(10)
        ours = path.level(grid[0]).sigma / path.level(grid[0]).alpha
        theirs = float(scheduler.sigmas[0])
        assert theirs == pytest.approx(4096, rel=1e-3) and ours > 3 * theirs
        assert any(f"4,096, and ours at σ/α = {ours:,.0f}" in note for note in told.notes)
    else:
        assert any("cannot be had here. This spacing counts" in note for note in told.notes)


def test_leading_steps_that_are_shifted_lie_where_theirs_do(understood) -> None:
    scheduler, told = understood("DDPMScheduler", steps_offset=1, timestep_spacing="leading")
    scheduler.set_timesteps(20)
    ours = grids.times("leading-shifted", path_of(told.convention.denoising), 20)
    assert [time - 1 for time in ours[:-1]] == scheduler.timesteps.tolist()
    assert "--spacing leading-shifted" in told.like and not told.notes


def test_a_value_that_is_told_is_short_and_plain(tmp_path) -> None:
    path = tmp_path / "scheduler_config.json"
    odd = {"final_sigmas_type": "\x1b\u202e" + "a" * 100_000}
    path.write_text(json.dumps({"_class_name": "DDIMScheduler", "clip_sample": False, **odd}))
    (note,) = understand(Configuration(path)).notes
    assert len(note) < 200 and "\x1b" not in note and "\u202e" not in note


HUGE = 10**400


def test_a_continuous_time_is_that_of_v_alone(understood) -> None:
    scheduler, told = understood("EulerDiscreteScheduler", timestep_type="continuous")
    said = told.convention.denoising
    path = path_of(said)
    found = [network_time(said, path.level(t)) for t in (path.end, path.floor)]
    assert found == [float(scheduler.timesteps[0]), float(scheduler.timesteps[-1])]


@pytest.mark.parametrize(
    "changed",
    [{"beta_schedule": "wild"}, {"prediction_type": "wish"}, {"num_train_timesteps": 10**9},
     {"beta_start": "x"},
     {"trained_betas": [0.1, "x"]}, {"trained_betas": [2.0] * 1000}, {"_class_name": "Nobody"},
     {"beta_start": HUGE}, {"trained_betas": [HUGE] * 1000}, {"beta_end": 2.0, **TO_ZERO},
     {"beta_start": 0.5, "beta_end": 0.5, "num_train_timesteps": 9999, **TO_ZERO},
     {"_class_name": "ScoreSdeVeScheduler", "sigma_min": 0},
     {"_class_name": "ScoreSdeVeScheduler", "sigma_max": -3},
     {"_class_name": "ScoreSdeVeScheduler", "sigma_max": 1e308},
     {"_class_name": "EDMEulerScheduler", "sigma_data": HUGE},
     {"_class_name": "CMStochasticIterativeScheduler", "sigma_max": HUGE},
     {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": HUGE},
     {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": HUGE},
     {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": -5},
     # Its β is a sine, and its network is told 0 … 1.
     {"_class_name": "IPNDMScheduler"},
     {"_class_name": "EulerDiscreteScheduler", "timestep_type": "continuous",
      "prediction_type": "v_prediction"}],
)  # fmt: skip
def test_what_makes_no_sense_is_one_sentence(tmp_path, changed) -> None:
    path = tmp_path / "scheduler_config.json"
    path.write_text(json.dumps({"_class_name": "DDIMScheduler", **changed}))
    with pytest.raises(ImportingError):
        understand(Configuration(path))
