"""How much memory a training takes, said before it begins."""

from __future__ import annotations

from playground.core.memory_limit import refuse_more
from playground.evaluate import copies
from playground.studio import known_sets
from playground.studio.presets import LEARN_FROM_TEACHER
from playground.studio.training_folders import Plan, Preset

_PROCESS: dict[Preset, float] = {"small": 0.8e9, "base": 1.3e9}
"""Bytes of a process with a network, its gradients, moments and averages, and what a step computes: a quarter
above the most that was measured of any family with pictures of 32 and of 128 pixels a side, but for flows
that are normalizing."""
_NFLOW, _NFLOW_VALUE, _BATCH = 0.5e9, {"small": 1.9e3, "base": 3.4e3}, 32
"""Those have every layer in full size: bytes for each value of a batch, beside those of the process."""
_TAUGHT = 0.6e9
"""A teacher, and what is kept of its trajectories."""
_COPIES = 3
"""Of the pictures: as they are read, mixed, and learned from."""
_READ = 2
"""Of those held out, by which the model is measured in the end: as they are read, and those that count."""


def needed(plan: Plan) -> float:
    """The bytes that a training takes, about; raises ``DataError`` where its data set cannot be read."""
    own = known_sets.described(plan.data)
    values = own.shape[0] * plan.size**2
    process = _PROCESS[plan.preset]
    if plan.family == "nflow":
        process = _NFLOW + _NFLOW_VALUE[plan.preset] * _BATCH * values
    taught = _TAUGHT if plan.family in LEARN_FROM_TEACHER else 0.0
    compared = min(own.training, copies.comparable((own.shape[0], plan.size, plan.size)))
    measured = _READ * own.held_out * values + copies.memory(compared, own.shape[0])
    return process + taught + _COPIES * own.training * values + measured


def check(plan: Plan) -> None:
    """Raise ``DataError`` where a training takes more memory than there is for it."""
    smaller = (
        "choose a smaller size or the preset small" if plan.preset == "base" else "choose a smaller size"
    )
    refuse_more(needed(plan), f"The training {plan.name}", smaller)
