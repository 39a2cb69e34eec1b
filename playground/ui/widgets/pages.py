"""Pages of which one is shown, and none takes the keyboard for a control that nobody chose."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class Pages(QStackedWidget):
    """Where the page that goes has the focus, the one that comes gets it as it was left there.

    Where nobody has been yet the page itself gets it, from which Space plays and Tab leads to the first
    control. Qt alone would give it to that control at once, and Space would press what is hardly seen.
    """

    def minimumSizeHint(self) -> QSize:
        """What the page needs that is shown."""
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())

    def setCurrentWidget(self, page: QWidget) -> None:
        """Show a page."""
        if page is self.currentWidget() or not self._release():
            super().setCurrentWidget(page)
            return
        super().setCurrentWidget(page)
        kept = page.focusWidget()
        if kept is not None and kept.isEnabled() and kept.isVisibleTo(page):
            kept.setFocus()
        elif page.focusProxy() is None:
            page.setFocus()

    def setCurrentIndex(self, index: int) -> None:
        """Show the page of that number, if there is one."""
        page = self.widget(index)
        if page is not None:
            self.setCurrentWidget(page)

    def removeWidget(self, page: QWidget) -> None:
        """Take a page out; the next one is shown if it was this."""
        if page is self.currentWidget():
            self._release()
        super().removeWidget(page)

    def _release(self) -> bool:
        """Take the focus from the page that is shown; false if it was elsewhere."""
        shown, focus = self.currentWidget(), self.window().focusWidget()
        if shown is None or focus is None or not (focus in (self, shown) or shown.isAncestorOf(focus)):
            return False
        self.setFocus()
        return True
