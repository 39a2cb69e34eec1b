"""Schedulers of diffusers: what their configurations say of a network's path, time and prediction.

Theirs count steps from 0, the first step away from the data; ours from 1, so that 0 is the data itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import ImportingError, RecipeError
from playground.gaussian import schedules
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising, Knots, PathName, Times
from playground.gaussian.paths import VarianceExploding
from playground.gaussian.predictions import PredictionKind
from playground.gaussian.schedules import MAX_BETA, Schedule
from playground.importing import sampling
from playground.importing.configuration import Configuration
from playground.importing.conventions import Convention, knots_of, said

MAX_STEPS = 9_999
"""Steps of a schedule that is written out in a card."""

INDEX = Times(offset=-1.0)

Vector = NDArray[np.float64]
Form = Literal["plain", "consistency", "edm"]


class SchedulerReport(NamedTuple):
    """What a scheduler says: the convention, how the network is wrapped, and what else is to be said.

    ``form``: the network's own answer is the prediction, or it is scaled and skipped around, as those of
    consistency models (Song et al. 2023) and EDM (Karras et al. 2022) are, whose data has the deviation
    ``sigma_data``.
    """

    convention: Convention
    form: Form = "plain"
    sigma_data: float = 0.5
    sigma_min: float = 0.0
    consistency: bool = False
    like: str = ""
    notes: tuple[str, ...] = ()


def understand(configuration: Configuration, latents: bool = False) -> SchedulerReport:
    """What the configuration of a scheduler says; raises :class:`ImportingError` where it is unknown.

    Of ``latents`` nothing is clipped.
    """
    name = configuration.kind
    read = _SPECIAL.get(name)
    if read is None and name not in _BETAS:
        raise ImportingError(
            f"The scheduler “{name}” in {configuration.path} is not known; those of denoising diffusion, "
            "flow matching, consistency models, EDM and score matching are."
        )
    try:
        with np.errstate(all="ignore"):
            report = (read or _of_betas)(configuration)
            path = path_of(report.convention.denoising)
            draws = sampling.of(configuration, path, latents)
    except (ValueError, ArithmeticError) as error:
        raise ImportingError(
            f"The numbers in {configuration.path} make no path from data to noise."
        ) from error
    notes = (*report.notes, *draws.notes, *configuration.unknown())
    return report._replace(notes=notes, like=draws.like)


_PREDICTIONS: dict[str, PredictionKind] = {"epsilon": "noise", "sample": "data", "v_prediction": "v"}
_BETAS = frozenset(
    (*sampling.SAMPLERS, "DDPMParallelScheduler", "DDIMParallelScheduler", "DDIMInverseScheduler",
     "PNDMScheduler", "LMSDiscreteScheduler", "EulerAncestralDiscreteScheduler", "KDPM2DiscreteScheduler",
     "KDPM2AncestralDiscreteScheduler", "DPMSolverSinglestepScheduler", "DPMSolverSDEScheduler",
     "DEISMultistepScheduler", "UniPCMultistepScheduler", "SASolverScheduler")
)  # fmt: skip
_OTHER_DEFAULTS = ("HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler",
                   "DPMSolverSDEScheduler")  # fmt: skip


def _of_betas(configuration: Configuration) -> SchedulerReport:
    """Denoising diffusion: T steps, each with its β."""
    kind = configuration.text("prediction_type", "epsilon")
    flow = configuration.switch("use_flow_sigmas")
    if flow or kind in ("flow", "flow_prediction"):
        return _flow(configuration)
    if kind not in _PREDICTIONS:
        raise ImportingError(f"The prediction “{kind[:40]}” in {configuration.path} is not known.")
    configuration.know("flow_shift")
    steps = _steps(configuration, 2)
    timesteps = configuration.text("timestep_type", "discrete")
    if timesteps == "continuous" and kind == "v_prediction":
        raise ImportingError(
            f"By {configuration.path} the network is told ¼ ln σ along a schedule of β (“timestep_type”), "
            "which is not known here."
        )
    betas, name = _betas(configuration, steps)
    zero = configuration.switch("rescale_betas_zero_snr")
    prediction = _PREDICTIONS[kind]
    try:
        if zero:
            denoising = said("arrays", prediction, INDEX, knots=_to_zero(betas))
        elif name is not None:
            denoising = said("variance preserving", prediction, INDEX, schedule=name, steps=steps)
        else:
            denoising = said("arrays", prediction, INDEX, knots=knots_of(Schedule("own", betas)))
    except RecipeError as error:
        raise ImportingError(f"The schedule in {configuration.path} is none: {error.sentence}") from error
    return SchedulerReport(Convention(denoising=denoising))


def _steps(configuration: Configuration, least: int) -> int:
    steps: int = configuration.take("num_train_timesteps", 1000, int)
    if not least <= steps <= MAX_STEPS:
        raise ImportingError(
            f"“num_train_timesteps” in {configuration.path} is not from {least} to {MAX_STEPS:,}."
        )
    return steps


def _betas(
    configuration: Configuration, steps: int
) -> tuple[Vector, Literal["linear", "cosine", "sigmoid"] | None]:
    """β₁ … β_T, and the name of the schedule where cards have one."""
    scaled = configuration.kind in _OTHER_DEFAULTS
    first = float(configuration.take("beta_start", 0.00085 if scaled else 1e-4))
    last = float(configuration.take("beta_end", 0.012 if scaled else 0.02))
    name = configuration.text("beta_schedule", "linear")
    if (trained := configuration.take("trained_betas", None, list)) is not None:
        numbers = [float(each) for each in trained if isinstance(each, int | float)]
        if len(numbers) != len(trained) or len(numbers) != steps:
            raise ImportingError(f"“trained_betas” in {configuration.path} are not {steps:,} numbers.")
        return np.array(numbers, dtype=np.float64), None
    if name not in _MADE:
        raise ImportingError(f"The β schedule “{name[:40]}” in {configuration.path} is not known.")
    betas, named = _MADE[name](steps, first, last)
    own = schedules.schedule(named, steps).betas if named else None
    return betas, named if own is not None and np.allclose(own, betas, rtol=1e-6, atol=0) else None


def _lines(steps: int, first: float, last: float) -> tuple[Vector, Any]:
    return np.linspace(first, last, steps), "linear"


def _roots(steps: int, first: float, last: float) -> tuple[Vector, Any]:
    return np.linspace(first**0.5, last**0.5, steps) ** 2, None


def _cosine(steps: int, _first: float, _last: float) -> tuple[Vector, Any]:
    return schedules.cosine(steps).betas, "cosine"


def _sigmoid(steps: int, first: float, last: float) -> tuple[Vector, Any]:
    rise = 1 / (1 + np.exp(-np.linspace(-6, 6, steps)))
    return first + (last - first) * rise, "sigmoid"


def _exponential(steps: int, _first: float, _last: float) -> tuple[Vector, Any]:
    bars = np.exp(-12 * np.arange(steps + 1) / steps)
    return np.minimum(1 - bars[1:] / bars[:-1], MAX_BETA), None


_MADE: dict[str, Callable[[int, float, float], tuple[Vector, Any]]] = {
    "linear": _lines,
    "scaled_linear": _roots,
    "squaredcos_cap_v2": _cosine,
    "sigmoid": _sigmoid,
    "exp": _exponential,
}


def _to_zero(betas: Vector) -> Knots:
    """The schedule shifted and scaled so that no data is left at its end (Lin et al. 2024, algorithm 1)."""
    roots = np.sqrt(np.cumprod(1 - betas))
    roots = (roots - roots[-1]) * roots[0] / (roots[0] - roots[-1])
    alphas = np.concatenate([[1.0], roots])
    return Knots(
        times=tuple(float(t) for t in range(len(alphas))),
        alphas=tuple(alphas.tolist()),
        sigmas=tuple(np.sqrt(np.maximum(1 - alphas**2, 0)).tolist()),
    )


def _flow(configuration: Configuration) -> SchedulerReport:
    """Straight lines, whose velocity is noise − data; the network is told T times the share of noise."""
    steps = _steps(configuration, 1)
    shift = float(configuration.take("shift", 1.0)) * float(configuration.take("flow_shift", 1.0))
    notes = []
    if shift != 1:
        notes.append(
            f"“shift” = {shift:g} spaces their steps closer to the noise; here spacing is chosen freely."
        )
    if configuration.switch("invert_sigmas"):
        raise ImportingError(f"“invert_sigmas” in {configuration.path} is not known here.")
    times = Times(scale=float(steps))
    return SchedulerReport(Convention(denoising=said("linear", "velocity", times)), notes=tuple(notes))


def _consistency(configuration: Configuration) -> SchedulerReport:
    """A consistency model along noise that is only added (Song et al. 2023)."""
    low, high, data = _sigmas(configuration)
    configuration.know("num_train_timesteps", "s_noise", "rho")
    denoising = exploding("data", low, high)
    return SchedulerReport(Convention(denoising=denoising), "consistency", data, low, consistency=True)


def _edm(configuration: Configuration) -> SchedulerReport:
    """A network between scalings (Karras et al. 2022)."""
    low, high, data = _sigmas(configuration)
    kind = configuration.text("prediction_type", "epsilon")
    if kind not in ("epsilon", "v_prediction"):
        raise ImportingError(f"The prediction “{kind[:40]}” in {configuration.path} is not known.")
    configuration.know(
        "num_train_timesteps", "rho", "sigma_schedule", "solver_order", "algorithm_type", "solver_type"
    )
    # What they call the prediction of v changes the sign of one scaling.
    return SchedulerReport(
        Convention(denoising=exploding("data", low, high)), "edm", data if kind == "epsilon" else -data, low
    )


def _score(configuration: Configuration) -> SchedulerReport:
    """Score matching with noise that is only added (Song et al. 2021)."""
    low, high = _reach(configuration, 0.01, 1348.0)
    configuration.know("num_train_timesteps", "snr", "sampling_eps", "correct_steps")
    return SchedulerReport(Convention(denoising=exploding("score", low, high)))


def _sigmas(configuration: Configuration) -> tuple[float, float, float]:
    low, high = _reach(configuration, 0.002, 80.0)
    data = float(configuration.take("sigma_data", 0.5))
    if data <= 0:
        raise ImportingError(f"The deviation of the data in {configuration.path} cannot be {data:g}.")
    return low, high, data


def _reach(configuration: Configuration, least: float, most: float) -> tuple[float, float]:
    low = float(configuration.take("sigma_min", least))
    high = float(configuration.take("sigma_max", most))
    if not 0 < low < high:
        raise ImportingError(
            f"The least and largest σ in {configuration.path} cannot be {low:g} and {high:g}."
        )
    return low, high


_SPECIAL: dict[str, Callable[[Configuration], SchedulerReport]] = {
    "FlowMatchEulerDiscreteScheduler": _flow,
    "FlowMatchHeunDiscreteScheduler": _flow,
    "CMStochasticIterativeScheduler": _consistency,
    "EDMEulerScheduler": _edm,
    "EDMDPMSolverMultistepScheduler": _edm,
    "ScoreSdeVeScheduler": _score,
}


def exploding(prediction: PredictionKind, low: float, high: float) -> Denoising:
    """The path on which noise is only added, up to its largest σ, which is the time that is told."""
    usual = VarianceExploding()
    if (low, high) == (usual.floor, usual.end):
        return said("variance exploding", prediction, Times())
    sigmas = np.concatenate([[0.0], np.geomspace(min(low, high / 2), high, 200)])
    name: PathName = "arrays"
    knots = Knots(times=tuple(sigmas.tolist()), alphas=(1.0,) * len(sigmas), sigmas=tuple(sigmas.tolist()))
    return said(name, prediction, Times(), knots=knots)
