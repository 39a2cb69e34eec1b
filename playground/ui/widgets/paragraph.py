"""Text that goes on in the next line, and is never cut."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from playground.ui.widgets.label import Label


class Paragraph(Label):
    """Is as high as its lines are in its present width.

    To a layout it has a least height as anything else has. Where a height depends on a width, Qt would make
    all that stands beside it as high as it would like to be, and cut the rest.
    """

    _wraps = True
    least = 1
    """Lines that it has room for, however few it says, so that what is below stays where it is."""

    def hasHeightForWidth(self) -> bool:
        """Not to a layout."""
        return False

    def sizeHint(self) -> QSize:
        """As wide as it likes to be, and as high as it is now."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Its longest word, and all of its lines."""
        return QSize(super().minimumSizeHint().width(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width there are other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height(self) -> int:
        return max(self.heightForWidth(self.width()), self.least * self.fontMetrics().lineSpacing())
