"""The Consistency tab: a network that jumps from anywhere on a trajectory to its end."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SCENE, unused
from playground.ui.stage.spec import StageSpec, TabSpec
from playground.ui.tabs.consistency import diagram
from playground.ui.tabs.consistency.state import ConsistencyState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: what it buys, why it works, how to go on, and samples.
    lists=("rows", "jumps", "multistep", "denoise", "interpolate"),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="consistency",
    title="Consistency",
    kind="consistency model",
    state=ConsistencyState,
    lab="playground.ui.tabs.consistency.lab:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.consistency.explain:ConsistencyBinding",
)
