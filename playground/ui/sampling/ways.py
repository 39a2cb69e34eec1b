"""The equations of the ways between two noises, and what their terms are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

WAYS: Mapping[str, str] = {"linear": "noise_line", "spherical": "noise_sphere"}
"""Equations of the ways between two noises; those of flows call the noise otherwise, see :func:`of_flows`."""

BETWEEN = {"a": ("seed_a",), "b": ("seed_b",), "path": ("length", "start"), "t": ("position",)}
"""The terms that the fields of a way between two noises enter."""


def of_flows(way: str) -> str:
    """The equation of a way in the notation of flow matching, where x₀ is the noise."""
    return f"flow_{way}"


class BetweenTwo(Protocol):
    """A way between the noises of two seeds."""

    @property
    def a(self) -> int: ...

    @property
    def b(self) -> int: ...


def way_terms(between: BetweenTwo, t: float) -> dict[str, dict[str, str]]:
    """The position and the seeds of both ways."""
    seeds = {"seed_a": f"seed {between.a}", "seed_b": f"seed {between.b}"}
    line = {"position": f"{t:.2f}", **seeds}
    sphere = {"position": f"λ = {t:.2f}", **seeds}
    return {WAYS["linear"]: line, WAYS["spherical"]: sphere}
