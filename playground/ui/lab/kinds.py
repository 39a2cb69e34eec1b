"""How the labs of models that denoise differ, as data: each stands with its tab."""

from __future__ import annotations

import msgspec

from playground.ui.lab.state import LabState


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


SAMPLING = ("sampler", "steps", "spacing", "eta", "variance", "points")
TRAINING = ("learning_rate", "batch", "speed", "width", "layers", "seed")
LAYERS = ("density", "arrows", "flow", "trails", "data_points", "start")
