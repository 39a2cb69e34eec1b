"""How much memory a training takes, said before it begins."""

from __future__ import annotations

from playground.core.memory_limit import refuse_more
from playground.datasets import kept as data_sets
from playground.studio.kept import Plan, Preset
from playground.studio.presets import LEARN_FROM_TEACHER

_PROCESS: dict[Preset, float] = {"small": 0.8e9, "base": 1.3e9}
"""Bytes of a process with a network, its gradients, moments and averages, a third above what was measured of
any family with pictures of 32 and of 128 pixels a side."""
_TAUGHT = 0.6e9
"""A teacher, and what is kept of its trajectories."""
_COPIES = 3
"""Of the pictures: as they are read, mixed, and learned from."""


def needed(plan: Plan) -> float:
    """The bytes that a training takes, about; raises ``DataError`` where its data set cannot be read."""
    own = data_sets.read(plan.data)
    taught = _TAUGHT if plan.family in LEARN_FROM_TEACHER else 0.0
    return _PROCESS[plan.preset] + taught + _COPIES * own.training * own.shape[0] * plan.size**2


def check(plan: Plan) -> None:
    """Raise ``DataError`` where a training takes more memory than there is for it."""
    smaller = (
        "choose a smaller size or the preset small" if plan.preset == "base" else "choose a smaller size"
    )
    refuse_more(needed(plan), f"The training {plan.name}", smaller)
