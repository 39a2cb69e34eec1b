"""What one is looking at: a short text, and one foldable section for each panel of a tab.

What else is worth knowing, and what one can do, is folded away in each of them.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.ui.explain.content import Explanation, Section
from playground.ui.explain.prose import Prose, folded
from playground.ui.widgets.fold import Fold
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
        fold.body.addWidget(self._prose(section.text))
        if section.more:
            fold.body.addWidget(self._folded("More", section.more, section.title))
        if section.help:
            fold.body.addWidget(self._folded("Here you can", section.help, section.title))
        return fold

    def _folded(self, title: str, markdown: str, about: str) -> Fold:
        return folded(title, self._prose(markdown), about)

    def _prose(self, markdown: str) -> Prose:
        prose = Prose(markdown)
        prose.term_hovered.connect(self.term_hovered)
        prose.term_clicked.connect(self.term_clicked)
        return prose
