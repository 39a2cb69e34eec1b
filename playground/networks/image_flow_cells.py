"""A monotone map of a grey level's interval [0, 256) to a normal variable: the coupling's arithmetic.

Its distribution function is a mixture of logistics (Ho et al. 2019, "Flow++") read at whole grey levels,
the outermost of which own the tails (Salimans et al. 2017, "PixelCNN++", section 2.1), and straight between
them (Müller et al. 2019, "Neural importance sampling", section 4.2). So it is invertible in closed form once
the level is found, and spreads each level evenly over its interval, as uniform dequantisation does: nothing
of the likelihood is lost in modelling the noise.

``parameters`` are ``(batch, 3·components, …)``: logits of the weights, locations, where 1 is white, and
log-scales; grey levels, fractions and probabilities ``(batch, …)``.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from playground.core.likelihood import LEVELS
from playground.networks import image_flow_normal as normal

LEAST_LOG_SCALE, MOST_LOG_SCALE = -6.0, 3.0
"""A narrower logistic would lie within one grey level and make its probability hang on a rounding."""

MOST_STEEP = 80.0
"""What is further off has a probability near nothing that single precision still holds."""


def log_mass(parameters: Tensor, level: Tensor) -> Tensor:
    """Log-probability of each whole grey level 0…255: the log-density of all of its interval."""
    weight, location, log_scale = _parts(parameters)
    steepness = torch.exp(-log_scale)
    below = (level.unsqueeze(1) / LEVELS - location) * steepness
    gap = steepness / LEVELS
    above = below + gap
    # σ(a) − σ(b) = σ(a)·σ(−b)·(1 − exp(b − a)), which never cancels, and
    # 1 − exp(−g) = tanh(g/2)·(1 + exp(−g)).
    wide = torch.log(torch.tanh(0.5 * gap)) + softplus(-gap)
    first, last = -softplus(-above), -softplus(below)
    inside = first + last + wide
    known = level.unsqueeze(1)
    each = torch.where(known <= 0, first, torch.where(known >= LEVELS - 1, last, inside))
    return torch.logsumexp(torch.log_softmax(weight, dim=1) + each, dim=1)


def to_normal(parameters: Tensor, level: Tensor, fraction: Tensor, mass: Tensor) -> Tensor:
    """z of the value ``level + fraction``, where ``mass`` is the level's probability."""
    below, _ = _tails(parameters, level)
    _, above = _tails(parameters, level + 1)
    return normal.quantile(below + fraction * mass, above + (1 - fraction) * mass)


def from_tails(parameters: Tensor, below: Tensor, above: Tensor, radix: int = 16) -> tuple[Tensor, Tensor]:
    """Level and fraction of the value with these probabilities below and above: undoes :func:`to_normal`.

    ``radix``, of which 256 is a power, is how many intervals are told apart at once.
    """
    level = _level(parameters, below, above, radix)
    mass = torch.exp(log_mass(parameters, level)).clamp(min=normal.LEAST)
    from_below = (below - _tails(parameters, level)[0]) / mass
    from_above = 1 - (above - _tails(parameters, level + 1)[1]) / mass
    return level, torch.where(below < above, from_below, from_above).clamp(0, 1)


def _parts(parameters: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    weight, location, log_scale = parameters.chunk(3, dim=1)
    return weight, location, log_scale.clamp(LEAST_LOG_SCALE, MOST_LOG_SCALE)


def _tails(parameters: Tensor, edge: Tensor) -> tuple[Tensor, Tensor]:
    """The probabilities below and above the lower edges of levels 0…256."""
    weight, location, log_scale = _parts(parameters)
    share = torch.softmax(weight, dim=1)
    at = (edge.unsqueeze(1) / LEVELS - location) * torch.exp(-log_scale)
    # Of small numbers a runtime's own sigmoid knows only the first digits: these keep them all.
    ratio = torch.exp(-at.clamp(-MOST_STEEP, MOST_STEEP))
    part = share / (1 + ratio)
    below, above = part.sum(dim=1), (ratio * part).sum(dim=1)
    nothing = below * 0
    all_of_it = nothing + 1
    first, last = edge <= 0, edge >= LEVELS
    below = torch.where(first, nothing, torch.where(last, all_of_it, below))
    return below, torch.where(first, all_of_it, torch.where(last, nothing, above))


def _level(parameters: Tensor, below: Tensor, above: Tensor, radix: int) -> Tensor:
    """The level in whose interval a probability lies: by every so many edges first, then those between."""
    spread, low, high = parameters.unsqueeze(-1), below.unsqueeze(-1), above.unsqueeze(-1)
    level, stride = below * 0, LEVELS // radix
    while stride:
        steps = torch.tensor([float(stride * step) for step in range(1, radix)], device=below.device)
        edge_below, edge_above = _tails(spread, level.unsqueeze(-1) + steps)
        passed = torch.where(low < high, low - edge_below, edge_above - high) >= 0
        level = level + stride * passed.to(below.dtype).sum(dim=-1)
        stride //= radix
    return level
