"""Content that is never squeezed: where there is less room than it needs, it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from playground.ui.widgets.sparing import Sparing


class Whole(Sparing):
    """Gives its content all the room there is, and at least what it needs; of pages, what the shown one does.

    With large text in a small window that is more than is seen at once.
    """

    def __init__(self, content: QWidget) -> None:
        self._needs = Needs(content)
        super().__init__(self._needs)

    def needed(self, width: int) -> QSize:
        return self._needs.at(width)


class Needs(QWidget):
    """Gives all of its room to its content, and asks for what that needs in its present width.

    A layout would ask for as high as content would like to be in which lines wrap.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        content.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """As small as the content can be, with its lines broken as they are."""
        return self.at(self.width())

    def at(self, width: int) -> QSize:
        """The same with its lines broken as in this width."""
        least = self._content.minimumSizeHint().expandedTo(self._content.minimumSize())
        layout = _shown(self._content).layout()
        if layout is None or not layout.hasHeightForWidth():
            return least
        broken = layout.totalMinimumHeightForWidth(max(least.width(), width))
        return least.expandedTo(QSize(0, broken))

    def sizeHint(self) -> QSize:
        """That of the content."""
        return self._content.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pass the room on; in another width lines are broken at other places."""
        self._content.setGeometry(self.rect())
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Notice that the content needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


def _shown(content: QWidget) -> QWidget:
    page = content.currentWidget() if isinstance(content, QStackedWidget) else None
    return content if page is None else _shown(page)
