"""The Diffusion tab: noise is added to data, and a network takes it away again."""

from __future__ import annotations

from playground.ui.sampling.spec import EDITORS, SCENE, unused
from playground.ui.stage.spec import StageSpec, TabSpec, any_denoiser
from playground.ui.tabs.diffusion import diagram
from playground.ui.tabs.diffusion.state import DiffusionState

IMAGES = StageSpec(
    module=__name__,
    scene=SCENE,
    editors=EDITORS,
    unused=unused,
    # The order of the story: noise is added, taken away, and looked at.
    lists=("forward", "denoise", "fan", "interpolate", "bound", "answers"),
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
