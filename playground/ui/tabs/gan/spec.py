"""The GAN tab: one network makes points or pictures, and another tells them from real ones."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec
from playground.ui.tabs.gan.state import GanState

SPEC = TabSpec(
    name="gan",
    title="GAN",
    kind="GAN",
    state=GanState,
    lab="playground.ui.tabs.gan.lab.spec:LAB",
    images="playground.ui.tabs.gan.images:make",
    binding="playground.ui.tabs.gan.explain:GanBinding",
    explanation="playground.ui.sampling.explanation:FromStart",
)
