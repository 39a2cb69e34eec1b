"""The equations of the ways between two noises, and what their terms are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.paradigms.denoising.interpolation import Journey

WAYS: Mapping[str, str] = {"linear": "noise_line", "spherical": "noise_sphere"}
"""Equations of the ways between two noises; those of flows call the noise otherwise, see :func:`of_flows`."""

BETWEEN = {
    "a": ("seed_a",),
    "b": ("seed_b",),
    "sample_a": ("seed_a",),
    "sample_b": ("seed_b",),
    "path": ("length", "start"),
    "t": ("position",),
}
"""The terms that the fields of a way between two noises enter."""


def of_flows(way: str) -> str:
    """The equation of a way in the notation of flow matching, where x₀ is the noise."""
    return f"flow_{way}"


def of_seed(seed: int, sample: int) -> str:
    """What the noise of a sample is called."""
    return f"seed {seed}, sample {sample}" if sample else f"seed {seed}"


def ends_of(between: Journey) -> dict[str, str]:
    """The terms of its two ends."""
    ends = {"seed_a": (between.a, between.sample_a), "seed_b": (between.b, between.sample_b)}
    return {term: of_seed(*end) for term, end in ends.items()}


def way_terms(between: Journey, t: float) -> dict[str, dict[str, str]]:
    """The position and the seeds of both ways."""
    seeds = ends_of(between)
    line = {"position": f"{t:.2f}", **seeds}
    sphere = {"position": f"λ = {t:.2f}", **seeds}
    return {WAYS["linear"]: line, WAYS["spherical"]: sphere}
