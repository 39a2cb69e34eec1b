"""Numbers of points that the 2-D lab draws."""

from __future__ import annotations

import numpy as np

from playground.paradigms.lab.measures import modes
from playground.paradigms.lab.source import source_of
from playground.paradigms.plane.recipes import DiffusionLab, SamplerName, SpacingName
from tests.claims.quantities import quantity
from tests.support.blobs import Variance, arrived, drawn

SEEDS = range(4)


@quantity(slow=True)
def blob_width(variance: Variance, steps: int) -> list[float]:
    """The deviation of the blobs that DDPM draws with the exact denoiser of eight Gaussians."""
    return [drawn(variance, steps, seed)[0] for seed in SEEDS]


@quantity(slow=True)
def at_home(sampler: SamplerName, steps: int, spacing: SpacingName = "uniform") -> list[float]:
    """The share, in percent, of points that a sampler brings near a blob with the exact denoiser."""
    labs = [DiffusionLab(sampler=sampler, steps=steps, spacing=spacing, seed=seed) for seed in SEEDS]
    found = [modes(np.asarray(arrived(lab), np.float32), source_of(lab)) for lab in labs]
    return [100 * float(each["mode_quality"]) for each in found]
