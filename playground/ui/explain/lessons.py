"""*Try this*: a list of titles; an unfolded one sets the controls up, asks, and says what to look for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.explain.colours import Inks
from playground.ui.explain.content import Lesson
from playground.ui.explain.prose import Prose
from playground.ui.widgets.buttons import push
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.layouts import across, down, fill, lay_out


class LessonCard(QWidget):
    """One lesson: its title, unfolded its question, after *Try it* what to look for, on demand the answer."""

    tried = Signal(object)
    """The :class:`Lesson` of this card."""

    unfolded = Signal()
    """The card was opened."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.lesson = lesson
        self._current = False
        self.fold = Fold(lesson.title)
        self._hint = Prose(f"**What to look for.** {lesson.look_for}")
        self._answer = Prose(f"**Answer.** {lesson.answer}")
        self._try = push("Try it", name=f"Try it: {lesson.title}")
        self._reveal = push("Show the answer", name=f"Show the answer: {lesson.title}")
        self._reveal.setCheckable(True)
        body = self.fold.body
        body.setContentsMargins(10, 2, 10, 10)
        told, asked = Prose(lesson.text), Prose(f"*{lesson.question}*")
        fill(body, told, asked, self._hint, self._answer, across(self._try, self._reveal, None))
        lay_out(self, down(self.fold))
        for hidden in (self._hint, self._answer, self._reveal):
            hidden.hide()
        self._try.clicked.connect(lambda: self.tried.emit(lesson))
        self._reveal.toggled.connect(self._show_answer)
        self.fold.toggled.connect(self._note_fold)

    def set_current(self, current: bool) -> None:
        """Mark the card as the lesson that is being tried, or not."""
        if current:
            self._hint.show()
            self._reveal.show()
        self._current = current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of an open card, in the accent colour while its lesson is tried."""
        if not (self.fold.unfolded or self._current):
            return
        inks = Inks(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(inks.accent if self._current else inks.faint, 1.5 if self._current else 1.0))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _note_fold(self, unfolded: bool) -> None:
        self.update()
        if unfolded:
            self.unfolded.emit()

    def _show_answer(self, shown: bool) -> None:
        self._answer.setVisible(shown)
        self._reveal.setText("Hide the answer" if shown else "Show the answer")


class LessonList(QWidget):
    """Cards of all lessons of a tab, one under the other; one is unfolded at a time."""

    lesson_chosen = Signal(object)
    """The :class:`Lesson` whose preset is to be shown."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        super().__init__()
        self.cards = tuple(LessonCard(lesson) for lesson in lessons)
        """The cards, in the order of the lessons."""
        lay_out(self, down(*self.cards, spacing=2))
        for card in self.cards:
            card.tried.connect(self._choose)
            card.unfolded.connect(partial(self._fold_others, card))

    def _fold_others(self, opened: LessonCard) -> None:
        for card in self.cards:
            if card is not opened:
                card.fold.unfold(False)

    def _choose(self, lesson: Lesson) -> None:
        for card in self.cards:
            card.set_current(card.lesson is lesson)
        self.lesson_chosen.emit(lesson)
