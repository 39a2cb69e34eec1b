"""The Normalizing Flow tab: layers that can be inverted, and exact likelihoods."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec
from playground.ui.tabs.nflow.state import NflowState

SPEC = TabSpec(
    name="nflow",
    title="Normalizing Flow",
    kind="normalizing flow",
    state=NflowState,
    lab="playground.ui.tabs.nflow.lab.spec:LAB",
    images="playground.ui.tabs.nflow.images:make",
    binding="playground.ui.tabs.nflow.explain:NflowBinding",
)
