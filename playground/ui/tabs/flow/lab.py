"""Flow matching's lab: a network learns the velocity that carries noise to points in the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.paradigms.plane.recipes import FlowLab
from playground.ui.lab.kinds import LAYERS, SAMPLING, TRAINING, Group, LabKind
from playground.ui.lab.state import LabState

if TYPE_CHECKING:
    from playground.ui.lab.stage import LabStage
    from playground.ui.store import Store
    from playground.ui.tab import Context

LAB = LabKind(
    name="flow",
    title="Flow matching",
    first=LabState(run=FlowLab()),
    time="noise level",
    field="Velocity to the data",
    half=2.0,
    sign=-1.0,
    groups=(
        Group("Learning", ("coupling", "reflows", "path", "prediction", *TRAINING)),
        Group("Sampling", SAMPLING),
    ),
    layers=(*LAYERS[:-1], "lines", "start"),
    panels=("loss", "distance", "modes"),
)


def make(context: Context, store: Store) -> LabStage:
    """The stage that shows it."""
    from playground.ui.lab.stage import LabStage

    return LabStage(LAB, context, store)
