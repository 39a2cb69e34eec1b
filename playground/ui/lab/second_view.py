"""What is drawn of the second of two trainings side by side: its planes, and the parts that are twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Generic

import msgspec
from PySide6.QtCore import QEvent, QMargins, QObject
from PySide6.QtWidgets import QWidget

from playground.core.frames import Frame
from playground.core.recipe import change
from playground.paradigms.lab import pair
from playground.paradigms.lab.beside import are_two, second_of
from playground.ui.lab.feed import LabFeed, T, phase_of
from playground.ui.lab.parts import Part
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.lab.veil import Veil
from playground.ui.plots.steps_plot import StepsPlot
from playground.ui.state.link import Channel
from playground.ui.state.player import Player
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import strong


class SecondFeed(LabFeed):
    """What of the frames is of the second training."""

    def told(self, recipe: T, frame: Frame) -> tuple[T, Frame]:
        arrays, scalars = pair.second_of(frame.arrays), pair.second_of(frame.scalars)
        return second_of(recipe), msgspec.structs.replace(frame, arrays=arrays, scalars=scalars)

    def _take(self, frame: Frame) -> None:
        # Frames of a run before may still come.
        asked = self._channel.recipe
        if asked is not None and are_two(asked) and pair.second_of(frame.scalars):
            super()._take(frame)


class SecondScene(TrainingScene[S, R]):
    """Shows the state with the second recipe in the place of the first; nothing is trained by it."""

    def __init__(self, first: TrainingScene[S, R]) -> None:
        self._seen: tuple[S, S, R] | None = None
        super().__init__(first.name, first.store, first.link, first.kept, None)
        self.setParent(first)

    def make_feed(self, channel: Channel) -> LabFeed:
        return SecondFeed(channel, self.kept, self)

    @property
    def state(self) -> S:
        return self._seen_now()[1]

    @property
    def recipe(self) -> R:
        return self._seen_now()[2]

    def _seen_now(self) -> tuple[S, S, R]:
        """The state, that with the second recipe, and this: to read it takes long."""
        state: S = self.store.state
        if self._seen is None or self._seen[0] is not state:
            second = second_of(super().recipe)
            self._seen = state, change(state, run=second), second
        return self._seen

    def _follow(self, old: S, new: S) -> None:
        self.changed.emit(_with_second(old), _with_second(new))


def _with_second(state: S) -> S:
    return change(state, run=second_of(state.run))


class SecondView(Generic[S, R]):
    """Planes and parts as the specification makes them, with the second training in the first one's place.

    Curves against steps are drawn in the first one's plots, and all else beside it.
    """

    def __init__(
        self,
        spec: LabSpec[S, R],
        first: TrainingScene[S, R],
        player: Player,
        parts: Mapping[str, Part[QWidget]],
    ) -> None:
        """``parts`` are those of the first."""
        self.scene = SecondScene(first)
        self.planes = spec.planes(self.scene, player)
        self.veil = Veil(self.scene, self.planes)
        self.parts = {part.name: part for part in spec.twice(self.scene)}
        self._first, self._firsts = first, parts
        self._letters = [
            Corner(widget, letter)
            for name, part in self.parts.items()
            if not isinstance(part.widget, StepsPlot)
            for letter, widget in (("A", parts[name].widget), ("B", part.widget))
        ]

    @property
    def in_other_phase(self) -> bool:
        """Whether the second training is in another phase than the first."""
        return phase_of(self.scene.feed.scalars) != phase_of(self._first.feed.scalars)

    def own(self) -> Iterator[Part[QWidget]]:
        """The parts with a widget of their own in the stage."""
        return (part for part in self.parts.values() if not isinstance(part.widget, StepsPlot))

    def show(self, shown: bool) -> None:
        """Draw two from now on, or one."""
        self._first.other, self.scene.other = (self.scene, self._first) if shown else (None, None)
        for letter in self._letters:
            letter.setVisible(shown)
        for name, part in self.parts.items():
            plot, widget = self._firsts[name].widget, part.widget
            if isinstance(plot, StepsPlot) and isinstance(widget, StepsPlot):
                plot.set_second(widget if shown else None)
                widget.hide()
            else:
                widget.setVisible(shown)

    def tell(self, unseen: Collection[QWidget]) -> None:
        """Let all parts tell of the newest frame: before those of the first, which draw their curves.

        Curves of another phase than the first one's are of something else over other steps."""
        self.planes.tell()
        if self._first.ended:
            self.veil.say("B cannot go on.")
        for part in self._firsts.values():
            if isinstance(part.widget, StepsPlot):
                part.widget.apart = self.in_other_phase
        for part in self.parts.values():
            there = part.tell()
            if not isinstance(part.widget, StepsPlot):
                part.widget.setVisible(there and part.widget not in unseen)


class Corner(Label):
    """A letter in the corner of something that is there twice."""

    def __init__(self, place: QWidget, letter: str) -> None:
        super().__init__(strong(letter))
        self._place, self._margins = place, place.contentsMargins()
        self.setParent(place)
        place.installEventFilter(self)
        self._move()

    def setVisible(self, visible: bool) -> None:
        """What stands there leaves the corner free meanwhile."""
        super().setVisible(visible)
        self._move()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._move()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Take as much room as letters of another size need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._move()

    def _move(self) -> None:
        self.adjustSize()
        self.move(self._place.width() - self.width() - 2, 0)
        self.raise_()
        taken = 0 if self.isHidden() else self.width()
        self._place.setContentsMargins(self._margins + QMargins(0, 0, taken, 0))
