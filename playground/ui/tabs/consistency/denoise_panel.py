"""From noise to data, jump by jump."""

from __future__ import annotations

from playground.paradigms import consistency
from playground.ui.sampling.denoise_panel import denoise
from playground.ui.stage.spec import Group

SAMPLER = Group("", "sampler steps label spacing")

PANEL = denoise(
    consistency.Sample,
    SAMPLER,
    equations="self_consistency boundary multistep",
    explains="label data=samples/data",
    also="start now time network step",
    tip="From noise to data, jump by jump",
)
