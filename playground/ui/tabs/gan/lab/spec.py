"""The GAN's 2-D lab: both players train while they can be seen."""

from __future__ import annotations

from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars
from playground.ui.stage.spec import Group, Simple
from playground.ui.tabs.gan import diagram
from playground.ui.tabs.gan.lab.parts import measured, parts
from playground.ui.tabs.gan.lab.planes import PER_SECOND, GanPlanes
from playground.ui.tabs.gan.lab.slow_motion import slowed
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.tabs.gan.lab.words import TO_COME, keys, readings, seen

_HEIGHT, _LOW = 128, 640
_FAR = 1500
"""Rounds after which there is something to see."""


def _far(recipe: GanLab, scalars: Scalars) -> bool:
    if not scalars or recipe.slow or not recipe.training:
        return bool(scalars)
    return "sliced_wasserstein" in scalars and int(scalars["step"]) >= _FAR


LAB: LabSpec[GanLabState, GanLab] = LabSpec(
    name="gan",
    stem="gan-lab",
    kept=("data_points", "fake_noise", "mesh_noise", "curve_noise"),
    groups=(
        Group("Game", "objective r1 penalty noise"),
        Group("Discriminator", "d_learning_rate d_steps d_layers d_width d_optimiser"),
        Group("Generator", "g_learning_rate g_steps g_layers g_width g_optimiser"),
        Group("Training", "batch seed speed momentum activation points"),
    ),
    layers=("main", "field", "border", "data_points", "fakes", "sticks", "mesh", "pace"),
    rows={"penalty": lambda recipe: recipe.objective == "wasserstein"},
    presets=PRESETS,
    left=("seed", "training", "single_steps", "slow", "speed", "points"),
    planes=GanPlanes,
    parts=parts,
    twice=measured,
    heights=(_HEIGHT, _HEIGHT),
    # In slow motion curves stand nearly still: where there is little room the planes need it more.
    roomy=lambda recipe: _LOW if recipe.slow else 0,
    readings=readings,
    to_come=TO_COME,
    modes_with="measured",
    keys=lambda state, scalars: keys(state, str(scalars.get("d_scale", ""))),
    far=_far,
    per_second=PER_SECOND,
    sent=slowed,
    diagram=diagram.LAB,
    simple=Simple("objective r1", around="slow", sees=seen),
)
