"""The Consistency tab: a network that jumps from anywhere on a trajectory to its end."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SCENE, denoise, interpolate, unused
from playground.ui.stage.spec import Group, PanelSpec, StageSpec, TabSpec
from playground.ui.tabs.consistency import diagram
from playground.ui.tabs.consistency.state import ConsistencyState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: what it buys, why it works, how to go on, and samples.
    panels={
        "rows": PanelSpec(
            "Beside the teacher",
            "Few steps beside the teacher’s many",
            "Teacher",
            equations="self_consistency boundary trajectory_distillation",
            explains="network",
            also="start label step data=rows/images",
        ),
        "jumps": PanelSpec(
            "Self-consistency",
            "From one trajectory to its end",
            "Ends",
            equations="self_consistency spread",
            explains="now=jumps/x[0] time=jumps/times[0]",
            also="start label network data=jumps/ends[0]",
        ),
        "multistep": PanelSpec(
            "Jump, noise, jump",
            "More jumps from one start",
            "Jumps",
            equations="multistep self_consistency",
            explains="step",
            also="start now time label network data=ways/images",
        ),
        "denoise": denoise(
            "self_consistency boundary multistep",
            "label data=samples/data",
            "start now time network step",
            "From noise to data, jump by jump",
        ),
        "interpolate": interpolate("explain:of_way", "label network"),
    },
    groups=(
        Group("", "own_steps teacher_steps teacher_sampler label spacing", "rows"),
        Group("", "points label fine", "jumps"),
        Group("", "own_steps label spacing", "multistep"),
        Group("", "sampler steps label spacing", "denoise interpolate"),
        Group("Samples", "few seed", "rows multistep"),
        Group("Start", "seed", "jumps"),
        Group("Samples", "count seed", "denoise"),
        Group("Between two seeds", "a b way frames", "interpolate"),
    ),
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
