"""The planes of a lab: those of one training alone, or those of two side by side, or over one another."""

from __future__ import annotations

from typing import Generic

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.state import R, S
from playground.ui.widgets.layouts import down, fill, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel

_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_GAP = 8


class Halves(QWidget, Generic[S, R]):
    """A at the left or above, B at the right or below, whichever leaves their planes more room."""

    def __init__(self, first: LabPlanes[S, R]) -> None:
        super().__init__()
        self._planes = [first]
        self.names = [FittingLabel()]
        self.names[0].hide()
        self._columns = [self._column(0)]
        self._box = fill(QBoxLayout(_ACROSS, self), (self._columns[0], 1), spacing=_GAP)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_two(self, names: tuple[str, str], second: LabPlanes[S, R] | None) -> None:
        """Show another training's planes beside the first, or take them away."""
        if second is not None and len(self._planes) == 1:
            self._planes.append(second)
            self.names.append(FittingLabel())
            self._columns.append(self._column(1))
            fill(self._box, (self._columns[1], 1))
        two = second is not None
        for label, name in zip(self.names, names, strict=False):
            label.set_texts([strong(name), strong(name[:1])])
            label.setVisible(two)
        for planes in self._planes:
            planes.halved = two
            planes.updateGeometry()
        for column in self._columns[1:]:
            column.setVisible(two)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._turn()

    def _column(self, index: int) -> QWidget:
        return lay_out(QWidget(), down(self.names[index], (self._planes[index], 1), spacing=2))

    def _turn(self) -> None:
        slim, width, height = self._planes[0].slim, self.width(), self.height()
        beside, over = min(width / 2 / slim, height), min(width / slim, height / 2)
        self._box.setDirection(_ACROSS if beside >= over else _DOWN)
