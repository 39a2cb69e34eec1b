"""The panel at the right of a tab: its equations, what to try, and what one is looking at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from playground.ui.explain.content import Equation, Explanation, Lesson, Place, Section
from playground.ui.explain.equation import EquationView
from playground.ui.explain.guide import LessonGuide
from playground.ui.explain.lessons import LessonList
from playground.ui.explain.prose import Prose, folded
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.larger import Heading, Larger
from playground.ui.widgets.layouts import down, lay_out


class ExplanationView(QWidget):
    """Shows an explanation; all sections are folded but the one last asked for."""

    term_hovered = Signal(str)
    term_clicked = Signal(str)

    def __init__(self, explanation: Explanation) -> None:
        super().__init__()
        self.explanation = explanation
        self._folds = {section.id: self._fold(section) for section in explanation.sections}
        above: list[QWidget] = [self._prose(explanation.text)] if explanation.text else []
        if explanation.more:
            above.append(self._folded("More", explanation.more, explanation.title))
        lay_out(self, down(*above, *self._folds.values(), spacing=4))

    def show_section(self, name: str) -> QWidget:
        """Unfold this section, fold the others, and give its widget; raises ``ContentError``."""
        self.explanation.section(name)
        for other, fold in self._folds.items():
            fold.unfold(other == name)
        return self._folds[name]

    def unfolded(self) -> tuple[str, ...]:
        """The ids of the sections that are open."""
        return tuple(name for name, fold in self._folds.items() if fold.unfolded)

    def _fold(self, section: Section) -> Fold:
        fold = Fold(section.title)
        fold.body.setContentsMargins(8, 2, 4, 8)
        fold.fill_later(lambda: self._content(section))
        return fold

    def _content(self, section: Section) -> QWidget:
        more = ("More", section.more), ("Here you can", section.help)
        folds = (self._folded(title, text, section.title) for title, text in more if text)
        content = QWidget()
        lay_out(content, down(self._prose(section.text), *folds))
        return content

    def _folded(self, title: str, markdown: str, about: str) -> Fold:
        return folded(title, self._prose(markdown), about)

    def _prose(self, markdown: str) -> Prose:
        prose = Prose(markdown)
        prose.term_hovered.connect(self.term_hovered)
        prose.term_clicked.connect(self.term_clicked)
        return prose


_INTRO = 1.12
"""How much larger the first sentence is than the others."""


class ExplainPanel(QScrollArea):
    """Stacks equations, lessons and explanation, and passes their signals on.

    What one looks at stays where it is while something above it becomes higher or lower.
    """

    term_hovered = Signal(str)
    """The term pointed at in an equation or in the text; empty when there is none."""

    term_clicked = Signal(str)

    def __init__(
        self,
        equations: Sequence[Equation],
        explanation: Explanation,
        guide: LessonGuide,
        title: Callable[[Place], str],
    ) -> None:
        """``title`` says what the stage and panel are called that some lessons open."""
        super().__init__()
        self.equations = {equation.name: EquationView(equation) for equation in equations}
        """The equations by name."""
        self.intro = _Intro("")
        """What is open, in one sentence."""
        self.intro.enlarge(_INTRO)
        self.seen = Prose("")
        """In Simple, what is shown with a number."""
        self.seen.hide()
        self.more = tool("More equations and text ▾", flat=True, checkable=True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.toggled.connect(self._show_few)
        self.more.hide()
        self._simple = False
        self._shown: tuple[str, ...] = ()
        self._lead = ""
        self._explanation = ExplanationView(explanation)
        self.lessons = LessonList(guide, title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName("Explanation")
        self._said = ""
        self._titles = Heading("What you see"), Heading("Equation")
        self._heading = Heading("What you are looking at")
        self._held: tuple[QWidget, int] | None = None
        self._holds = False
        self._inner = _Relaid()
        self._inner.relaid.connect(self._keep)
        self.setWidget(self._column())
        for view in self.equations.values():
            view.term_hovered.connect(self._point_at)
            view.term_clicked.connect(self.term_clicked)
        self._explanation.term_hovered.connect(self._point_at)
        self._explanation.term_clicked.connect(self.term_clicked)
        self._hold_folds(self._inner)
        guide.chosen.connect(self._show_lesson)
        guide.changed.connect(self._show_few)
        self.verticalScrollBar().valueChanged.connect(self._hold_first)
        self._lit: frozenset[str] = frozenset()

    def show_equations(self, names: Iterable[str], lead: str = "") -> None:
        """Show these equations and no others; in Simple the one that leads, or else the first."""
        self._shown = tuple(names)
        self._lead = lead if lead in self._shown else next(iter(self._shown), "")
        self._show_few()

    def set_simple(self, simple: bool) -> None:
        """Leave a sentence, an equation and three lessons, and the rest behind buttons, or show all."""
        self._simple = simple
        self.more.setVisible(simple)
        self.lessons.set_few(simple)
        if not simple:
            self.show_seen("")
        self._fold_away()

    def show_seen(self, sentence: str) -> None:
        """Say what is shown, if anything is to be said."""
        if sentence != self._said:
            self._said = sentence
            self.seen.setText(sentence)
            self.seen.setVisible(bool(sentence))

    def _hold_folds(self, within: QWidget) -> None:
        """Let the folds in this open under their headings, also those that are made in them later."""
        for fold in within.findChildren(Fold):
            fold.turning.connect(partial(self._hold, fold))
            fold.filled.connect(self._hold_folds)

    def _fold_away(self) -> None:
        """Begin at the top with what Simple leaves."""
        self.more.setChecked(False)
        self.lessons.all.setChecked(False)
        self._show_few()
        self.verticalScrollBar().setValue(0)

    def _show_few(self, *_: object) -> None:
        few = self._simple and not self.more.isChecked()
        for part in (self._heading, self._explanation):
            part.setHidden(few)
        few = few and self.lessons.guide.current is None
        for name, view in self.equations.items():
            view.setVisible(name in self._shown and (not few or name == self._lead))
        for title in self._titles:
            title.setVisible(self._simple)

    def show_intro(self, name: str) -> None:
        """Say in one sentence what a section is about, where it has one."""
        found = [each.intro for each in self._explanation.explanation.sections if each.id == name]
        self.intro.setText(found[0] if found else "")
        self.intro.setVisible(bool(self.intro.text()))
        if self._simple:
            self._fold_away()

    def set_values(self, values: Mapping[str, str]) -> None:
        """Write these texts under their terms in every equation."""
        for view in self.equations.values():
            view.set_values(values)

    def set_lit(self, terms: Iterable[str]) -> None:
        """Light up these terms in every equation."""
        if (lit := frozenset(terms)) != self._lit:
            self._lit = lit
            self._light(lit)

    def show_terms(self, terms: Iterable[str]) -> None:
        """Light up these terms, and bring the first equation into sight that has one of them."""
        self.set_lit(terms)
        for view in self.equations.values():
            if view.isVisibleTo(self) and self._lit & set(view.equation.terms):
                self.ensureWidgetVisible(view)
                return
        others = (view for name, view in self.equations.items() if name in self._shown)
        hidden = {term for view in others for term in view.equation.terms}
        if self._simple and self._lit & hidden and not self.more.isChecked():
            self.more.setChecked(True)
            self.show_terms(terms)

    def show_section(self, name: str) -> None:
        """Unfold a section of the explanation and scroll to it; raises ``ContentError``."""
        self.more.setChecked(True)
        section = self._explanation.show_section(name)
        # The layout knows the unfolded height only after it has been activated by the event loop.
        QTimer.singleShot(0, section, lambda: self._scroll_to(section))

    def unfolded_sections(self) -> tuple[str, ...]:
        """Ids of the sections of the explanation that are open."""
        return self._explanation.unfolded()

    def _show_lesson(self, lesson: Lesson) -> None:
        """Bring a lesson into sight, once it has unfolded: its group may have moved to the top."""
        card = self.lessons.card(lesson)
        QTimer.singleShot(0, card, lambda: self._bring(card))

    def _bring(self, card: QWidget) -> None:
        """Leave it where all of it is seen, or scroll to it."""
        top = self._top_of(card)
        if 0 <= top <= self.viewport().height() - card.height():
            self._hold(card)
        else:
            self._scroll_to(card)

    def _scroll_to(self, section: QWidget) -> None:
        self.verticalScrollBar().setValue(self._top_of(section) + self.verticalScrollBar().value())
        # Its place is at the top also if there is not yet enough below it.
        self._held = section, 0

    def _top_of(self, part: QWidget) -> int:
        """Where a part begins, from the upper edge of what is seen."""
        return part.mapTo(self.viewport(), QPoint()).y()

    def _hold(self, part: QWidget, held: bool = True) -> None:
        """Let a part stay where it is seen, until somebody scrolls."""
        if held:
            self._held = part, self._top_of(part)

    def _hold_first(self, value: int) -> None:
        """Let the first part that is seen stay there; at the top all begins at the top."""
        if self._holds:
            return
        parts = (*self.equations.values(), *self.lessons.cards, self._explanation) if value else ()
        seen = (part for part in parts if part.isVisible() and self._top_of(part) >= 0)
        first = min(seen, key=self._top_of, default=None)
        self._held = None if first is None else (first, self._top_of(first))

    def _keep(self) -> None:
        """Scroll by as much as what is held has moved."""
        part, top = self._held or (self, 0)
        if part is self or not part.isVisible():
            return
        bar = self.verticalScrollBar()
        self._holds = True
        bar.setValue(bar.value() + self._top_of(part) - top)
        self._holds = False

    def _point_at(self, term: str) -> None:
        self._light(self._lit | {term} if term else self._lit)
        self.term_hovered.emit(term)

    def _light(self, terms: frozenset[str]) -> None:
        for view in self.equations.values():
            view.set_lit(terms)

    def _column(self) -> QWidget:
        # The lessons are a short list of titles: before the long text, or nobody would ever find them.
        lessons = (Heading("Try this"), self.lessons)
        text = (self._heading, self._explanation)
        said = (self._titles[0], self.intro, self.seen, self._titles[1], *self.equations.values(), self.more)
        column = down(*said, 6, *lessons, 6, *text, None)
        return lay_out(self._inner, column, margins=(10, 8, 10, 12))


class _Relaid(QWidget):
    """Says when what is in it has got other places."""

    relaid = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relaid.emit()


class _Intro(Larger, Prose):
    """The first sentence."""
