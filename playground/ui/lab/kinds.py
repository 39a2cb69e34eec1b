"""How the labs of the three paradigms differ, as data."""

from __future__ import annotations

import msgspec

from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab
from playground.ui.lab.state import LabState, LabView


class Group(msgspec.Struct, frozen=True):
    """Fields of the run that stand together in the form under a heading."""

    title: str
    names: tuple[str, ...]


class LabKind(msgspec.Struct, frozen=True, kw_only=True):
    """One paradigm's lab.

    ``field`` is what the arrows are, ``sign`` the direction in which they are drawn (−1 lets a velocity point
    the way the points flow, to the data), and ``half`` the size that has half of the longest arrow's length.
    ``layers`` are the fields of the view that can be switched, ``panels`` the small plots under the planes,
    by their names in :mod:`playground.ui.lab.panels`. ``time`` is what the path's time is called: where
    equations count t in another way, it is not the time.
    """

    name: str
    title: str
    first: LabState
    field: str
    half: float
    sign: float = 1.0
    time: str = "time"
    groups: tuple[Group, ...]
    layers: tuple[str, ...]
    panels: tuple[str, ...]


_SAMPLING = ("sampler", "steps", "spacing", "eta", "variance", "points")
_TRAINING = ("learning_rate", "batch", "speed", "width", "layers", "seed")
_LAYERS = ("density", "arrows", "flow", "trails", "data_points", "start")

DIFFUSION = LabKind(
    name="diffusion",
    title="Diffusion",
    first=LabState(run=DiffusionLab()),
    field="Score ∇ log p",
    half=3.0,
    groups=(
        Group("Learning", ("path", "prediction", *_TRAINING)),
        Group("Sampling", _SAMPLING),
    ),
    layers=_LAYERS,
    panels=("loss", "distance", "modes"),
)

FLOW = LabKind(
    name="flow",
    title="Flow matching",
    first=LabState(run=FlowLab()),
    time="noise level",
    field="Velocity to the data",
    half=2.0,
    sign=-1.0,
    groups=(
        Group("Learning", ("coupling", "reflows", "path", "prediction", *_TRAINING)),
        Group("Sampling", _SAMPLING),
    ),
    layers=(*_LAYERS[:-1], "lines", "start"),
    panels=("loss", "distance", "modes"),
)

CONSISTENCY = LabKind(
    name="consistency",
    title="Consistency",
    first=LabState(run=ConsistencyLab(), view=LabView(arrows=False)),
    field="Teacher’s velocity to the data",
    half=2.0,
    sign=-1.0,
    groups=(
        Group("Learning", ("path", "teacher_steps", *_TRAINING)),
        Group("Jumping", ("steps", "points")),
        Group("Teacher", ("sampler", "teacher_walk", "spacing", "eta", "variance")),
    ),
    layers=(*_LAYERS, "jumps"),
    panels=("loss", "distance", "spread"),
)
