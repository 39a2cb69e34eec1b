"""Messages in the window: a sentence with its details, counted when it repeats, until it is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.core import foreign
from playground.ui.icons import icon, pixmap
from playground.ui.plain import set_tip
from playground.ui.theme import themes
from playground.ui.widgets.label import Label

Severity = Literal["info", "warning", "error"]
Choices = Mapping[str, Callable[[], object]]

_MOST = 3
_DETAILS_HEIGHT = 140
_BAR_WIDTH = 160
_TELLING = 5
"""Parts of a work after which their pace tells how long the rest will take."""


class Message(QFrame):
    """One message; ``choices`` are buttons, and choosing one dismisses it."""

    def __init__(
        self, sentence: str, details: str, severity: Severity, choices: Choices, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.severity: Severity = severity
        self.about = ""
        """What the message is about, if it goes when that is over."""
        self.count = 1
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(foreign.text(f"{severity.capitalize()}: {sentence}"))
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 6, 6)
        grid.setColumnStretch(1, 1)
        self._mark = Label()
        grid.addWidget(self._mark, 0, 0)
        self.text = Label()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid.addWidget(self.text, 0, 1)
        self._buttons = QHBoxLayout()
        grid.addLayout(self._buttons, 0, 2)
        for title, chosen in choices.items():
            self._add_choice(title, chosen)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.hide()
        self._buttons.addWidget(self.bar)
        if details:
            self._add_details(grid, QPlainTextEdit(foreign.text(details, 200_000)))
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setAccessibleName("Dismiss this message")
        set_tip(self._close, "Dismiss")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        self._buttons.addWidget(self._close)
        self._show_text()
        self._paint()

    def repeat(self) -> None:
        """Count one more of the same."""
        self.count += 1
        self._show_text()

    def reword(self, sentence: str) -> None:
        """Say the same of a later moment."""
        self.sentence = sentence
        self._show_text()

    def show_progress(self, done: int, total: int, seconds_left: float | None) -> None:
        """Show how far the work that the message tells of has come; ``None`` where that is not known yet."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self.text.setText(f"{self.sentence} {done} of {total}{time_left(seconds_left)}")

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _add_choice(self, title: str, chosen: Callable[[], object]) -> None:
        def choose() -> None:
            self.dismiss()
            chosen()

        button = self._button(title)
        button.clicked.connect(choose)

    def _add_details(self, grid: QGridLayout, details: QPlainTextEdit) -> None:
        details.setReadOnly(True)
        details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        details.setFixedHeight(_DETAILS_HEIGHT)
        details.setAccessibleName("Details")
        details.hide()
        grid.addWidget(details, 1, 1, 1, 2)
        fold = self._button("Details")
        fold.setCheckable(True)
        fold.toggled.connect(details.setVisible)
        copy = self._button("Copy")
        set_tip(copy, "Copy the sentence and its details")
        copy.clicked.connect(lambda: self._copy(details.toPlainText()))

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(title)
        self._buttons.addWidget(button)
        return button

    def _copy(self, details: str) -> None:
        QGuiApplication.clipboard().setText(f"{self.sentence}\n\n{details}")

    def _show_text(self) -> None:
        self.text.setText(self.sentence if self.count == 1 else f"{self.sentence} (×{self.count})")

    def _paint(self) -> None:
        theme = themes().theme
        colours = {"info": theme.info, "warning": theme.warning, "error": theme.error}
        self._mark.setPixmap(pixmap(self.severity, colours[self.severity]))
        self._close.setIcon(icon("close", self.palette()))


class MessageBar(QWidget):
    """The newest few messages, the newest at the top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)

    @property
    def messages(self) -> list[Message]:
        """What is shown, newest first."""
        return self.findChildren(Message, options=Qt.FindChildOption.FindDirectChildrenOnly)[::-1]

    def show_message(
        self, sentence: str, details: str = "", severity: Severity = "error", choices: Choices | None = None
    ) -> Message:
        """Show a message, or count it if it is shown already; news take the place of older news."""
        for shown in self.messages:
            if shown.sentence == sentence and not choices:
                shown.repeat()
                return shown
        if severity == "info":
            self.dismiss_news()
        for old in self.messages[_MOST - 1 :]:
            old.dismiss()
        message = Message(sentence, details, severity, choices or {}, self)
        self._column.insertWidget(0, message)
        return message

    def find_message(self, about: str) -> Message | None:
        """What is said about something, if it is shown."""
        return next((shown for shown in self.messages if shown.about == about), None)

    def withdraw(self, about: str) -> None:
        """Dismiss what was said about something that is over."""
        for shown in self.messages:
            if shown.about == about:
                shown.dismiss()

    def dismiss_news(self) -> None:
        """Dismiss what is neither a warning nor an error."""
        for shown in self.messages:
            if shown.severity == "info":
                shown.dismiss()

    def clear(self) -> None:
        """Dismiss all messages."""
        for shown in self.messages:
            shown.dismiss()


def remaining(spent: float, done: int, total: int) -> float | None:
    """Seconds that something still takes by the pace so far; ``None`` before enough of it is done to tell."""
    return spent * (total - done) / done if done >= _TELLING else None


def time_left(seconds: float | None) -> str:
    """How long something still takes, in words that do not jump about; nothing where that is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f" (about {max(1, round(seconds))} s left)"
    return f" (about {round(seconds / 60)} min left)"
