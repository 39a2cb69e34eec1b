"""A check box whose text is broken and then cut where there is no room, and told whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QStyle

from playground.core import plain_text
from playground.ui.widgets.inputs import CheckBox
from playground.ui.widgets.lines import broken
from playground.ui.widgets.plain import set_tip, unmarked
from playground.ui.widgets.restyled import Fitted

_BESIDE = 10


class ElidingBox(Fitted, CheckBox):
    """Takes whatever width there is, and up to ``lines`` lines."""

    def __init__(self, text: str, *, lines: int = 1) -> None:
        super().__init__(unmarked(text))
        self._whole, self._lines = plain_text.line(text), lines
        set_tip(self, text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The box, and a few letters."""
        return QSize(self._box() + 3 * self.fontMetrics().height(), super().sizeHint().height())

    def _box(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth) + _BESIDE

    def _fit_letters(self) -> None:
        lines = broken(self._whole, self.fontMetrics(), max(self.width() - self._box(), 0), self._lines)
        self.setText("\n".join(map(unmarked, lines)))
