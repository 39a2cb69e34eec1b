"""The lab of a model that denoises, by what is its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec
from PySide6.QtWidgets import QWidget

from playground.gaussian import samplers
from playground.paradigms.lab.recipe import Preset
from playground.paradigms.plane.frames import KEPT
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import STEPS, path_of
from playground.ui.lab.densities import LOG_DENSITY, RATIO
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.parts import Part
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars, distance_seen
from playground.ui.plots.colours import DATA, WAY
from playground.ui.plots.field_plane import EXACT_WAY, JUMPS, LINES, POINTS, REFERENCE
from playground.ui.plots.heat import DENSITY, SIGNED
from playground.ui.plots.key_strip import Key
from playground.ui.plots.wheel import wheel
from playground.ui.sampling.clock import clock_of
from playground.ui.sampling.lab.choices import editors
from playground.ui.sampling.lab.parts import refusal
from playground.ui.sampling.lab.planes import Arrows, Planes
from playground.ui.sampling.lab.readings import HELP, readings
from playground.ui.sampling.lab.state import PlaneState, PlaneView
from playground.ui.stage.diagram import Diagram
from playground.ui.stage.spec import Group, Simple, Walk

_LOW, _HIGH = LOG_DENSITY

_ROWS: tuple[tuple[str, frozenset[str], Key], ...] = (
    (
        "density", frozenset({"learned", "exact"}),
        Key("scale", DENSITY, f"log density {_LOW:g} … {_HIGH:g}".replace("-", "−")),
    ),
    (
        "density", frozenset({"learned", "exact", "error"}),
        Key("scale", SIGNED, f"error: learned too little … too much, log ratio ±{RATIO:g}"),
    ),
    ("flow", frozenset({"learned", "exact"}), Key("points", (POINTS.name(),), "flowing points")),
    (
        "trails", frozenset({"learned", "exact"}),
        Key("scale", tuple(colour.name() for colour in wheel(8)), "trajectories of some, by their end"),
    ),
    ("data_points", frozenset({"learned", "exact"}), Key("points", (DATA.name(),), "data")),
    ("lines", frozenset({"learned"}), Key("line", (LINES.name(),), "noise paired with data")),
    ("start", frozenset({"learned", "error"}), Key("line", (WAY.name(),), "trajectory of the sampler")),
    ("start", frozenset({"learned"}), Key("dot", (REFERENCE.name(),), "its ODE in fine steps")),
    ("start", frozenset({"learned", "exact", "error"}), Key("dash", (EXACT_WAY.name(),), "exact trajectory")),
    ("jumps", frozenset({"learned"}), Key("line", (JUMPS.name(),), "jumps to f(x, t)")),
)  # fmt: skip
"""(field of the view, planes on which it is drawn, entry)."""


def keys(arrows: str, layers: tuple[str, ...], view: PlaneView) -> tuple[Key, ...]:
    """The entries for what the view shows large, of those layers that there are; what arrows are."""
    shown = [
        key
        for field, planes, key in _ROWS
        if field in layers and getattr(view, field) and view.large in planes
    ]
    if view.arrows:
        what = f"error of the {_lower(arrows)}" if view.large == "error" else arrows
        shown.insert(1 if view.density else 0, Key("line", ("#ffffff",), what))
    return tuple(shown)


def _drawn(layers: tuple[str, ...], scalars: Scalars) -> tuple[str, ...]:
    """Jumps are drawn once there is a model that jumps."""
    return layers if "curve_error" in scalars else tuple(name for name in layers if name != "jumps")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


L = TypeVar("L", bound=Lab)

SAMPLING = "sampler steps spacing eta variance points"
TRAINING = "learning_rate batch speed width layers seed"
LAYERS = ("density", "arrows", "flow", "trails", "data_points", "start")

POSITIONS = 201
"""Times that the transport goes through: the first is noise, the last data."""

FAR = 2000
"""Training steps after which a lab shows what it is about."""

PER_SECOND = 40.0
HEIGHT = 148


def plane_lab(
    *,
    name: str,
    arrows: Arrows,
    groups: tuple[Group, ...],
    layers: tuple[str, ...],
    parts: tuple[Callable[[LabFeed], Part[QWidget]], ...],
    last: Callable[[L], str] = lambda _recipe: "training",
    from_noise: bool = False,
    diagram: Diagram,
    presets: tuple[Preset[L], ...],
    simple: str = "",
) -> LabSpec[PlaneState, L]:
    """Planes of what is learned, what is exact, and the error, at a time that the transport goes through.

    ``last`` is the last phase of a training; ``from_noise`` says that the time of straight lines is counted
    as papers on flows do. In Simple the controls ``simple`` are left.
    """
    return LabSpec(
        name=name,
        stem=name,
        kept=KEPT,
        groups=groups,
        layers=layers,
        rows={option: partial(_uses, option=option) for option in samplers.optional()},
        editors=editors,
        presets=presets,
        left=("seed", "training", "single_steps", "speed", "points", "time", "probe"),
        planes=lambda scene, _player: Planes(scene, arrows),
        parts=lambda scene, _player: _parts(scene, parts),
        twice=lambda scene: _parts(scene, parts),
        heights=(HEIGHT, HEIGHT),
        readings=readings,
        help=HELP,
        keys=lambda state, scalars: keys(arrows.what, _drawn(layers, scalars), state.view),
        far=lambda recipe, scalars: come_far(recipe, scalars, last(recipe)),
        per_second=PER_SECOND,
        walk=Walk(
            "From noise to data",
            "Go to a time",
            lambda recipe: (POSITIONS, position_of(recipe.time)),
            lambda _recipe, position: {"time": time_of(position)},
            reads=partial(_time, from_noise),
        ),
        diagram=diagram,
        simple=Simple(simple, around="refusal", sees=lambda scene: distance_seen(scene.numbers())),
    )


def _parts(
    scene: TrainingScene[PlaneState, L], parts: tuple[Callable[[LabFeed], Part[QWidget]], ...]
) -> tuple[Part[QWidget], ...]:
    return refusal(scene.feed), *(part(scene.feed) for part in parts)


def _uses(recipe: Lab, option: str) -> bool:
    return option in samplers.sampler(recipe.sampler).uses


def come_far(recipe: Lab, scalars: Scalars, last: str) -> bool:
    """Whether the ``last`` phase of a training has made :data:`FAR` steps, and its points were measured."""
    if not recipe.training:
        return bool(scalars)
    measured = bool(scalars.get("refusal")) or "sliced_wasserstein" in scalars
    return measured and scalars["phase"] == last and int(scalars["step"]) >= FAR


def _time(from_noise: bool, recipe: Lab, position: int) -> str:
    """The time of the path at a position of the transport, as a paper on it writes it."""
    path = path_of(recipe)
    clock = clock_of(path, from_noise=from_noise)
    whole = clock if clock.steps is None else msgspec.structs.replace(clock, steps=STEPS)
    return whole.sentence(time_of(position) * path.end)


def time_of(position: int) -> float:
    """The time of the path, 1 noise to 0 data, at a position of the transport."""
    return round(1 - position / (POSITIONS - 1), 4)


def position_of(time: float) -> int:
    """The position of the transport nearest to a time."""
    return round((1 - time) * (POSITIONS - 1))
