"""Numbers of points that the 2-D lab draws."""

from __future__ import annotations

from statistics import mean

from tests.claims.quantities import quantity
from tests.support.blobs import Variance, drawn

SEEDS = range(4)


@quantity(slow=True)
def blob_width(variance: Variance, steps: int) -> float:
    """The deviation of the blobs that DDPM draws with the exact denoiser of eight Gaussians."""
    return mean(drawn(variance, steps, seed)[0] for seed in SEEDS)
