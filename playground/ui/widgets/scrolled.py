"""Content that scrolls where it has less room than it would like, and shows no bar where it fits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QStyle, QWidget


class Sparing(QScrollArea):
    """Gives its content all the room there is, and scrolls where that needs more.

    Whether it scrolls up and down is decided at the width without a bar. Qt decides it beside the bar that
    there is, where text may have more lines, so that a bar would stay that nobody needs.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def needed(self, width: int) -> QSize:
        """What the content needs at least, at this width."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the content needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
            self._decide()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for all of the content, or not any more."""
        super().resizeEvent(event)
        self._decide()

    def _decide(self) -> None:
        room, policy = self.maximumViewportSize(), Qt.ScrollBarPolicy
        # A bar to scroll sideways takes height, too: then Qt has to see what is left.
        fits = self.needed(room.width()).expandedTo(room) == room
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded)


_MOST = QSize(36, 24)
"""As large as a scroll area asks to be, in heights of a line of text."""


class Scrolled(QScrollArea):
    """Scrolls its content up and down, and asks for the room that the content would like now.

    A plain scroll area asks for what the content would have liked at first, in letters of whatever size.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """As much as the content would like, up to a limit."""
        content = self.widget()
        if content is None:
            return super().sizeHint()
        return content.sizeHint().boundedTo(_MOST * self.fontMetrics().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class Upright(Sparing):
    """Scrolls its content up and down, and sideways where large text makes it wider than ``most`` pixels."""

    def __init__(self, content: QWidget, least: int, most: int) -> None:
        """The area can be made as narrow as its content, but no narrower than ``least`` pixels."""
        self._content, self._least, self._most = content, least, most
        super().__init__(content)
        self.setAccessibleName("Controls")

    def minimumSizeHint(self) -> QSize:
        """As wide as the content must be beside a scroll bar."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        needed = self._content.minimumSizeHint().width() + bar
        return QSize(min(max(self._least, needed), self._most), super().minimumSizeHint().height())

    def needed(self, width: int) -> QSize:
        return self._content.minimumSizeHint().expandedTo(QSize(0, self._content.heightForWidth(width)))


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
