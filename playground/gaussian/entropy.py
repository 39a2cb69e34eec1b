"""The entropy of a density in the plane: what no model's negative log-likelihood can be below."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from playground.gaussian.distances import Box, LogDensity


def entropy(log_density: LogDensity, box: Box, block: int = 512) -> Generator[None, None, float]:
    """−∫p log p in nats by the midpoint rule on a box, where p is renormalised to it.

    It yields after every ``block`` of points. The rule is exact to many digits for smooth densities that are
    wider than a cell, and for those that are even within each cell.
    """
    points = box.centres()
    mass, total = 0.0, 0.0
    for start in range(0, len(points), block):
        logs = log_density(points[start : start + block])
        logs = logs[np.isfinite(logs)]
        weights = np.exp(logs) * box.area
        mass += float(weights.sum())
        total -= float((weights * logs).sum())
        yield
    # With p / mass in place of p.
    return total / mass + float(np.log(mass))
