"""An optimiser's moments as named tensors of a checkpoint, and back."""

from __future__ import annotations

import torch
from torch import Tensor

FIRST_MOMENT = ".exp_avg"
"""How the name of a mean of gradients ends."""


def state_of(optimiser: torch.optim.Optimizer, prefix: str) -> dict[str, Tensor]:
    """An optimiser's moments as tensors whose names begin with ``prefix``."""
    return {
        f"{prefix}{index}.{name}": tensor
        for index, state in optimiser.state_dict()["state"].items()
        for name, tensor in state.items()
    }


def give_state(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor], prefix: str) -> None:
    """Give back what :func:`state_of` took; first moments that are not there begin at zero."""
    parameters = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in part(tensors, prefix).items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = _laid_out(tensor, parameters[int(index)])
    for place, moments in state.items():
        moments.setdefault(FIRST_MOMENT.removeprefix("."), torch.zeros_like(parameters[place]))
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})


def _laid_out(moment: Tensor, parameter: Tensor) -> Tensor:
    """An optimiser's moment in the memory layout of its parameter; the count of its steps as it is.

    A checkpoint has every tensor row by row. The fused optimiser walks through memory and not through
    indices, so it would join the moment of one weight to another weight.
    """
    return torch.empty_like(parameter).copy_(moment) if moment.shape == parameter.shape else moment


def part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
