"""The Diffusion tab: noise is added to data, and a network takes it away again."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SAMPLER_FIELDS, SCENE, denoise, interpolate, unused
from playground.ui.stage.spec import Group, PanelSpec, StageSpec, TabSpec, along, any_denoiser
from playground.ui.tabs.diffusion import diagram
from playground.ui.tabs.diffusion.state import LEVELS, DiffusionState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: noise is added, taken away, and looked at.
    panels={
        "forward": PanelSpec(
            "Forward",
            "An image with more and more noise",
            walk=along("From data to noise", "Change the noise", "level", LEVELS),
            equations="forward_step forward schedule",
            explains="now=forward/x[level] time=forward/times[level]",
            also="data=forward/image",
        ),
        "denoise": denoise(
            "explain:of_steps", "label network prediction estimate", "start now time step data"
        ),
        "fan": PanelSpec(
            "Fan of η",
            "Trajectories from one start with more and more chance",
            equations="ddim ddim_eta",
            explains="step",
            also="start label network prediction estimate data=fan/ends",
        ),
        "interpolate": interpolate("explain:of_way", "label network step"),
        "bound": PanelSpec(
            "Bound",
            "Bits per dimension of held-out images",
            equations="variational_bound bound_bits",
            explains="data=bound/images",
            also="network prediction",
        ),
    },
    groups=(
        Group("", SAMPLER_FIELDS, "denoise interpolate"),
        Group("Samples", "count seed", "denoise"),
        Group("Between two seeds", "a b way frames", "interpolate"),
        Group("Noise", "seed", "forward"),
        Group("", "steps spacing", "forward", unfolded=True),
        Group("", "etas steps guidance label spacing", "fan"),
        Group("Trajectories", "branches seed", "fan"),
        Group("Bound", "held labelled seed", "bound"),
        Group("", "variance", "bound", unfolded=True),
    ),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="diffusion",
    title="Diffusion",
    kind="diffusion model",
    state=DiffusionState,
    lab="playground.ui.tabs.diffusion.lab:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.diffusion.explain:DiffusionBinding",
    cards=any_denoiser,
)
