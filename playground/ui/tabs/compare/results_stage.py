"""What stages that show results of sweeps share: one is opened in its own tab, own ones are taken away."""

from __future__ import annotations

from typing import Generic

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from playground.core.errors import PlaygroundError
from playground.core.fields import fields
from playground.core.recipe import Recipe, change
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.naming import recipe_of
from playground.ui.state.player import Player
from playground.ui.state.store import S, Store
from playground.ui.tab import Context
from playground.ui.tabs.compare.results import Removal, Results
from playground.ui.widgets.layouts import down, lay_out


class ResultsStage(QWidget, Generic[S]):
    """A column of parts; a subclass fills it and draws the results."""

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    status = Signal(dict)
    """Numbers for the status line."""

    changed_unseen = Signal()
    """Own results have been taken away, or given back."""

    recipe_chosen = Signal(object)
    """A recipe that is to be shown in the tab that it belongs to."""

    def __init__(
        self, context: Context, store: Store[S], results: Results, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.store, self.results, self._undo = store, results, context.undo
        self.player = Player(parent=self)
        self.column = down(spacing=6)
        lay_out(self, self.column)
        store.changed.connect(self.refresh)
        results.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Draw everything anew: there are other results, or another state."""
        raise NotImplementedError

    def known_of(self, key: str) -> Known | None:
        """The result of that key among those that are shown."""
        return self.results.of(key)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what a command or another window has measured meanwhile."""
        super().showEvent(event)
        self.results.refresh()

    def open_result(self, key: str) -> None:
        """Ask for a result's recipe in its own tab, with as many pictures as that draws by itself."""
        known = self.known_of(key)
        if known is None:
            return
        try:
            self.recipe_chosen.emit(_as_its_tab_draws(recipe_of(known.result.job)))
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")

    def remove_one(self, key: str) -> None:
        """Take a result away, if it is the user's own."""
        known = self.known_of(key)
        if known is not None and not known.shipped:
            self.remove((known.result,))

    def remove(self, results: tuple[Result, ...]) -> None:
        """Take own results away, as a step that can be undone."""
        self._undo.push(Removal(self.results, results, self.changed_unseen.emit))


def _as_its_tab_draws(recipe: Recipe) -> Recipe:
    count = next((field.default for field in fields(type(recipe)) if field.name == "count"), None)
    return recipe if count is None else change(recipe, count=count)
