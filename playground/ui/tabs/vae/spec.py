"""The VAE tab: codes that are drawn from a distribution, and what is decoded from them."""

from __future__ import annotations

from playground.core.recipe import change
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.spec import Group, StageSpec, TabSpec
from playground.ui.state.views import View
from playground.ui.tabs.vae import diagram
from playground.ui.tabs.vae.state import VaeImages, VaeState


def _through_z(images: VaeImages) -> vae.Plane:
    """The plane that goes through z, whose own two coordinates of z do not matter to it."""
    free = (images.plane.horizontal, images.plane.vertical)
    base = tuple(0.0 if axis in free else value for axis, value in enumerate(images.decode.latent))
    return change(images.plane, base=base if any(base) else ())


IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.vae.scene:VaeScene",
    above="playground.ui.tabs.vae.above:Above",
    asks=(
        View("decode", vae.Decode, asked="always"),
        View(
            "plane",
            vae.Plane,
            asked="always",
            computed=_through_z,
            left="base",
            writes=lambda _images, recipe: {"decode.latent": recipe.base},
        ),
        View("codes", vae.Codes, asked="always"),
        View("reconstruct", vae.Reconstruct, opens="encode", asked="always"),
    ),
    lists=("encode", "interpolate", "sample", "directions"),
    groups=(Group("Latent plane", "radius tiles codes.count"),),
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
