"""What to try in the three labs that denoise: each with a network that has learned, where one can see what it
comes to, and what goes wrong."""

from __future__ import annotations

from playground.paradigms.lab.recipe import Preset
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab

DIFFUSION: tuple[Preset[DiffusionLab], ...] = (
    Preset(
        name="healthy",
        title="Healthy run",
        help="Twenty steps of DDIM carry the points to all eight blobs. Go back in time, and watch the "
        "arrows agree on the middle.",
        recipe=DiffusionLab(start="diffusion-healthy"),
    ),
    Preset(
        name="too few",
        title="Too few steps",
        help="The same network, but three steps: the points follow the mean of all blobs for too long, and "
        "end inside the ring.",
        recipe=DiffusionLab(start="diffusion-healthy", steps=3),
    ),
    Preset(
        name="chance",
        title="With chance",
        help="The same network, and fresh noise in every step (η = 1): the points take crooked ways. "
        "With few steps fewer of them come home, with these fifty more.",
        recipe=DiffusionLab(start="diffusion-healthy", eta=1.0, steps=50),
    ),
)
FLOW: tuple[Preset[FlowLab], ...] = (
    Preset(
        name="healthy",
        title="Healthy run",
        help="Twenty steps of Euler’s method carry the points to all eight blobs, along ways that bend: they "
        "set out for the middle.",
        recipe=FlowLab(start="flow-healthy"),
    ),
    Preset(
        name="coupled",
        title="Coupled",
        help="Noise was paired with near data (optimal transport): lines hardly cross, and the ways are "
        "nearly straight.",
        recipe=FlowLab(start="flow-coupled", coupling="optimal transport"),
    ),
    Preset(
        name="straightened",
        title="Straightened",
        help="The flow was trained once more on its own pairs of noise and data (one reflow): now a single "
        "step leads most points to a blob.",
        recipe=FlowLab(start="flow-straightened", reflows=1, steps=1),
    ),
)
CONSISTENCY: tuple[Preset[ConsistencyLab], ...] = (
    Preset(
        name="healthy",
        title="One jump",
        help="One evaluation leads from noise to data. Points lie between the blobs where a tiny change of "
        "the noise would send an exact jump to another blob: no network is that sharp.",
        recipe=ConsistencyLab(start="consistency-healthy"),
    ),
    Preset(
        name="eight jumps",
        title="Eight jumps",
        help="The same network jumps eight times, from ever less new noise: few points are left between the "
        "blobs. A second jump alone hardly helps.",
        recipe=ConsistencyLab(start="consistency-healthy", steps=8),
    ),
)
"""Each list in the order in which it is shown; the first one is the default."""
