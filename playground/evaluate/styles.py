"""What w is like over many draws of a mapped generator: its mean for each class, and where it varies most."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from playground.core import noise
from playground.networks.gan_mapped import MappedPair

DIRECTIONS = 10
DRAWS = 10_000
"""For each class, if these are not too many: a mean is known to a hundredth of a standard deviation."""
_ALL = 500_000
_FEWEST = 100
_FLAT = 1e-9
"""A smaller share of the largest variance is none."""
_DIGITS = 6

Floats = NDArray[np.float64]


class Styles(NamedTuple):
    """Mean w ``(classes, style)``, components ``(k, style)``, deviations along them, shares of variance."""

    middles: Floats
    directions: Floats
    deviations: Floats
    shares: Floats

    def said(self) -> dict[str, Any]:
        """As the card of players says it."""
        return {
            "style": self.middles.shape[1], "middles": rows(self.middles),
            "directions": rows(self.directions), "deviations": row(self.deviations),
            "shares": row(self.shares),
        }  # fmt: skip


def styles_of(network: MappedPair, count: int = DIRECTIONS) -> Styles:
    """The means of w, and its principal components about them (Härkönen et al. 2020, section 3.1)."""
    draws = max(_FEWEST, min(DRAWS, _ALL // network.classes))
    drawn = torch.from_numpy(noise.standard_normal(0, range(draws), (network.latent,), "styles"))
    middles, covariance = [], np.zeros(())
    for label in range(network.classes):
        with torch.inference_mode():
            styles = network.mapping(drawn, torch.full((draws,), label)).double().numpy()
        middles.append(styles.mean(axis=0))
        centred = styles - middles[-1]
        covariance = covariance + centred.T @ centred / (draws * network.classes)
    variances, components = np.linalg.eigh(covariance)
    deviations = np.sqrt(np.maximum(variances, 0))
    # A card says no deviation of 0, not of one either that its digits do not tell from 0.
    told = np.array(row(deviations)) > 0
    varying = np.flatnonzero(told & (variances > _FLAT * variances[-1]))[::-1][:count]
    return Styles(
        np.array(middles),
        signed(components.T[varying]),
        deviations[varying],
        variances[varying] / np.trace(covariance),
    )


def signed(directions: Floats) -> Floats:
    """Directions, which have no sign of their own, with their largest value positive."""
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return np.asarray(directions * np.sign(largest))


def rows(values: Floats) -> tuple[tuple[float, ...], ...]:
    """As a card has them."""
    return tuple(map(row, values))


def row(values: Floats) -> tuple[float, ...]:
    """As a card has it, to six digits."""
    return tuple(np.round(values, _DIGITS).tolist())
