"""Where a prompt is typed: plain text of a few lines, completed from the words that the model knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QSizePolicy

from playground.core.vocabulary import LONGEST
from playground.ui.tabs.words.words_of import letters_before, place_of
from playground.ui.widgets.theme import themes

_MOST_LINES, _MOST_OFFERED = 4, 8
_BEGUN = re.compile(r"[^\W_]+$")
_LEAST = 2
"""Letters of a word that are completed."""
_TAKEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
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

    def __init__(self, name: str, completions: Callable[[str], Sequence[str]]) -> None:
        """``completions`` gives words that begin so."""
        super().__init__()
        self.setAccessibleName(name)
        self._completions = completions
        self._showing = False
        self.marks = Marks(self)
        self._listed = QStringListModel(self)
        self.completer = QCompleter(self._listed, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self)
        self.completer.setMaxVisibleItems(_MOST_OFFERED)
        self._popup = QListView()
        self.completer.setPopup(self._popup)
        self.completer.activated.connect(self._complete)
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
        """Undoing and redoing are the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, and offer to complete the word that is typed."""
        popup = self._popup
        if popup.isVisible() and event.key() in _TAKEN:
            chosen = popup.currentIndex().isValid()
            if chosen or event.key() not in _TAKEN[:2]:
                event.ignore()
                return
            popup.hide()
        super().keyPressEvent(event)
        erased = event.key() == Qt.Key.Key_Backspace and popup.isVisible()
        if erased or (event.text() and event.text().isprintable()):
            self._offer()
        elif popup.isVisible() and event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            popup.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _offer(self) -> None:
        begun = self._begun()
        found = list(self._completions(begun)) if len(begun) >= _LEAST else []
        if not found:
            self._popup.hide()
            return
        self._listed.setStringList(found)
        place = self.cursorRect()
        place.setWidth(self._popup.sizeHintForColumn(0) + 24)
        self.completer.complete(place)
        # The keys choose one first: Return without ends the line.
        self._popup.setCurrentIndex(QModelIndex())

    def _begun(self) -> str:
        """The word that ends at the cursor, if none goes on behind it."""
        text, place = self.text, self.place
        # No word that is known is longer, and a search through all of a long text would take seconds.
        found = _BEGUN.search(text[max(0, place - LONGEST - 1) : place])
        goes_on = place < len(text) and text[place].isalnum()
        return found.group() if found and not goes_on else ""

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        begun = letters_before(self._begun(), len(self._begun()))
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, begun)
        cursor.insertText(word)
        self.setTextCursor(cursor)
