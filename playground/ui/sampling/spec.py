"""What the specifications of denoising models have in common: two panels, controls, and the scene."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from playground.paradigms.denoising.legality import idle
from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, Walk

if TYPE_CHECKING:
    from playground.ui.sampling.scene import SamplingScene
    from playground.ui.sampling.state import SamplingImages

SCENE = "playground.ui.sampling.scene:SamplingScene"
EDITORS = "playground.ui.sampling.editors:editors_for"

SAMPLER_FIELDS = (
    "sampler steps eta variance guidance label spacing coordinates clip clip_limit clip_share ending "
    "stride guided_from guided_to"
)
"""What most panels want to know of sampling, in the order that reads best."""


def unused(state: SamplingImages, group: Group) -> Collection[str]:
    """Fields beside the sampler that it does not use, and the bounds of guidance where there is none."""
    fields = group.fields.split()
    if "sampler" not in fields:
        return ()
    bounds = {"guided_from", "guided_to"} & set(fields) if state.guidance == 1 else set()
    return bounds | idle(state.sampler, state.clip) & set(fields)


def _go_to(scene: SamplingScene[SamplingImages], position: int) -> Mapping[str, float]:
    trajectory = scene.trajectory
    if not len(trajectory):
        return {}
    place = trajectory.at(position / max(1, trajectory.last_step))
    there = trajectory.at(scene.state.position) == place
    return {} if there else {"position": trajectory.position(place)}


_AT_A_STEP = {
    "start": "start",
    "now": "x",
    "time": "t",
    "label": "label",
    "prediction": "noise",
    "estimate": "data",
    "data": "end",
}
"""What parts of the dataflow look like at the step that is looked at."""

STEPS = Walk("Steps of the sampler", "Go to a step", lambda _scene: None, _go_to)
"""How many steps there are is known while they are made: the panel says it."""


def denoise(
    equations: str, explains: str, also: str, tip: str = "From noise to data, step by step"
) -> PanelSpec:
    """The way from noise to data; parts of the dataflow look as they do at a step, unless it is said."""
    return PanelSpec(
        "Denoising",
        tip,
        walk=STEPS,
        equations=equations,
        explains=_at_a_step(explains),
        also=_at_a_step(also),
        panel="playground.ui.sampling.denoise_panel:DenoisePanel",
    )


def interpolate(equations: str, also: str) -> PanelSpec:
    """The way between the noise of two seeds."""
    return PanelSpec(
        "Interpolate",
        "Between the noise of two seeds",
        "A to B",
        A_TO_B,
        equations,
        explains="start=-",
        also=f"{also} data=interpolate/images[t]",
        panel="playground.ui.sampling.interpolate_panel:InterpolatePanel",
    )


def _at_a_step(parts: str) -> str:
    return " ".join(
        f"{each}=samples/{_AT_A_STEP[each]}" if each in _AT_A_STEP else each for each in parts.split()
    )
