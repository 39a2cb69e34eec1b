"""The coefficients of one step of a sampler, as the equations write them; nothing here knows Qt.

All are those of Ho et al. 2020, Song, Meng and Ermon 2021, and Lu et al. 2022, between any two levels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Level
from playground.gaussian.paths import Path
from playground.gaussian.transitions import towards, transition

Terms = dict[str, str]


def figure(value: float) -> str:
    """Three significant digits, and nothing for what is not finite."""
    return f"{value:.3g}" if math.isfinite(value) else ""


def ddpm(now: Level, target: Level, variance: str) -> Terms:
    """A step back: α_t = ᾱ_t/ᾱ_s, β_t = 1 − α_t, and the deviation of the fresh noise."""
    move = transition(now, target)
    spread = move.posterior if variance == "posterior" else move.forward
    return {
        "alpha": figure(target.alpha / now.alpha),
        "beta": figure(move.forward / now.sigma),
        "step_noise": figure(math.sqrt(spread) if target.sigma > 0 else 0.0),
    }


def ddpm_variance(now: Level, target: Level) -> Terms:
    """β̃_t and β_t of a step."""
    move = transition(now, target)
    return {"variance": figure(move.posterior), "beta": figure(move.forward)}


def ddim(target: Level, now: Level, eta: float) -> Terms:
    """What goes into x at the next level: data, predicted noise, and fresh noise."""
    kept, fresh = towards(now, target, eta)
    return {"signal": figure(target.alpha), "kept_noise": figure(kept), "step_noise": figure(fresh)}


def ddim_eta(now: Level, target: Level, eta: float) -> Terms:
    """σ = η · the deviation of the posterior."""
    deviation = math.sqrt(transition(now, target).posterior)
    return {"eta": f"{eta:g}", "posterior": figure(deviation), "step_noise": figure(eta * deviation)}


def predicted_data(now: Level) -> Terms:
    """What the predicted noise is subtracted with, and what the rest is divided by."""
    return {"noise_level": figure(now.sigma), "signal": figure(now.alpha)}


def probability_flow(now: Level) -> Terms:
    """−½β(t), which is the derivative of log √ᾱ by the step."""
    return {"rate": figure(now.d_alpha / now.alpha)}


def step_size(path: Path, now: Level, target: Level) -> float:
    """The length of a solver's step on its own clock, negative towards the data."""
    clock = coordinates(path)
    return clock.place(target).s - clock.place(now).s


def dpm_solver(now: Level, target: Level) -> Terms:
    """Weights of x and of the extrapolated data; e⁻ʰ is the ratio of both levels' σ/α."""
    shrink = now.alpha * target.sigma / (now.sigma * target.alpha)
    return {"decay": figure(target.sigma / now.sigma), "gain": figure(target.alpha * (shrink - 1))}


def dpm_extrapolation(before: Level | None, now: Level, target: Level) -> Terms:
    """1 + 1/(2r); the first step and those without a finite rise of log SNR do not extrapolate."""
    if before is None or not math.isfinite(target.log_snr) or not math.isfinite(before.log_snr):
        return {"extrapolation": "1"}
    rise, last = target.log_snr - now.log_snr, now.log_snr - before.log_snr
    return {"extrapolation": figure(1 + rise / (2 * last))}


def guidance(scale: float, label: str) -> Terms:
    """The scale 1 + w, and w."""
    return {"guidance": f"{scale:g}", "guidance_excess": f"{scale - 1:g}", "label": label}


SOLVERS: Mapping[str, tuple[str, str, float]] = {
    "euler": ("euler", "step_size", 1.0),
    "midpoint": ("midpoint", "step_size", 1.0),
    "heun": ("heun", "half_step", 0.5),
    "ab2": ("adams_bashforth", "step_size", 1.0),
    "rk4": ("runge_kutta", "sixth_step", 1 / 6),
}
"""By a solver's name: its equation, the term that holds its step, and the step's factor there."""

EQUATIONS: Mapping[str, tuple[str, ...]] = {
    "ddpm": ("predicted_data", "ddpm", "ddpm_variance"),
    "ddim": ("predicted_data", "ddim", "ddim_eta"),
    "dpmpp_2m": ("predicted_data", "dpm_solver", "dpm_extrapolation"),
    **{name: ("probability_flow", equation) for name, (equation, _, _) in SOLVERS.items()},
    "dopri5": ("probability_flow",),
    "consistency": ("predicted_data",),
}
"""Which equations say what a sampler does."""

Filled = dict[str, Terms]


def in_numbers(
    sampler: str, path: Path, times: tuple[float, ...], index: int, *, eta: float, variance: str
) -> Filled:
    """The values of a sampler's equations in its step from ``times[index]``, by equation and term."""
    now, target = path.level(times[index]), path.level(times[index + 1])
    before = path.level(times[index - 1]) if index else None
    if now.sigma == 0 or now.alpha == 0:
        return {}
    makers: dict[str, Callable[[], Terms]] = {
        "predicted_data": lambda: predicted_data(now),
        "ddpm": lambda: ddpm(now, target, variance),
        "ddpm_variance": lambda: ddpm_variance(now, target),
        "ddim": lambda: ddim(target, now, eta),
        "ddim_eta": lambda: ddim_eta(now, target, eta),
        "dpm_solver": lambda: dpm_solver(now, target),
        "dpm_extrapolation": lambda: dpm_extrapolation(before, now, target),
        "probability_flow": lambda: probability_flow(now),
    }
    filled = {name: makers[name]() for name in EQUATIONS.get(sampler, ()) if name in makers}
    if sampler in SOLVERS:
        equation, term, factor = SOLVERS[sampler]
        filled[equation] = {term: figure(factor * step_size(path, now, target))}
    return filled
