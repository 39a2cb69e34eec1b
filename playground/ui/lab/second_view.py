"""What is drawn of the second of two trainings side by side: its planes, and the parts that are twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Generic

from PySide6.QtCore import QEvent, QMargins, QObject
from PySide6.QtWidgets import QWidget

from playground.ui.lab.feed import phase_of
from playground.ui.lab.parts import Part
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.second import SecondScene
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.lab.veil import Veil
from playground.ui.plots.steps_plot import StepsPlot
from playground.ui.state.player import Player
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import strong


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
