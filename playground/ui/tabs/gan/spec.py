"""The GAN tab: one player draws, and another says whether it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec, Walk
from playground.ui.tabs.gan import diagram
from playground.ui.tabs.gan.state import GanState

if TYPE_CHECKING:
    from playground.ui.tabs.gan.scene import GanScene


def _moment(scene: GanScene) -> tuple[int, int]:
    return len(scene.gan.steps), scene.moment


def _go_to(scene: GanScene, moment: int) -> Mapping[str, float]:
    return {} if moment == scene.moment else {"moment": moment}


# Moments of a training are to be looked at.
_TRAINING = Walk("Moments of the training", "Go to a moment", _moment, _go_to, pace=1.5)

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.gan.scene:GanScene",
    editors="playground.ui.tabs.gan.editors:editors_for",
    # The order of the story: what is drawn, how noise steers it, and who says so.
    panels={
        "plane": PanelSpec(
            "Latent plane",
            "Between four seeds",
            "Plane",
            equations="gan_draw gan_blend gan_decision",
            explains="z=point/noise[0]",
            also="generator fake=point/images[0] discriminator",
        ),
        "sample": PanelSpec(
            "Samples",
            "Pictures drawn from noise",
            equations="gan_draw gan_decision",
            explains="fake=sample/images[0]",
            also="z=sample/noise[0] generator discriminator",
        ),
        "interpolate": PanelSpec(
            "Interpolate",
            "Between two seeds, straight or turning",
            "A to B",
            A_TO_B,
            "explain_images:of_way",
            also="z=interpolate/noise[t] generator fake=interpolate/images[t] discriminator",
        ),
        "directions": PanelSpec(
            "Directions",
            "What the first layer listens to",
            equations="gan_draw gan_direction gan_decision",
            explains="generator",
            also="z=directions/noise[-1] fake=directions/images[-1] discriminator",
        ),
        "judge": PanelSpec(
            "Discriminator",
            "What it says of real and generated ones",
            "D",
            equations="gan_decision gan_best gan_area",
            explains="real=judge/real[0] discriminator",
            also="fake=judge/fake[0]",
        ),
        "moments": PanelSpec(
            "Training",
            "Both players as they learned",
            walk=_TRAINING,
            equations="explain_images:of_training",
            explains="loss",
            also="z=moments/noise[0] generator fake=moments/images[0] real=moments/real[0] discriminator",
        ),
    },
    groups=(
        Group("", "label", "plane interpolate directions"),
        Group("", "labels", "sample judge moments"),
        Group("Corners", "a b c d", "plane"),
        Group("Samples", "count seed order", "sample"),
        Group("Between A and B", "a b path frames", "interpolate"),
        Group("Picture", "seed", "directions"),
        Group("Filmstrips", "rows pictures reach", "directions"),
        Group("Judged", "judged seed order bins", "judge"),
        Group("Pictures", "few seed", "moments"),
        Group("Networks", "truncation"),
        Group("", "snapshot", "plane sample interpolate directions judge", unfolded=True),
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
