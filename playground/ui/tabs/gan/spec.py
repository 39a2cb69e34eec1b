"""The GAN tab: one player draws, and another says whether it was drawn."""

from __future__ import annotations

from playground.ui.stage.spec import Group, StageSpec, TabSpec
from playground.ui.tabs.gan import diagram
from playground.ui.tabs.gan.state import GanState

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.gan.scene:GanScene",
    editors="playground.ui.tabs.gan.editors:editors_for",
    # The order of the story: what is drawn, how noise steers it, and who says so.
    lists=("plane", "sample", "interpolate", "directions", "mixing", "judge", "moments"),
    groups=(Group("", "verdicts"),),
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
