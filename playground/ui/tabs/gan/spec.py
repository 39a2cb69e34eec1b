"""The GAN tab: one player draws, and another says whether it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec, Walk
from playground.ui.tabs.gan import diagram
from playground.ui.tabs.gan.state import VIEWS, GanState

if TYPE_CHECKING:
    from playground.ui.tabs.gan.scene import GanScene


def _moment(scene: GanScene) -> tuple[int, int]:
    return len(scene.gan.steps), scene.moment


def _go_to(scene: GanScene, moment: int) -> Mapping[str, float]:
    return {} if moment == scene.moment else {"moment": moment}


def _layers(scene: GanScene) -> tuple[int, int] | None:
    (first, last), layers = scene.span, scene.gan.layers
    return (layers - (last - first), first - 1) if layers else None


def _go_to_layers(scene: GanScene, place: int) -> Mapping[str, float]:
    first, last = scene.span
    if not scene.gan.layers or place == first - 1:
        return {}
    return {"first": place + 1, "last": place + 1 + last - first}


# Moments of a training are to be looked at, and layers too.
_TRAINING = Walk("Moments of the training", "Go to a moment", _moment, _go_to, pace=1.5)
_PLAYERS = "generator mapping synthesis discriminator"
"""Both players, of which the one that draws may be made of two networks."""
_LAYERS = Walk("From coarse layers to fine ones", "Go to other layers", _layers, _go_to_layers, pace=1.5)

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.gan.scene:GanScene",
    editors="playground.ui.tabs.gan.editors:editors_for",
    # The order of the story: what is drawn, how noise steers it, and who says so.
    lists=(
        PanelSpec(
            "plane",
            "Latent plane",
            "Between four seeds",
            "Plane",
            equations="explain_images:of_plane",
            explains="z=point/noise[0]",
            also=f"{_PLAYERS} w=point/styles[0] fake=point/images[0]",
        ),
        PanelSpec(
            "sample",
            "Samples",
            "Pictures drawn from noise",
            equations="explain_images:of_samples",
            explains="fake=sample/images[0]",
            also=f"{_PLAYERS} z=sample/noise[0] w=sample/styles[0]",
        ),
        PanelSpec(
            "interpolate",
            "Interpolate",
            "Between two seeds, straight or turning",
            "A to B",
            A_TO_B,
            "explain_images:of_way",
            also=f"{_PLAYERS} z=interpolate/noise[t] w=interpolate/styles[t] fake=interpolate/images[t]",
        ),
        PanelSpec(
            "directions",
            "Directions",
            "What the generator listens to most",
            equations="explain_images:of_directions",
            explains="generator w=directions/styles[-1]",
            also="z=directions/noise[-1] mapping synthesis fake=directions/images[-1] discriminator",
        ),
        PanelSpec(
            "mixing",
            "Mixing",
            "Some layers take the style of one picture, the others that of another",
            "Mix",
            _LAYERS,
            "gan_mapping gan_w_truncation gan_mixing gan_modulation gan_decision",
            explains="mapping synthesis",
            also="z=mixing/row_noise[0] w=mixing/row_styles[0] fake=mixing/images[0] discriminator",
        ),
        PanelSpec(
            "judge",
            "Discriminator",
            "What it says of real and generated ones",
            "D",
            equations="gan_decision gan_best gan_area",
            explains="real=judge/real[0] discriminator",
            also="fake=judge/fake[0]",
        ),
        PanelSpec(
            "moments",
            "Training",
            "Both players as they learned",
            walk=_TRAINING,
            equations="explain_images:of_training",
            explains="loss",
            also=f"{_PLAYERS} z=moments/noise[0] w fake=moments/images[0][#moment] real=moments/real[0]",
        ),
    ),
    table=VIEWS,
    groups=(
        Group("", "label", "plane interpolate directions mixing"),
        Group("", "labels", "sample judge moments"),
        Group("Corners", "a b c d", "plane"),
        Group("Samples", "count seed order", "sample"),
        Group("Between A and B", "a b path frames", "interpolate"),
        Group("Picture", "seed", "directions"),
        Group("Filmstrips", "rows pictures reach", "directions"),
        Group("Mixed", "a b mixed_rows mixed_columns", "mixing"),
        Group("Judged", "judged seed order bins", "judge"),
        Group("Pictures", "few seed", "moments"),
        Group("Networks", "truncation"),
        Group("", "snapshot", "plane sample interpolate directions mixing judge", unfolded=True),
        Group("", "tiles neighbours distance", "plane"),
        Group("", "verdicts"),
    ),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="gan",
    title="GAN",
    kind="GAN",
    state=GanState,
    lab="playground.ui.tabs.gan.lab.spec:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.gan.explain:GanBinding",
)
