"""A checkpoint small enough to be kept elsewhere: less than a third of what a run writes for itself.

Weights and their averages in half precision, second moments in bfloat16 (they are too small for half
precision), and no first moments, which ten steps bring back. A training goes on from it as from any other,
though not to the same bits.
"""

from __future__ import annotations

import torch
from torch import Tensor

from playground.zoo.optimisers import FIRST_MOMENT

BEST = "best."


def slim(tensors: dict[str, Tensor], *, keeps_best: bool) -> dict[str, Tensor]:
    """The tensors of a checkpoint in fewer bytes, with or without the weights that were best so far."""
    return {
        name: _fewer_bytes(name, tensor)
        for name, tensor in tensors.items()
        if not name.endswith(FIRST_MOMENT) and (keeps_best or not name.startswith(BEST))
    }


def _fewer_bytes(name: str, tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point() or tensor.ndim == 0:
        return tensor
    return tensor.to(torch.bfloat16 if name.startswith("optimiser.") else torch.float16)
