"""The VAE tab: codes that are drawn from a distribution, and what is decoded from them."""

from __future__ import annotations

from playground.ui.stage.spec import TabSpec
from playground.ui.tabs.vae.state import VaeState

SPEC = TabSpec(
    name="vae",
    title="VAE",
    kind="VAE",
    state=VaeState,
    lab="playground.ui.tabs.vae.lab.spec:LAB",
    images="playground.ui.tabs.vae.images:make",
    binding="playground.ui.tabs.vae.explain:VaeBinding",
    explanation="playground.ui.sampling.explanation:FromStart",
)
