"""The lab of consistency models: a teacher learns to denoise, and a student to jump along its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.paradigms.plane.recipes import ConsistencyLab
from playground.ui.lab.kinds import LAYERS, TRAINING, Group, LabKind
from playground.ui.lab.state import LabState, LabView

if TYPE_CHECKING:
    from playground.ui.lab.stage import LabStage
    from playground.ui.store import Store
    from playground.ui.tab import Context

LAB = LabKind(
    name="consistency",
    title="Consistency",
    first=LabState(run=ConsistencyLab(), view=LabView(arrows=False)),
    field="Teacher’s velocity to the data",
    half=2.0,
    sign=-1.0,
    groups=(
        Group("Learning", ("path", "teacher_steps", *TRAINING)),
        Group("Jumping", ("steps", "points")),
        Group("Teacher", ("sampler", "teacher_walk", "spacing", "eta", "variance")),
    ),
    layers=(*LAYERS, "jumps"),
    panels=("loss", "distance", "spread"),
)


def make(context: Context, store: Store) -> LabStage:
    """The stage that shows it."""
    from playground.ui.lab.stage import LabStage

    return LabStage(LAB, context, store)
