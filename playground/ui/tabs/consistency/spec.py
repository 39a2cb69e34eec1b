"""The Consistency tab: a network that jumps from anywhere on a trajectory to its end."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec
from playground.ui.tabs.consistency.state import ConsistencyState

SPEC = TabSpec(
    name="consistency",
    title="Consistency",
    kind="consistency model",
    state=ConsistencyState,
    lab="playground.ui.tabs.consistency.lab:LAB",
    images="playground.ui.tabs.consistency.images:make",
    binding="playground.ui.tabs.consistency.explain:ConsistencyBinding",
)
