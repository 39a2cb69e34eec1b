"""A label that does not push its neighbours about while its text changes."""

from __future__ import annotations

from PySide6.QtCore import QSize

from playground.ui.widgets.label import Label


class RoomyLabel(Label):
    """Is as wide as the widest text that it usually shows, in letters of any size."""

    def __init__(self, widest: str) -> None:
        super().__init__()
        self._widest = widest

    def sizeHint(self) -> QSize:
        """Room for the widest text, or for the one that is there."""
        return self._roomy(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """The same: nothing is cut."""
        return self._roomy(super().minimumSizeHint())

    def _roomy(self, needed: QSize) -> QSize:
        return needed.expandedTo(QSize(self.fontMetrics().horizontalAdvance(self._widest), 0))
