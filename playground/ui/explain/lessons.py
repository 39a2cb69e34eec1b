"""*Try this*: lessons by stage and panel; an unfolded one says what to try, sets it up, asks and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.links import LessonLink, write_link
from playground.ui.explain.content import Lesson, Place
from playground.ui.explain.guide import LessonGuide
from playground.ui.explain.prose import Prose, folded
from playground.ui.widgets.buttons import push, tool
from playground.ui.widgets.clipboard import copy_text
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, fill, lay_out

_DONE = "✓"
_FEW = 3
"""How many lessons are shown in Simple."""
_CLOSE, _BETWEEN = 2, 6
"""Pixels between lessons, and between groups that have titles."""


class LessonCard(QWidget):
    """One lesson: unfolded what there is to try, once tried what is asked, and on demand the answer."""

    unfolded = Signal()
    """The card was opened."""

    def __init__(self, lesson: Lesson, guide: LessonGuide) -> None:
        super().__init__()
        self.lesson, self._guide = lesson, guide
        self.fold = Fold(lesson.title)
        self.fold.body.setContentsMargins(10, 2, 10, 10)
        lay_out(self, down(self.fold))
        self.fold.fill_later(lambda: _Body(lesson, guide))
        guide.changed.connect(self.show_state)
        self.fold.toggled.connect(self._note_fold)
        self.show_state()

    def show_state(self) -> None:
        """Show how far one has come with the lesson."""
        done = self._guide.done(self.lesson)
        self.fold.mark(_DONE if done else "", "done" if done else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of an open card, in the accent colour while its lesson is tried."""
        current = self._guide.current is self.lesson
        if not (self.fold.unfolded or current):
            return
        inks = Inks(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(inks.accent if current else inks.faint, 1.5 if current else 1.0))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _note_fold(self, unfolded: bool) -> None:
        self.update()
        if unfolded:
            self.unfolded.emit()


class _Body(QWidget):
    """What a card has under its title."""

    def __init__(self, lesson: Lesson, guide: LessonGuide) -> None:
        super().__init__()
        self._lesson, self._guide = lesson, guide
        self._before = Prose(lesson.before or f"*{lesson.question}*")
        self._text, self._question = Prose(lesson.text), Prose(f"*{lesson.question}*")
        self._hint = Prose(f"**What to look for.** {lesson.look_for}")
        self._answer = Prose(f"**Answer.** {lesson.answer}")
        self._more = folded("More", Prose(lesson.more), lesson.title)
        self._try = push("Try it")
        self._reveal = push("Show the answer", name=f"Show the answer: {lesson.title}")
        self._reveal.setCheckable(True)
        self._next = push("Next", "Try the lesson that comes after this", name=f"Next after {lesson.title}")
        texts = (self._before, self._text, self._question, self._hint, self._answer, self._more)
        link = tool(
            "Copy link", "A text that opens this lesson", name=f"Copy link: {lesson.title}", flat=True
        )
        lay_out(self, down(*texts, across(self._try, self._reveal, None), across(self._next, None, link)))
        self._try.clicked.connect(lambda: guide.choose(lesson))
        self._reveal.toggled.connect(lambda shown: guide.reveal(lesson, shown))
        link.clicked.connect(lambda: copy_text(write_link(LessonLink(lesson.name))))
        self._next.clicked.connect(lambda: guide.go_on(lesson))
        guide.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Show how far one has come with the lesson."""
        guide, lesson = self._guide, self._lesson
        tried, revealed = lesson.name in guide.tried, guide.reveals(lesson)
        self._before.setVisible(not tried)
        for part in (self._text, self._question, self._hint, self._reveal):
            part.setVisible(tried)
        words = "Set up again" if tried else "Try it"
        self._try.setText(words)
        self._try.setAccessibleName(f"{words}: {lesson.title}")
        self._answer.setVisible(revealed)
        self._more.setVisible(revealed and bool(lesson.more))
        self._next.setVisible(revealed and bool(guide.following(lesson)))
        self._reveal.setChecked(revealed)
        self._reveal.setText("Hide the answer" if revealed else "Show the answer")


class LessonList(QWidget):
    """Cards of all lessons of a tab under the titles of what they open; one is unfolded at a time."""

    def __init__(self, guide: LessonGuide, title: Callable[[Place], str]) -> None:
        """``title`` says what a stage with a panel is called."""
        super().__init__()
        self.guide = guide
        self.cards = tuple(LessonCard(lesson, guide) for lesson in guide.order.lessons)
        """The cards, in the order of the lessons."""
        by_lesson = {card.lesson.name: card for card in self.cards}
        self._groups: Mapping[Place, QWidget] = {
            place: _group(title(place), [by_lesson[lesson.name] for lesson in lessons])
            for place, lessons in guide.order.groups.items()
        }
        self.all = tool("All lessons ▾", flat=True, checkable=True)
        """In Simple, shows more than the first."""
        self.all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all.hide()
        self._few = False
        self._column = fill(QVBoxLayout(self), *self._groups.values(), self.all, spacing=_BETWEEN)
        self._column.setContentsMargins(0, 0, 0, 0)
        for card in self.cards:
            card.unfolded.connect(partial(self._fold_others, card))
            card.unfolded.connect(self._show_few)
        self.all.toggled.connect(self._show_few)
        guide.chosen.connect(self._unfold)

    @property
    def places(self) -> tuple[Place, ...]:
        """What the groups open, from the first to the last as they stand now."""
        return tuple(sorted(self._groups, key=lambda place: self._column.indexOf(self._groups[place])))

    def lead_by(self, place: Place) -> None:
        """Let the lessons on what is open now stand first."""
        order = self.guide.order.led_by(place)
        if order != self.places:
            for number, each in enumerate(order):
                self._column.insertWidget(number, self._groups[each])
            self._show_few()

    def set_few(self, few: bool) -> None:
        """Show the first lessons alone, with one that is open, and the others at a button; or all."""
        self._few = few
        self._column.setSpacing(_CLOSE if few else _BETWEEN)
        self.all.setVisible(few and len(self.cards) > _FEW)
        self._show_few()

    def _show_few(self, *_: object) -> None:
        few = self._few and not self.all.isChecked()
        groups = {place: self._groups[place].findChildren(LessonCard) for place in self.places}
        first = [card for cards in groups.values() for card in cards][:_FEW]
        for place, cards in groups.items():
            shown = [card for card in cards if not few or card in first or card.fold.unfolded]
            for card in cards:
                card.setVisible(card in shown)
            self._groups[place].setVisible(bool(shown))
            self._groups[place].findChildren(Label)[0].setHidden(few)

    def card(self, lesson: Lesson) -> LessonCard:
        """The card of a lesson."""
        return next(card for card in self.cards if card.lesson.name == lesson.name)

    def _unfold(self, lesson: Lesson) -> None:
        self.card(lesson).fold.unfold()

    def _fold_others(self, opened: LessonCard) -> None:
        for card in self.cards:
            if card is not opened:
                card.fold.unfold(False)


def _group(title: str, cards: list[LessonCard]) -> QWidget:
    """Cards under a title."""
    heading = Label(title)
    heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return lay_out(QWidget(), down(heading, *cards, spacing=_CLOSE))
