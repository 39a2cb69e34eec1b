"""The discretized logistic likelihood over 256 grey levels, one formula for numpy and torch alike.

A grey level k in 0…255 stands for the interval ((k − ½)/255, (k + ½)/255]; the outermost levels own the
tails. The probability of a level is the mass a logistic distribution with the decoder's ``location`` and
``log_scale`` puts on its interval, so the 256 probabilities of a pixel sum to one and −log₂ of them are
honest bits. (Kingma et al. 2016, "Improved variational inference with inverse autoregressive flow", appendix;
Salimans et al. 2017, "PixelCNN++", section 2.1.)
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


def kept(halving: int) -> int:
    """Row and column, within a square of four, of the pixel that stays in a halving (the finest is 0)."""
    return halving % 2


def scale_of_pixels(height: int, width: int, halvings: int) -> NDArray[np.int64]:
    """The scale ``(height, width)`` of every pixel: 0 is the coarsest, ``halvings`` the finest."""
    scale = np.full((height, width), halvings, dtype=np.int64)
    rest = scale
    for halving in range(halvings):
        start = kept(halving)
        # A view: what is written there is written into the whole.
        rest = rest[start::2, start::2]
        rest[:] = halvings - halving - 1
    return scale


LEVELS = 256


def log_probability(levels: Any, location: Any, log_scale: Any, xp: Any) -> Any:
    """Log-probability (nats) of each pixel.

    ``levels``: grey levels 0…255 as floats; ``location`` and ``log_scale`` on the scale where white is 1; all
    of one shape; ``xp`` is the module ``numpy`` or ``torch`` that their arithmetic comes from.
    """
    inverse_scale = xp.exp(-log_scale)
    half = 0.5 / (LEVELS - 1)
    centred = levels / (LEVELS - 1) - location
    upper = (centred + half) * inverse_scale
    lower = (centred - half) * inverse_scale
    zero = upper * 0
    log_cdf_upper = -xp.logaddexp(zero, -upper)
    log_survival_lower = -xp.logaddexp(zero, lower)
    # sigmoid(u) − sigmoid(l) = sigmoid(u) · sigmoid(−l) · (1 − exp(l − u)), which never cancels.
    log_one_minus = xp.log(-xp.expm1(-2 * half * inverse_scale))
    inside = log_cdf_upper + log_survival_lower + log_one_minus
    return xp.where(levels <= 0, log_cdf_upper, xp.where(levels >= LEVELS - 1, log_survival_lower, inside))


def bits_per_dim(nats: float, dimensions: int) -> float:
    """Negative log-likelihood in ``nats`` of a whole image as bits per pixel."""
    return nats / (dimensions * math.log(2))


_Floats: TypeAlias = NDArray[np.float32]


def probability(logits: _Floats) -> _Floats:
    """The logistic function 1/(1 + exp(−logit)), to float32's full relative precision however small it is;
    NaN stays NaN."""
    # Neither exponential can overflow.
    found = np.exp(np.minimum(logits, 0)) / (1 + np.exp(-np.abs(logits)))
    return np.asarray(found, dtype=np.float32)
