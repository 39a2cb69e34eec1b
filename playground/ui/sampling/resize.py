"""Pictures of different sizes side by side: latents are smaller than what they are decoded to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]


def enlarged(stacks: Sequence[Images], shape: tuple[int, ...]) -> list[Images]:
    """Stacks of pictures ``(n, channels, height, width)`` as if drawn at ``shape``, by the nearest pixel."""
    return [stack if stack.shape[1:] == shape[1:] else _nearest(stack, shape) for stack in stacks]


def _nearest(stack: Images, shape: tuple[int, ...]) -> Images:
    _, channels, height, width = shape
    rows = np.arange(height) * stack.shape[2] // height
    columns = np.arange(width) * stack.shape[3] // width
    return np.broadcast_to(stack[:, :, rows][:, :, :, columns], (len(stack), channels, height, width))
