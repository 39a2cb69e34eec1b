"""*Try this*: each card sets the controls up, asks a question, and then says what to look for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.ui.explain.colours import Inks
from playground.ui.explain.content import Lesson
from playground.ui.explain.prose import Prose


class LessonCard(QWidget):
    """One lesson: its question, and after *Try it* what to look for and, on demand, the answer."""

    tried = Signal(object)
    """The :class:`Lesson` of this card."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lesson = lesson
        self._current = False
        title = QLabel(lesson.title)
        font = QFont(title.font())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        title.setWordWrap(True)
        self._hint = Prose(f"**What to look for.** {lesson.look_for}")
        self._answer = Prose(f"**Answer.** {lesson.answer}")
        self._try = QPushButton("Try it")
        self._try.setAccessibleName(f"Try it: {lesson.title}")
        self._reveal = QPushButton("Show the answer")
        self._reveal.setAccessibleName(f"Show the answer: {lesson.title}")
        self._reveal.setCheckable(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._try)
        buttons.addWidget(self._reveal)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        for widget in (title, Prose(lesson.text), Prose(f"*{lesson.question}*"), self._hint, self._answer):
            column.addWidget(widget)
        column.addLayout(buttons)
        for hidden in (self._hint, self._answer, self._reveal):
            hidden.hide()
        self._try.clicked.connect(lambda: self.tried.emit(lesson))
        self._reveal.toggled.connect(self._show_answer)

    def set_current(self, current: bool) -> None:
        """Mark the card as the lesson that is being tried, or not."""
        if current:
            self._hint.show()
            self._reveal.show()
        self._current = current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card's frame, in the accent colour while its lesson is tried."""
        inks = Inks(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(inks.accent if self._current else inks.faint, 1.5 if self._current else 1.0))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _show_answer(self, shown: bool) -> None:
        self._answer.setVisible(shown)
        self._reveal.setText("Hide the answer" if shown else "Show the answer")


class LessonList(QWidget):
    """Cards of all lessons of a tab, one under the other."""

    lesson_chosen = Signal(object)
    """The :class:`Lesson` whose preset is to be shown."""

    def __init__(self, lessons: Sequence[Lesson], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = tuple(LessonCard(lesson) for lesson in lessons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for card in self._cards:
            column.addWidget(card)
            card.tried.connect(self._choose)

    @property
    def cards(self) -> tuple[LessonCard, ...]:
        """The cards, in the order of the lessons."""
        return self._cards

    def _choose(self, lesson: Lesson) -> None:
        for card in self._cards:
            card.set_current(card.lesson is lesson)
        self.lesson_chosen.emit(lesson)
