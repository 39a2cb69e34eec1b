"""The Flow Matching tab: a velocity carries noise to data, on paths that reflow makes straight."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SAMPLER_FIELDS, SCENE, denoise, interpolate, unused
from playground.ui.stage.spec import Group, PanelSpec, StageSpec, TabSpec, any_denoiser
from playground.ui.tabs.flow import diagram
from playground.ui.tabs.flow.state import FlowState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: samples, why few steps fail, what helps, what is likely.
    panels={
        "denoise": denoise("explain:of_steps", "time label network", "start now prediction step data"),
        "lines": PanelSpec(
            "Lines and paths",
            "Straight lines against the model’s paths",
            "Paths",
            equations="straight_path marginal_velocity straightness",
            explains="now",
            also="start time label network prediction step data=lines/ends",
        ),
        "reflow": PanelSpec(
            "Reflow",
            "Few steps before and after",
            equations="reflow euler",
            explains="prediction",
            also="start now time label network step data=reflow/images",
        ),
        "solvers": PanelSpec(
            "Solvers",
            "As many evaluations for every solver",
            equations="explain:of_solvers",
            explains="step",
            also="start now time label network prediction data",
        ),
        "interpolate": interpolate("explain:of_way", "label network step"),
        "likelihood": PanelSpec(
            "Likelihood",
            "Bits per dimension of held-out images",
            "log p",
            equations="change_of_variables hutchinson density_bits",
            explains="data=likelihood/images",
            also="time network prediction",
        ),
    },
    groups=(
        Group("", SAMPLER_FIELDS, "denoise interpolate lines"),
        Group("", "compared sampler guidance label spacing", "reflow"),
        Group("", "budget guidance label", "solvers"),
        Group("Samples", "count seed", "denoise"),
        Group("Pairs", "pairs lines seed", "lines"),
        Group("Samples", "few seed", "reflow solvers"),
        Group("Between two seeds", "a b way frames", "interpolate"),
        Group("Likelihood", "held labelled probes solver_steps seed", "likelihood"),
    ),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="flow",
    title="Flow Matching",
    kind="flow matching model",
    state=FlowState,
    lab="playground.ui.tabs.flow.lab:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.flow.explain:FlowBinding",
    cards=any_denoiser,
)
