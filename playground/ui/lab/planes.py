"""The planes of a lab and where they stand: one is large, and a click on a small one enlarges that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar, Generic

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.ui.lab.display_turn import DisplayTurn
from playground.ui.lab.parts import Figure
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.key_strip import Key, KeyLabels

LEAST_LARGE, _LEAST_IN_A_ROW = 290, 190
"""Pixels a side of a large plane beside which there are small ones, and of all in a row."""
_GAP = 6


def places(
    names: Sequence[str], large: str, width: int, height: int, least: int = LEAST_LARGE
) -> dict[str, QRect]:
    """The square of each plane that is shown, in a room of that size.

    Small planes stand beside a large one of at least ``least`` pixels a side.
    """
    others = [name for name in names if name != large]
    if not others:
        return _alone(large, width, height)
    side = min(height, round((width - _GAP) / (1 + 1 / len(others))))
    row = min(height, (width - (len(names) - 1) * _GAP) // len(names))
    if side >= least:
        return _one_and_others(others, large, side, width, height)
    if row >= _LEAST_IN_A_ROW:
        left, top = (width - len(names) * row - (len(names) - 1) * _GAP) // 2, (height - row) // 2
        return {name: QRect(left + i * (row + _GAP), top, row, row) for i, name in enumerate(names)}
    return _alone(large, width, height)


def _alone(name: str, width: int, height: int) -> dict[str, QRect]:
    side = min(width, height)
    return {name: QRect((width - side) // 2, (height - side) // 2, side, side)}


def _one_and_others(
    others: Sequence[str], large: str, side: int, width: int, height: int
) -> dict[str, QRect]:
    """A large plane, and the others over one another at its right."""
    small = (side - (len(others) - 1) * _GAP) // len(others)
    left, top = (width - side - _GAP - small) // 2, (height - side) // 2
    found = {large: QRect(left, top, side, side)}
    for index, name in enumerate(others):
        down = round(index * (side - small) / max(1, len(others) - 1))
        found[name] = QRect(left + side + _GAP, top + down, small, small)
    return found


class LabPlanes(QWidget, Generic[S, R]):
    """Draws the newest frame on its planes; frames come faster than a display shows them.

    A subclass hands its planes to :meth:`show_planes`, says in :meth:`draw_frame` what is on them, in
    :meth:`place_handles` where one takes hold of them, and in :meth:`places` where they stand.
    """

    usual: ClassVar[tuple[int, int]] = (640, 430)
    smallest: ClassVar[tuple[int, int]] = (260, 200)
    """Width and height that are asked for, and the least."""
    slim: ClassVar[float] = 1.0
    """Width over height of the narrowest arrangement."""
    least: ClassVar[int] = LEAST_LARGE
    """Pixels a side of the smallest large plane beside which there are small ones."""
    field: ClassVar[str] = "large"
    """The field of the view that names the large plane; empty where none is large."""
    enlarging: ClassVar[str] = "show {}"
    """What an edit is called that enlarges a plane."""
    needs: ClassVar[str] = ""
    """An array that frames must have to be drawn."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__()
        self.scene = scene
        self.planes: dict[str, FieldPlane] = {}
        self.turn = DisplayTurn(self.draw, self)
        self.alone = False
        """Whether the large plane has all the room, which others would share."""
        self.halved = False
        """Whether another training’s planes stand beside these."""
        self.drawn = 0
        """How often the planes were drawn."""
        self._labels: dict[str, KeyLabels] = {}

    def show_planes(self, planes: Mapping[str, FieldPlane]) -> None:
        """Arrange these planes, and follow state and frames from now on."""
        self.planes.update(planes)
        for name, plane in planes.items():
            plane.setParent(self)
            plane.released.connect(self.scene.store.end_gesture)
            if self.field:
                plane.clicked.connect(partial(self.enlarge, name))
        self.scene.feed.arrived.connect(self.turn.wait)
        self.scene.changed.connect(self.follow)
        self.arrange()

    # What a subclass says

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw the newest frame, whose arrays are these."""
        raise NotImplementedError

    def place_handles(self) -> None:
        """Put the planes' handles where the state has them."""

    def places(self) -> Mapping[str, QRect]:
        """The place of each plane that is shown."""
        names = (self.large_name,) if self.alone else tuple(self.planes)
        return places(names, self.large_name, self.width(), self.height(), self.least)

    def set_alone(self, alone: bool) -> None:
        """Give the large plane all the room, or only most of it; nothing where all are as large."""
        if self.field and len(self.planes) > 1 and alone != self.alone:
            self.alone = alone
            self.arrange()

    def labelled(self, simple: bool) -> tuple[str, ...]:
        """The planes on which labels say what marks mean: in Simple the one that stands alone, or all
        where none is large and all have the room."""
        if self.field or not simple:
            return (self.large_name,) if self.alone else ()
        roomy = all(plane.width() >= LEAST_LARGE for plane in self.planes.values())
        return tuple(self.planes) if roomy else ()

    def set_labels(self, keys: Mapping[str, tuple[Key, ...]]) -> None:
        """Write on these planes what their marks mean."""
        for name in {*keys, *self._labels}:
            labels = self._labels.setdefault(name, KeyLabels(self))
            labels.set_keys(keys.get(name, ()))
            labels.stand_on(self._inner(name))

    def _inner(self, name: str) -> QRect:
        """The part of a plane that has no axes."""
        plane = self.planes[name]
        area = plane.area().intersected(plane.canvas.rect().adjusted(0, 0, 0, -1))
        area.moveTopLeft(plane.canvas.mapTo(self, area.topLeft()))
        return area

    def tell(self) -> None:
        """Write the numbers that are read on the planes, a few times a second."""

    def keys_of(self, name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Those of the ``keys`` that are of a plane alone."""
        return keys

    def figures(self) -> Iterator[Figure]:
        """What of the planes can be exported."""
        raise NotImplementedError

    @property
    def copied(self) -> QWidget:
        """What is put on the clipboard."""
        return self.large

    # The large plane

    @property
    def large_name(self) -> str:
        """Which plane is shown large."""
        return str(getattr(self.scene.state.view, self.field))

    @property
    def large(self) -> FieldPlane:
        """The plane that is shown large."""
        return self.planes[self.large_name]

    def enlarge(self, name: str) -> None:
        """Show a plane large, if there is one of that name and one is large."""
        if self.field and name in self.planes and name != self.large_name:
            self.scene.act(self.enlarging.format(name), self.scene.view, **{self.field: name})

    # Room

    def sizeHint(self) -> QSize:
        """Room for all planes."""
        return QSize(*self.usual)

    def minimumSizeHint(self) -> QSize:
        """Room for few or small ones."""
        width, height = self.smallest
        return QSize(width // 2, height // 2) if self.halved else QSize(width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give every plane its place."""
        found = self.places()
        for name, plane in self.planes.items():
            plane.setVisible(name in found)
            if name in found:
                plane.setGeometry(found[name])
        for name, labels in self._labels.items():
            labels.stand_on(self._inner(name))
        self.turn.wait()

    # What is drawn, and when

    def follow(self, old: S, new: S) -> None:
        """Show a new state."""
        if self.field and getattr(old.view, self.field) != getattr(new.view, self.field):
            self.arrange()
        self.place_handles()
        self.turn.wait()

    def draw(self) -> None:
        """Draw what there is now."""
        self.turn.begin()
        arrays = self.scene.feed.arrays
        if self.scene.feed.frame is not None and (not self.needs or self.needs in arrays):
            self.drawn += 1
            self.draw_frame(arrays)
