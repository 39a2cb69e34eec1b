"""Normalizing flows: invertible maps between data and noise, with exact densities.

Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real NVP"; Papamakarios, Pavlakou and Murray
2017, "Masked autoregressive flow for density estimation"; Durkan et al. 2019, "Neural spline flows".
"""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.nflow_images import IMAGE_RUNS
from playground.paradigms.nflow_images.recipes import Sample
from playground.paradigms.nflow_lab.runs import NFLOW_RUNS

PARADIGM = Paradigm(
    name="nflow",
    title="Normalizing Flow",
    order=6,
    generate=Sample,
    runs={**IMAGE_RUNS, **NFLOW_RUNS},
)
