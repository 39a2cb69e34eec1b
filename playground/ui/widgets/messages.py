"""Messages over the window: a sentence with its details, counted when it repeats, until it is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent, QPalette, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QSizePolicy,
    QTabBar,
    QWidget,
)

from playground.core import plain_text
from playground.core.words import time_left
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.icons import icon, pixmap
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.theme import monospaced, themes

MARGIN = 10
_GAP = 6


def rects_of(
    wanted: Sequence[tuple[QRect, QSize]], area: QRect, busy: Callable[[], tuple[QPoint, list[QRect]]]
) -> list[QRect]:
    """A place inside ``area`` for each of what floats, oldest first, by the place it has and its size.

    What has a place keeps it, as long as that is inside and not taken; it grows upwards. Else it is put
    to the right or left end, at the bottom or the top: where the mouse is not, and as few controls as can be
    are covered. ``busy`` gives the mouse and the controls.
    """
    rects: list[QRect] = []
    for before, size in wanted:
        moved = QRect(before.left(), before.bottom() - size.height() + 1, size.width(), size.height())
        stays = before.isValid() and area.contains(moved) and not any(map(moved.intersects, rects))
        rects.append(moved if stays else QRect())
    for number, (_, size) in enumerate(wanted):
        if not rects[number].isValid():
            mouse, controls = busy()
            taken = [rect for rect in rects if rect.isValid()]
            found = list(_candidates(size, area, taken)) or [_corner(size, area, True, True)]
            rects[number] = min(
                found, key=lambda rect: (rect.contains(mouse), sum(map(rect.intersects, controls)))
            )
    return rects


def _candidates(size: QSize, area: QRect, taken: Sequence[QRect]) -> Iterator[QRect]:
    """Free places, the best ones first: those that go on from what is there stand before other corners."""
    for right, bottom in ((True, True), (True, False), (False, True), (False, False)):
        rect = _corner(size, area, right, bottom)
        while (hit := next((each for each in taken if each.intersects(rect)), None)) is not None:
            if bottom:
                rect.moveBottom(hit.top() - _GAP)
            else:
                rect.moveTop(hit.bottom() + _GAP)
        if area.contains(rect):
            yield rect


def _corner(size: QSize, area: QRect, right: bool, bottom: bool) -> QRect:
    inner = area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    rect = QRect(inner.topLeft(), size)
    if right:
        rect.moveRight(inner.right())
    if bottom:
        rect.moveBottom(inner.bottom())
    return rect


Severity = Literal["info", "warning", "error"]
Choices = Mapping[str, Callable[[], object]]

EVERYWHERE = ""
"""In the place of a tab: a message is of the whole window."""

_MOST = 3
_DETAILS_HEIGHT = 140
_BAR_WIDTH = 160
_WIDTH = 440
_CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QTabBar)
_TELLING = 5
"""Parts of a work after which their pace tells how long the rest will take."""


class Message(Restyled, QFrame):
    """One message; ``choices`` are buttons, and choosing one dismisses it."""

    gone = Signal(object)
    """The message, which was dismissed."""

    resized = Signal()
    """The message needs more room, or less."""

    _usual: QPushButton | None = None
    """The choice that Escape is; Qt asks before anything is made."""

    def __init__(
        self, sentence: str, details: str, severity: Severity, choices: Choices, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.tab, self.anchor = EVERYWHERE, QRect()
        self.severity: Severity = severity
        self.asks = bool(choices)
        self.about = ""
        """What the message is about, if it goes when that is over."""
        self.count = 1
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setAccessibleName(plain_text.text(f"{severity.capitalize()}: {sentence}"))
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 6, 6)
        grid.setColumnStretch(1, 1)
        self._mark = Label()
        grid.addWidget(self._mark, 0, 0)
        self.text = Label(wraps=True, selectable=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid.addWidget(self.text, 0, 1)
        self._buttons = QHBoxLayout()
        grid.addLayout(self._buttons, 2, 1, 1, 2)
        self._buttons.addStretch(1)
        for title, chosen in choices.items():
            self._add_choice(title, chosen)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.hide()
        self._buttons.addWidget(self.bar)
        if details:
            self._add_details(grid, QPlainTextEdit(plain_text.text(details, 200_000)))
        self._close = tool("", "Dismiss", name="Dismiss this message", flat=True)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        grid.addWidget(self._close, 0, 2, Qt.AlignmentFlag.AlignTop)
        self._show_text()
        self._ink()
        # The colour of the frame.
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def offer(self, title: str) -> None:
        """Take the focus to one of the choices, which Escape chooses, too."""
        self._usual = next(each for each in self.findChildren(QPushButton) if each.text() == title)
        self._usual.setFocus()

    def event(self, event: QEvent) -> bool:
        """Escape belongs to a question, and else to the window."""
        if self._usual is not None and event.type() == QEvent.Type.ShortcutOverride and is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape answer."""
        if self._usual is not None and is_escape(event):
            self._usual.click()
        else:
            super().keyPressEvent(event)

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
        self.text.setText(f"{self.sentence} {done:,} of {total:,}{time_left(seconds_left)}")
        self.resized.emit()

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()
        self.gone.emit(self)
        self.setParent(None)
        self.deleteLater()

    def fitting(self, room: int) -> QSize:
        """How large it is where there is so much room across."""
        width = min(_WIDTH, room - 2 * MARGIN)
        layout = self.layout()
        height = self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)
        return QSize(width, height)

    def _add_choice(self, title: str, chosen: Callable[[], object]) -> None:
        def choose() -> None:
            self.dismiss()
            chosen()

        button = self._button(title)
        button.clicked.connect(choose)

    def _add_details(self, grid: QGridLayout, details: QPlainTextEdit) -> None:
        details.setReadOnly(True)
        details.setFont(monospaced())
        details.setFixedHeight(_DETAILS_HEIGHT)
        details.setAccessibleName("Details")
        details.hide()
        grid.addWidget(details, 1, 0, 1, 3)
        fold = self._button("Details")
        fold.setCheckable(True)
        fold.toggled.connect(details.setVisible)
        fold.toggled.connect(self.resized)
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
        self.resized.emit()

    def _ink(self) -> None:
        theme = themes().theme
        colours = {"info": theme.accent, "warning": theme.warning, "error": theme.error}
        self._mark.setPixmap(pixmap(self.severity, colours[self.severity]))
        self._close.setIcon(icon("close", self.palette()))


class MessageBar(QWidget):
    """The newest few messages, which float over what they tell of and move nothing.

    Where a message comes it stays until it goes, or the window gets another size. It is shown with its tab
    alone, or the page that is none, and again whenever one comes back; only what is of the whole window is
    shown everywhere. News that ask nothing are over when one leaves their tab.
    """

    def __init__(self, parent: QWidget, over: QWidget) -> None:
        """``over`` is the part of ``parent`` over which messages float."""
        super().__init__(parent)
        self._ground, self._over, self._tab = parent, over, EVERYWHERE
        self._messages: list[Message] = []
        self._presenting = False
        self._waiting: list[Message] = []
        """What is not shown over a presentation."""
        over.installEventFilter(self)
        self.hide()

    @property
    def messages(self) -> list[Message]:
        """What is shown, newest first."""
        return [
            message
            for message in self._messages[::-1]
            if message.tab in (EVERYWHERE, self._tab) and message not in self._waiting
        ]

    def show_message(
        self,
        sentence: str,
        details: str = "",
        severity: Severity = "error",
        choices: Choices | None = None,
        tab: str | None = None,
        about: str = "",
    ) -> Message:
        """Show a message, or count it if it is shown already; news take the place of older news.

        It is of the tab that is open where no ``tab`` is named, which may be another one, or ``EVERYWHERE``.
        :meth:`withdraw` takes it away by what it is ``about``.
        """
        tab = self._tab if tab is None else tab
        near = (EVERYWHERE, tab, self._tab) if tab == EVERYWHERE else (EVERYWHERE, tab)
        beside = [each for each in self._messages[::-1] if each.tab in near]
        for shown in beside:
            if shown.sentence == sentence and not choices:
                shown.repeat()
                shown.about = about or shown.about
                return shown
        for old in beside:
            if severity == old.severity == "info":
                old.dismiss()
        for old in [each for each in beside if each in self._messages][_MOST - 1 :]:
            old.dismiss()
        message = Message(sentence, details, severity, choices or {}, self)
        message.tab, message.about = tab, about
        message.gone.connect(self._forget)
        message.resized.connect(self._arrange)
        self._messages.append(message)
        if self._presenting and severity == "info" and not choices:
            self._waiting.append(message)
        self._arrange()
        return message

    def show_tab(self, tab: str) -> None:
        """Show the messages of a tab, and no longer those of the one before."""
        for old in [each for each in self._messages if each.tab not in (EVERYWHERE, tab)]:
            if old.tab == self._tab and old.severity == "info" and not old.asks:
                old.dismiss()
        self._tab = tab
        for old in self.messages[_MOST:]:
            old.dismiss()
        self._arrange()

    def set_presenting(self, presenting: bool) -> None:
        """Let what is there wait while something is presented, over which only new troubles and questions are
        shown."""
        self._presenting = presenting
        self._waiting = list(self._messages) if presenting else []
        self._arrange()

    def find_message(self, about: str) -> Message | None:
        """What is said about something, if it is said."""
        return next((each for each in self._messages[::-1] if each.about == about), None)

    def withdraw(self, about: str) -> None:
        """Dismiss what was said about something that is over."""
        for each in list(self._messages):
            if each.about == about:
                each.dismiss()

    def dismiss_news(self) -> None:
        """Dismiss what is shown and neither a warning nor an error."""
        for shown in self.messages:
            if shown.severity == "info":
                shown.dismiss()

    def clear(self) -> None:
        """Dismiss all messages that are shown."""
        for shown in self.messages:
            shown.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay within the part over which the messages float; after another size, at its edge."""
        if event.type() == QEvent.Type.Resize:
            for message in self._messages:
                message.anchor = QRect()
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._arrange()
        return False

    def _forget(self, message: Message) -> None:
        if message in self._messages:
            self._messages.remove(message)
            self._waiting = [each for each in self._waiting if each is not message]
            self._arrange()

    def _arrange(self) -> None:
        """Give those messages a place that have none, or whose place is none any more."""
        shown = self.messages[::-1]
        for message in self._messages:
            message.setVisible(message in shown)
        area = self._seen(self._over)
        wanted = [(message.anchor, message.fitting(area.width())) for message in shown]
        rects = rects_of(wanted, area, self._busy)
        around = QRegion()
        for rect in rects:
            around += rect
        self.setGeometry(around.boundingRect())
        self.setMask(around.translated(-self.pos()))
        self.setVisible(bool(shown))
        self.raise_()
        for message, rect in zip(shown, rects, strict=True):
            message.anchor = rect
            message.setGeometry(rect.translated(-self.pos()))

    def _busy(self) -> tuple[QPoint, list[QRect]]:
        """Where the mouse is, and the places of what can be used by it."""
        return self._ground.mapFromGlobal(QCursor.pos()), list(map(self._seen, _controls_of(self._over)))

    def _seen(self, widget: QWidget) -> QRect:
        """A widget's place on the ground."""
        return widget.rect().translated(widget.mapTo(self._ground, QPoint()))


def is_escape(event: QEvent) -> bool:
    """Whether an event is of the key Escape alone."""
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Escape
        and event.modifiers() == Qt.KeyboardModifier.NoModifier
    )


def _controls_of(widget: QWidget) -> Iterator[QWidget]:
    """What can be used by the mouse and is in sight; tabs that are hidden hold thousands more."""
    for each in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if each.isVisible():
            is_control = isinstance(each, _CONTROLS) and not isinstance(each, QScrollBar)
            if is_control and not each.visibleRegion().isEmpty():
                yield each
            yield from _controls_of(each)


def remaining(spent: float, done: int, total: int) -> float | None:
    """Seconds that something still takes by the pace so far; ``None`` before enough of it is done to tell."""
    return spent * (total - done) / done if done >= _TELLING else None
