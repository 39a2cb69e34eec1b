"""What can be done with results that a stage shows: one is opened in its own tab, own ones are taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from playground.core.errors import PlaygroundError
from playground.core.fields import fields
from playground.core.recipe import Recipe, change
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.naming import recipe_of
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.tabs.compare.results import Removal, Results

Of: TypeAlias = Callable[[str], Known | None]


class ResultActions(QObject):
    """Acts on the results that a stage shows, and lets the stage tell of it."""

    def __init__(self, stage: StageWidget, results: Results, undo: QUndoStack, of: Of) -> None:
        """``of`` gives the result of a key, of those that the stage shows."""
        super().__init__(stage)
        self._stage, self._results, self._undo, self._of = stage, results, undo, of

    def open(self, key: str) -> None:
        """Ask for a result's recipe in its own tab, with as many pictures as that draws by itself."""
        known = self._of(key)
        if known is None:
            return
        try:
            self._stage.recipe_chosen.emit(_as_its_tab_draws(recipe_of(known.result.job)))
        except PlaygroundError as error:
            self._stage.report.emit(error.sentence, "")

    def remove_one(self, key: str) -> None:
        """Take a result away, if it is the user's own."""
        known = self._of(key)
        if known is not None and not known.shipped:
            self.remove((known.result,))

    def remove(self, results: tuple[Result, ...]) -> None:
        """Take own results away, as a step that can be undone."""
        self._undo.push(Removal(self._results, results, self._stage.changed_unseen.emit))


def _as_its_tab_draws(recipe: Recipe) -> Recipe:
    count = next((field.default for field in fields(type(recipe)) if field.name == "count"), None)
    return recipe if count is None else change(recipe, count=count)
