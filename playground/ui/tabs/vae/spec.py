"""The VAE tab: codes that are drawn from a distribution, and what is decoded from them."""

from __future__ import annotations

from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec
from playground.ui.tabs.vae.state import VaeState

IMAGES = StageSpec(
    scene="playground.ui.tabs.vae.scene:VaeScene",
    above="playground.ui.tabs.vae.above:Above",
    panels={
        "encode": PanelSpec(
            "Through the model",
            "An image to its posterior, and back",
            "playground.ui.tabs.vae.encode_panel:EncodePanel",
            equations="playground.ui.tabs.vae.explain:of_encoding",
        ),
        "interpolate": PanelSpec(
            "Interpolate",
            "From A to B through z",
            "playground.ui.tabs.vae.interpolate_panel:InterpolatePanel",
            walk=A_TO_B,
            equations="playground.ui.tabs.vae.explain:of_way",
        ),
        "sample": PanelSpec(
            "Prior samples",
            "Decoded from the prior",
            "playground.ui.tabs.vae.sample_panel:SamplePanel",
            equations="sampling",
        ),
    },
    groups=(
        Group("Through the model", "seed difference", "encode"),
        Group("Interpolate", "path frames t", "interpolate"),
        Group("Prior samples", "count sample_seed temperature output", "sample"),
        Group("Latent plane", "radius tiles points"),
    ),
)

SPEC = TabSpec(
    name="vae",
    title="VAE",
    kind="VAE",
    state=VaeState,
    lab="playground.ui.tabs.vae.lab.spec:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.vae.explain:VaeBinding",
)
