"""Diffusion's lab: a network learns to take noise away from points in the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.paradigms.plane.recipes import DiffusionLab
from playground.ui.lab.kinds import LAYERS, SAMPLING, TRAINING, Group, LabKind
from playground.ui.lab.state import LabState

if TYPE_CHECKING:
    from playground.ui.lab.stage import LabStage
    from playground.ui.store import Store
    from playground.ui.tab import Context

LAB = LabKind(
    name="diffusion",
    title="Diffusion",
    first=LabState(run=DiffusionLab()),
    field="Score ∇ log p",
    half=3.0,
    groups=(
        Group("Learning", ("path", "prediction", *TRAINING)),
        Group("Sampling", SAMPLING),
    ),
    layers=LAYERS,
    panels=("loss", "distance", "modes"),
)


def make(context: Context, store: Store) -> LabStage:
    """The stage that shows it."""
    from playground.ui.lab.stage import LabStage

    return LabStage(LAB, context, store)
