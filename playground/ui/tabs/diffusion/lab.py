"""Diffusion's lab: a network learns to take noise away from points in the plane."""

from __future__ import annotations

from playground.paradigms.plane.presets import DIFFUSION
from playground.paradigms.plane.recipes import DiffusionLab
from playground.ui.lab.spec import LabSpec
from playground.ui.sampling.lab.parts import how_far, loss, modes
from playground.ui.sampling.lab.planes import Arrows
from playground.ui.sampling.lab.spec import LAYERS, SAMPLING, TRAINING, plane_lab
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.stage.spec import Group
from playground.ui.tabs.diffusion import diagram

LAB: LabSpec[PlaneState, DiffusionLab] = plane_lab(
    name="diffusion",
    arrows=Arrows("Score ∇ₓ log pₜ", half=3.0),
    groups=(
        Group("Training", f"path prediction {TRAINING}"),
        Group("Sampling", SAMPLING),
    ),
    layers=LAYERS,
    parts=(loss, how_far, modes),
    diagram=diagram.LAB,
    simple="steps",
    presets=DIFFUSION,
)
