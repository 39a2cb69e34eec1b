"""What to try: a flow that has what it needs, and what three kinds of layers cannot do, or do too much."""

from __future__ import annotations

from playground.paradigms.lab.recipe import Preset
from playground.paradigms.nflow_lab.recipes import NflowLab

PRESETS: tuple[Preset[NflowLab], ...] = (
    Preset(
        name="healthy",
        title="Healthy run",
        help="Four layers of splines bend the noise into eight blobs: the loss comes to rest close to the "
        "entropy of the data.",
        recipe=NflowLab(start="nflow-healthy"),
    ),
    Preset(
        name="one layer",
        title="Half stays as it is",
        help="A single coupling moves one coordinate. The other one stays as it was in the noise, whatever "
        "the layer learns, and the loss stops above the entropy.",
        recipe=NflowLab(start="nflow-one-layer", layers=1),
    ),
    Preset(
        name="scaling",
        title="Scaling alone",
        help="Affine layers scale and shift, so that one hump stays one hump: they have to shear the plane "
        "many times, and bridges are left between the blobs.",
        recipe=NflowLab(start="nflow-scaling", transform="affine coupling"),
    ),
    Preset(
        name="stretched",
        title="Stretched thin",
        help="Eight autoregressive layers learn two moons well, and stretch some places far more in one "
        "direction than in the other: read the condition number.",
        recipe=NflowLab(start="nflow-stretched", data="two-moons", transform="autoregressive", layers=8),
    ),
)
"""All presets in the order they are listed; the first one is the default."""
