"""A label that does not push its neighbours about while its text changes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt

from playground.ui.widgets.still_label import StillLabel


class RoomyLabel(StillLabel):
    """Is as wide as the widest text that it usually shows, in letters of any size."""

    def __init__(self, widest: str, *, align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__(align=align)
        self._widest = widest

    def minimumSizeHint(self) -> QSize:
        """Room for the widest text, or for the one that is there: nothing is cut."""
        widest = self.fontMetrics().horizontalAdvance(self._widest)
        return super().minimumSizeHint().expandedTo(QSize(widest, 0))
