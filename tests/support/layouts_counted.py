"""How often something is laid out anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject


class LayoutsCounted(QObject):
    """Counts how often a widget that it filters is asked to lay out anew what is in it."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False
