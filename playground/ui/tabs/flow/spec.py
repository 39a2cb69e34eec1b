"""The Flow Matching tab: a velocity carries noise to data, on paths that reflow makes straight."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec, any_denoiser
from playground.ui.tabs.flow.state import FlowState

SPEC = TabSpec(
    name="flow",
    title="Flow Matching",
    kind="flow matching model",
    state=FlowState,
    lab="playground.ui.tabs.flow.lab:LAB",
    images="playground.ui.tabs.flow.images:make",
    binding="playground.ui.tabs.flow.explain:FlowBinding",
    cards=any_denoiser,
)
