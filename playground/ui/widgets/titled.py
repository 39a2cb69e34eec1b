"""A title and its control in as little width as they can do with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

_BESIDE, _UNDER = (0, 1, 1, 1), (1, 0, 1, 2)
"""Row, column, and over how many of them the control goes."""


class Titled(QWidget):
    """Beside each other where there is room for both, else the control under its title."""

    def __init__(self, title: QWidget, control: QWidget) -> None:
        super().__init__()
        self._title, self._control = title, control
        self._placed = _BESIDE
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(control, *_BESIDE)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider one of them."""
        least = max(self._title.minimumSizeHint().width(), self._control.minimumSizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Notice that title or control need more room, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        needed = self._title.sizeHint().width() + self._control.sizeHint().width()
        place = _BESIDE if needed + self._grid.horizontalSpacing() <= self.width() else _UNDER
        if place != self._placed:
            self._placed = place
            self._grid.addWidget(self._control, *place)
