"""What the specifications of denoising models have in common: the controls of sampling, and the scene."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from playground.paradigms.denoising.legality import idle
from playground.ui.stage.spec import Group, Walk

if TYPE_CHECKING:
    from playground.ui.sampling.scene import SamplingScene
    from playground.ui.sampling.state import DenoisingImages

SCENE = "playground.ui.sampling.scene:SamplingScene"
EDITORS = "playground.ui.sampling.editors:editors_for"

SAMPLER = Group(
    "",
    "sampler steps eta variance guidance label spacing coordinates clip clip_limit clip_share ending "
    "stride guided_from guided_to",
)
"""What most panels want to know of sampling, in the order that reads best."""


def unused(state: DenoisingImages, group: Group) -> Collection[str]:
    """Fields beside the sampler that it does not use, and the bounds of guidance where there is none."""
    fields = group.fields.split()
    if "sampler" not in fields:
        return ()
    asked = state.samples
    bounds = {"guided_from", "guided_to"} & set(fields) if asked.guidance == 1 else set()
    return bounds | idle(asked.sampler, asked.clip) & set(fields)


def _go_to(scene: SamplingScene[DenoisingImages], position: int) -> Mapping[str, float]:
    trajectory = scene.steps
    if not len(trajectory):
        return {}
    place = trajectory.at(position / max(1, trajectory.last_step))
    there = trajectory.at(scene.state.look.position) == place
    return {} if there else {"position": trajectory.position(place)}


def _time(scene: SamplingScene[DenoisingImages], position: int) -> str:
    """When on the path a step is; its number, before it is made."""
    found = (moment for moment in scene.steps.moments if moment.step == position)
    moment = next(found, None)
    if moment is None:
        return f"step {position}"
    return scene.clock.sentence(float(moment.scalars["t"]))


STEPS = Walk("Steps of the sampler", "Go to a step", lambda _scene: None, _go_to, reads=_time)
"""How many steps there are is known while they are made: the panel says it."""
