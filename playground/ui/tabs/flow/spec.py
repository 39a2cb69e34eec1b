"""The Flow Matching tab: a velocity carries noise to data, on paths that reflow makes straight."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SCENE, unused
from playground.ui.stage.spec import StageSpec, TabSpec, any_denoiser
from playground.ui.tabs.flow import diagram
from playground.ui.tabs.flow.state import FlowState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: samples, why few steps fail, what helps, what is likely.
    lists=("denoise", "lines", "reflow", "solvers", "interpolate", "likelihood", "answers"),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="flow",
    title="Flow Matching",
    kind="flow matching model",
    state=FlowState,
    lab="playground.ui.tabs.flow.lab:LAB",
    images=IMAGES,
    opens_on="faces-flow",
    binding="playground.ui.tabs.flow.explain:FlowBinding",
    cards=any_denoiser,
)
