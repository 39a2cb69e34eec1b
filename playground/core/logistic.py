"""Probabilities of logits."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_Floats: TypeAlias = NDArray[np.float32]


def probability(logits: _Floats) -> _Floats:
    """The logistic function 1/(1 + exp(−logit)), to float32's full relative precision however small it is;
    NaN stays NaN."""
    # Neither exponential can overflow.
    found = np.exp(np.minimum(logits, 0)) / (1 + np.exp(-np.abs(logits)))
    return np.asarray(found, dtype=np.float32)
