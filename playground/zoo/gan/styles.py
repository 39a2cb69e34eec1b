"""What w is like over many draws of a mapped generator: its mean for each class, and where it varies most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from playground.core import noise
from playground.networks.gan_mapped import MappedPair

DRAWS = 10_000
"""For each class: a mean is known to a hundredth of a standard deviation."""

Floats = NDArray[np.float64]


class Components(NamedTuple):
    """Directions ``(k, style)``, deviations of w along each, and their shares of its variance."""

    directions: Floats
    deviations: Floats
    shares: Floats


def styles_of(network: MappedPair, draws: int = DRAWS) -> Floats:
    """The w of so many draws for each class ``(classes, draws, style)``."""
    drawn = torch.from_numpy(noise.standard_normal(0, range(draws), (network.latent,), "styles"))
    with torch.inference_mode():
        found = [
            network.mapping(drawn, torch.full((draws,), label, dtype=torch.int64))
            for label in range(network.classes)
        ]
    return torch.stack(found).double().numpy()


def components_of(styles: Floats, count: int) -> Components:
    """The principal components of w about the mean of its class (Härkönen et al. 2020, section 3.1)."""
    centred = (styles - styles.mean(axis=1, keepdims=True)).reshape(-1, styles.shape[-1])
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    varying = min(count, int((sizes > sizes[0] * np.finfo(np.float32).eps).sum()))
    deviations, shares = sizes / np.sqrt(len(centred)), sizes**2 / (sizes**2).sum()
    return Components(signed(directions)[:varying], deviations[:varying], shares[:varying])


def signed(directions: Floats) -> Floats:
    """Directions, which have no sign of their own, with their largest value positive."""
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return np.asarray(directions * np.sign(largest))
