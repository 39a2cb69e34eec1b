"""Where a prompt is typed: plain text of a few lines, completed from the words that the model knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QListView, QPlainTextEdit, QSizePolicy, QWidget

from playground.core.vocabulary import LONGEST
from playground.core.words_in import words_in
from playground.ui.tabs.words.words_of import letters_before, place_of
from playground.ui.widgets.theme import themes

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


_MOST_LINES = 4
_LEAST = 2
"""Letters of a word that are completed."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ASKS = (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
"""What opens the list over a word that is whole, too."""
_STEERS = (*_STEPS, *_ENDS, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
"""Keys of the list of completions while it is open."""


class Marks(QSyntaxHighlighter):
    """Underlines what stands at some places of a document."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self.places: list[tuple[int, int]] = []
        """Where what is underlined begins and ends, as Qt counts."""

    def show(self, places: list[tuple[int, int]]) -> None:
        """Underline what stands here, and nothing else."""
        if places != self.places:
            self.places = places
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Underline what is in one line."""
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(QColor(themes().theme.warning))
        begin = self.currentBlock().position()
        for start, stop in self.places:
            if start >= begin:
                self.setFormat(start - begin, stop - start, form)


class PromptEdit(QPlainTextEdit):
    """Reports what is typed; what to undo is the window's."""

    typed = Signal(str)

    moved = Signal(int)
    """The cursor came to this place of the text."""

    left = Signal()
    """The keyboard went elsewhere."""

    def __init__(
        self,
        name: str,
        completions: Callable[[str], Sequence[str]],
        known: Callable[[str], bool] = lambda _word: False,
    ) -> None:
        """``completions`` gives words that begin so; over one that is ``known`` only if asked to."""
        super().__init__()
        self.setAccessibleName(name)
        self._completions, self._known = completions, known
        self._wanted = False
        """Whether the list was asked for, so that it stays over a word that is whole."""
        self._showing = False
        self.marks = Marks(self)
        self.offered = Completions(self)
        self.offered.taken.connect(self._complete)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._tell)
        self.cursorPositionChanged.connect(lambda: self.moved.emit(self.place))

    @property
    def text(self) -> str:
        """What it holds, without halves of letters, which are no text."""
        return self.toPlainText().encode("utf-8", "replace").decode()

    @property
    def place(self) -> int:
        """Where in the text the cursor is."""
        return place_of(self.text, self.textCursor().position())

    def show_text(self, text: str) -> None:
        """Show a text, leaving the cursor where the user types."""
        if text == self.text:
            return
        self._showing = True
        cursor = self.textCursor()
        place, behind = cursor.position(), cursor.atEnd()
        self.setPlainText(text)
        cursor = self.textCursor()
        last = letters_before(text, len(text))
        cursor.setPosition(last if behind else min(place, last))
        self.setTextCursor(cursor)
        self._showing = False
        self.updateGeometry()

    def mark(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline words that the model does not read."""
        text = self.text
        self.marks.show([(letters_before(text, start), letters_before(text, stop)) for start, stop in places])

    # Geometry

    def sizeHint(self) -> QSize:
        """As many lines as there are, up to a few."""
        lines = max(1, min(_MOST_LINES, round(self.document().size().height())))
        edges = 2 * (round(self.document().documentMargin()) + self.frameWidth())
        return QSize(200, lines * self.fontMetrics().lineSpacing() + edges + 2)

    def minimumSizeHint(self) -> QSize:
        """The same, and narrow."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width there are other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    # Typing

    def _tell(self) -> None:
        self.updateGeometry()
        if not self._showing:
            self.typed.emit(self.text)

    def event(self, event: QEvent) -> bool:
        """Undoing and redoing are the window's; some keys are those of the list while it is open."""
        if isinstance(event, QKeyEvent) and self.offered.isVisible() and _steers(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            # Before the keyboard goes elsewhere with Tab.
            if event.type() == QEvent.Type.KeyPress and self._steer(Qt.Key(event.key())):
                event.accept()
                return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, and offer to complete the word that is typed, or the one before the cursor if asked to."""
        if (event.key(), event.modifiers()) == _ASKS:
            self._wanted = True
            self._offer()
            return
        super().keyPressEvent(event)
        erased = event.key() == Qt.Key.Key_Backspace and self.offered.isVisible()
        if erased or (event.text() and event.text().isprintable()):
            self._offer()
        else:
            self._close()

    def _close(self) -> None:
        self._wanted = False
        self.offered.hide()

    def _steer(self, key: Qt.Key) -> bool:
        """Let a key go over the list; whether it was the list's, as Return is once a word is chosen."""
        if key in _STEPS:
            self.offered.step(_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self._close()
        elif key == Qt.Key.Key_Tab or self.offered.chosen:
            self.offered.take()
        else:
            return False
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._close()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._close()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _offer(self) -> None:
        begun = self._begun()
        offers = bool(begun) if self._wanted else len(begun) >= _LEAST and not self._known(begun)
        found = self._completions(begun) if offers else ()
        self._wanted = self._wanted and bool(found)
        line = self.cursorRect()
        self.offered.offer(found, line.translated(self.viewport().pos()))

    def _begun(self) -> str:
        """The word that ends at the cursor, if none goes on behind it."""
        text, place = self.text, self.place
        # No word that is known is longer, and a search through all of a long text would take seconds.
        before = text[max(0, place - LONGEST - 1) : place]
        *_, last = (None, *words_in(before))
        goes_on = place < len(text) and text[place].isalnum()
        begun = last is not None and not last.sign and last.stop == len(before) and not goes_on
        return before[last.start :] if last is not None and begun else ""

    def _complete(self, word: str) -> None:
        self._wanted = False
        cursor = self.textCursor()
        begun = letters_before(self._begun(), len(self._begun()))
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, begun)
        cursor.insertText(word)
        self.setTextCursor(cursor)


def _steers(event: QKeyEvent) -> bool:
    """Whether a key is one of the list's, alone."""
    alone = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return alone and event.key() in _STEERS
