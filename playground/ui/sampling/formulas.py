"""Which equation belongs to a solver or a way between seeds, and what its terms are now."""

from __future__ import annotations

from collections.abc import Mapping

from playground.gaussian.paths import Path
from playground.ui.sampling.state import SamplingImages

SOLVERS: Mapping[str, tuple[str, ...]] = {
    "euler": ("euler",),
    "midpoint": ("midpoint",),
    "heun": ("heun",),
    "ab2": ("adams_bashforth",),
    "rk4": ("runge_kutta",),
    "ddim": ("ddim", "ddim_eta"),
    "ddpm": ("ddpm", "ddpm_variance"),
    "dpmpp_2m": ("dpm_solver", "dpm_extrapolation"),
}
"""Equations of a sampler; the adaptive one has a page of them, and none here."""

WAYS: Mapping[str, str] = {"linear": "noise_line", "spherical": "noise_sphere"}
"""Equations of the ways between two noises; those of flows call the noise otherwise, see :func:`of_flows`."""


def step_terms(path: Path, steps: int, spacing: str) -> dict[str, dict[str, str]]:
    """Lengths of the steps of the ODE solvers, where all are equally long."""
    if spacing != "uniform":
        return {name: {} for name in ("euler", "midpoint", "heun", "adams_bashforth", "runge_kutta")}
    h = (path.end - path.floor) / steps
    whole = {"step_size": f"{h:.3g}"}
    return {
        "euler": whole,
        "midpoint": whole,
        "adams_bashforth": whole,
        "heun": {"half_step": f"{h / 2:.3g}"},
        "runge_kutta": {"sixth_step": f"{h / 6:.3g}"},
    }


def of_flows(way: str) -> str:
    """The equation of a way in the notation of flow matching, where x₀ is the noise."""
    return f"flow_{way}"


def way_terms(state: SamplingImages) -> dict[str, dict[str, str]]:
    """The position and the seeds of both ways."""
    seeds = {"seed_a": str(state.a), "seed_b": str(state.b)}
    line = {"position": f"{state.t:.2f}", **seeds}
    sphere = {"position": f"λ = {state.t:.2f}", **seeds}
    return {WAYS["linear"]: line, WAYS["spherical"]: sphere}
