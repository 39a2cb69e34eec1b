"""A lab as data: what is trained, what its form holds, and what draws it and tells of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic

import msgspec
from PySide6.QtWidgets import QWidget

from playground.core.recipe import Recipe
from playground.paradigms.lab.beside import are_two
from playground.paradigms.lab.recipe import Preset
from playground.ui.lab.parts import Part
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import Sent, TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.lab.words import Scalars
from playground.ui.plots.key_strip import Key
from playground.ui.stage.diagram import Diagram
from playground.ui.stage.spec import Group, Simple, Walk
from playground.ui.state.player import Player
from playground.ui.widgets.form import EditorFactory
from playground.ui.widgets.readings import Reading

_MODES_TO_COME: Scalars = {"modes": 8, "modes_covered": 8, "mode_quality": 0.5}


class LabSpec(msgspec.Struct, Generic[S, R], frozen=True, kw_only=True):
    """One lab, of states S whose runs are recipes R.

    ``stem`` begins the names of its files. ``kept`` are arrays that a frame brings when they are new.
    ``groups`` and ``layers`` are the rows of its form: fields of the run, and of the view; ``rows`` says of
    those that are not always there whether a recipe needs them, and ``editors`` makes the unusual ones.
    ``presets`` stand above, and leave the fields ``left`` to whoever looks.

    ``planes`` and ``parts`` make what is drawn. The small plots have a share of the height between two ends,
    ``heights``, and are there from a height of the stage on that the recipe may set, ``roomy``.
    ``readings`` gives the newest numbers, ``help`` explains them, and ``keys`` says what the marks mean.
    ``to_come`` are numbers as long as those will be that are not known at first; those of modes are known
    with the scalar ``modes_with``, if the data have some. ``far`` tells when one sees what one comes for.

    ``twice`` makes the parts that are drawn of each of two trainings side by side; curves of one name share
    a plot. ``sent`` is what the run is told in the place of the recipe that is chosen; ``scene`` is what the
    parts share. ``diagram`` is the dataflow of what is trained.

    In Simple there are the large plane with its legend, presets, data, and what ``simple`` leaves.
    """

    name: str
    stem: str
    kept: Collection[str]
    groups: tuple[Group, ...]
    layers: tuple[str, ...]
    rows: Mapping[str, Callable[[R], bool]] = {}
    editors: Callable[[TrainingScene[S, R]], Mapping[str, EditorFactory]] = lambda _scene: {}
    presets: tuple[Preset[R], ...] = ()
    left: Collection[str] = ()
    planes: Callable[[TrainingScene[S, R], Player], LabPlanes[S, R]]
    parts: Callable[[TrainingScene[S, R], Player], tuple[Part[QWidget], ...]]
    twice: Callable[[TrainingScene[S, R]], tuple[Part[QWidget], ...]] = lambda _scene: ()
    heights: tuple[int, int]
    roomy: Callable[[R], int] = lambda _recipe: 0
    readings: Callable[[Scalars], tuple[Reading, ...]]
    to_come: Scalars = {}
    modes_with: str = ""
    help: str = ""
    keys: Callable[[S, Scalars], tuple[Key, ...]]
    far: Callable[[R, Scalars], bool]
    per_second: float = 16.0
    walk: Walk[R] | None = None
    sent: Sent[R] = None
    scene: type[TrainingScene[S, R]] = TrainingScene
    diagram: Diagram | None = None
    simple: Simple | None = None

    def left_in_simple(self, simple: bool, recipe: Recipe) -> Simple | None:
        """What Simple leaves of the lab; none where all is shown, as of two trainings always."""
        return self.simple if simple and not are_two(recipe) else None

    def most_readings(self, scalars: Scalars) -> tuple[Reading, ...]:
        """What is known, and in the place of what is not yet, numbers about as long as those will be."""
        modes = {} if self.modes_with in scalars else _MODES_TO_COME
        return self.readings({**self.to_come, **modes, **scalars}) if self.to_come else ()
