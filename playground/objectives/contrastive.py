"""Contrast of pairs: which of many belongs to which (van den Oord et al. 2018; Radford et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def symmetric_info_nce(one: Tensor, other: Tensor, scale: Tensor, kinds: Tensor) -> Tensor:
    """Mean cross-entropy of the right partner among all, from either side.

    ``one`` and ``other`` are unit vectors ``(n, d)`` whose rows are pairs, ``scale`` the inverse temperature.
    Others of the same of the ``kinds`` ``(n,)`` are no wrong answers, and are left out.
    """
    scores = scale * one @ other.T
    same = kinds[:, None] == kinds
    same.fill_diagonal_(False)
    scores = scores.masked_fill(same, torch.finfo(scores.dtype).min)
    right = torch.arange(len(scores), device=scores.device)
    rows, columns = (nn.functional.cross_entropy(each, right) for each in (scores, scores.T))
    return (rows + columns) / 2
