"""A check box whose text is broken and then cut where there is no room, and told whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from playground.core import foreign
from playground.ui.plain import set_tip, unmarked
from playground.ui.widgets.inputs import CheckBox

_BESIDE = 10


class ElidingBox(CheckBox):
    """Takes whatever width there is, and up to ``lines`` lines.

    What is cut out is the middle of the last line: names of a kind often differ at their end.
    """

    def __init__(self, text: str, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(unmarked(text), parent)
        self._whole, self._lines = foreign.line(text), lines
        set_tip(self, text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The box, and a few letters."""
        return QSize(self._box() + 3 * self.fontMetrics().height(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much as fits."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _box(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth) + _BESIDE

    def _fit(self) -> None:
        self.setText("\n".join(map(unmarked, self._broken(max(self.width() - self._box(), 0)))))

    def _broken(self, room: int) -> list[str]:
        """The text in lines that are not wider than the room."""
        metrics, done, rest = self.fontMetrics(), list[str](), self._whole
        while metrics.horizontalAdvance(rest) > room and len(done) + 1 < self._lines:
            ends = [index for index, letter in enumerate(rest) if letter == " "]
            fitting = [end for end in ends if metrics.horizontalAdvance(rest[:end]) <= room]
            if not fitting:
                break
            done.append(rest[: fitting[-1]])
            rest = rest[fitting[-1] + 1 :]
        return [*done, metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, room)]
