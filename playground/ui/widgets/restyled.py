"""What a widget does when the theme or the size of letters becomes another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    Beside = QWidget
else:
    # What stands before a widget's class brings no second one of Qt's along.
    Beside = object


class Restyled(Beside):
    """A base before a widget's class, which draws itself anew with other colours or letters."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()
        elif event.type() == QEvent.Type.FontChange:
            self._fit_letters()

    def _ink(self) -> None:
        """Take the palette's colours."""

    def _fit_letters(self) -> None:
        """Leave room for letters of another size."""


class Fitted(Restyled):
    """A base likewise, of what needs room by its letters and has the more of it the larger it is."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_letters()
