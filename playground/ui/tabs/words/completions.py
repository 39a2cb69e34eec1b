"""The words that may complete what is typed: a list over the window, which takes no click and no focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

_MOST_OFFERED = 8
_BESIDE = 24
"""Pixels beside the longest word, for edges and a scroll bar."""


class Completions(QListView):
    """Shows words under a place of an edit while its keyboard goes on; a press anywhere else closes it.

    A popup of its own would hold the mouse, so that the first press outside would reach nothing.
    """

    taken = Signal(str)
    """A word was chosen."""

    def __init__(self, edit: QWidget) -> None:
        super().__init__(edit)
        self._edit = edit
        self.words = QStringListModel(self)
        self.setModel(self.words)
        self.setAccessibleName("Words that complete what is typed")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._take)
        edit.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def chosen(self) -> bool:
        """Whether one of the words is chosen."""
        return self.currentIndex().isValid()

    def offer(self, found: Sequence[str], line: QRect) -> None:
        """Show words under a line of the edit, or above where there is more room; none is chosen yet."""
        if not found:
            self.hide()
            return
        self.words.setStringList(list(found))
        self.setCurrentIndex(QModelIndex())
        # It is drawn over all that the window holds, and goes with the window that the edit is in.
        if self.parentWidget() is not self._edit.window():
            self.setParent(self._edit.window())
        self.setGeometry(self._place(line))
        if not self.isVisible():
            self._watch()
            self.show()
        self.raise_()

    def _place(self, line: QRect) -> QRect:
        window = self._edit.window()
        at = QRect(self._edit.mapTo(window, line.topLeft()), line.size())
        rows = min(_MOST_OFFERED, self.words.rowCount())
        high = rows * self.sizeHintForRow(0) + 2 * self.frameWidth()
        wide = min(self.sizeHintForColumn(0) + _BESIDE, window.width())
        below, above = window.height() - at.bottom() - 1, at.top()
        under = below >= min(high, above)
        high = min(high, below if under else above)
        left = max(0, min(at.left(), window.width() - wide))
        return QRect(QPoint(left, at.bottom() + 1 if under else at.top() - high), QSize(wide, high))

    def step(self, way: int) -> None:
        """Choose the next word, or the one before; beyond an end is none, and then the other end."""
        count = self.words.rowCount()
        place = self.currentIndex().row() if self.chosen else (-1 if way > 0 else count)
        self.setCurrentIndex(self.words.index(place + way, 0) if 0 <= place + way < count else QModelIndex())

    def take(self) -> None:
        """Take the word that is chosen, or else the first."""
        self._take(self.currentIndex() if self.chosen else self.words.index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        word = str(index.data())
        self.hide()
        self.taken.emit(word)

    def _watch(self, on: bool = True) -> None:
        if running := QApplication.instance():
            (running.installEventFilter if on else running.removeEventFilter)(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is watched any more."""
        self._watch(False)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press elsewhere closes it, and goes where it was meant to."""
        pressed = event.type() == QEvent.Type.MouseButtonPress
        if pressed and isinstance(watched, QWidget) and not (watched is self or self.isAncestorOf(watched)):
            self.hide()
        return False
