"""The VAE tab: codes that are drawn from a distribution, and what is decoded from them."""

from __future__ import annotations

from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec
from playground.ui.tabs.vae import diagram
from playground.ui.tabs.vae.state import VIEWS, VaeState

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.vae.scene:VaeScene",
    above="playground.ui.tabs.vae.above:Above",
    lists=(
        PanelSpec(
            "encode",
            "Through the model",
            "An image to its posterior, and back",
            "Through",
            equations="explain:of_encoding",
            explains="x=reconstruct/original encoder code=reconstruct/mean output=reconstruct/from_sample",
            also="z=reconstruct/latent decoder",
        ),
        PanelSpec(
            "interpolate",
            "Interpolate",
            "From A to B through z",
            "A to B",
            walk=A_TO_B,
            equations="explain:of_way",
            explains="z=interpolate/latents[t]",
            also="decoder output=interpolate/images[t]",
        ),
        PanelSpec(
            "sample",
            "Prior samples",
            "Decoded from the prior",
            "Samples",
            equations="sampling",
            explains="decoder",
            also="z=sample/latents[0] output=sample/images[0]",
        ),
        PanelSpec(
            "directions",
            "Directions",
            "Along what words name: glasses, a smile, a style",
            equations="named_direction",
            also="x encoder code z=directions/latents[-1] decoder output=directions/images[-1]",
        ),
    ),
    table=VIEWS,
    groups=(
        Group("Through the model", "seed follow difference", "encode"),
        Group("Interpolate", "path frames t", "interpolate"),
        Group("Prior samples", "count sample_seed temperature output", "sample"),
        Group("Filmstrip", "pictures reach", "directions"),
        Group("Latent plane", "radius tiles points"),
    ),
    diagram=diagram.IMAGES,
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
