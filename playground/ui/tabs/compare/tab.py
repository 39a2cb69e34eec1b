"""The Compare tab: quality and cost, the table, the league, and the race."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QWidget

from playground.core import folders
from playground.core.recipe import Recipe, change
from playground.ui.sampling.staged_tab import StagedTab
from playground.ui.slice import Slice
from playground.ui.state.views import StageState
from playground.ui.tab import Context
from playground.ui.tabs.compare.state import CompareState

if TYPE_CHECKING:
    from playground.ui.tabs.compare.quality.board import Board

_TITLES = {"quality": "Quality and cost", "table": "Table", "league": "2-D league", "race": "Race"}


class CompareTab(StagedTab):
    """All paradigms beside each other, measured."""

    name = "compare"
    title = "Compare"
    titles = _TITLES

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._going_on: dict[str, str] = {}

    @functools.cached_property
    def board(self) -> Board:
        """Results and the sweep, made when the first stage that shows them is."""
        from playground.ui.tabs.compare.quality.board import open_board

        board = open_board(self.context, folders.user_data() / "compare", self)
        board.measuring.changed.connect(lambda: self._note("quality", board.measuring.summary))
        return board

    def _opening(self, stage: Any) -> Any:
        stage.recipe_chosen.connect(self.recipe_chosen)
        return stage

    def _note(self, stage: str, text: str) -> None:
        before = self._told()
        self._going_on[stage] = text
        if self._told() != before:
            self.ongoing.emit(self._told()[1])

    def _told(self) -> tuple[str, str]:
        """The stage of which the status line tells, and what; a sweep before a league."""
        names = [name for name in self.titles if self._going_on.get(name)]
        return (names[0], self._going_on[names[0]]) if names else ("", "")

    def show_ongoing(self) -> None:
        """Open the stage that the status line tells of."""
        stage, _ = self._told()
        if stage:
            self._choose(list(self.titles).index(stage))

    def first_state(self) -> CompareState:
        """Quality and cost."""
        return CompareState()

    def make_stage(self, name: str, store: Slice[Any]) -> Any:
        """The stage of that name."""
        match name:
            case "quality":
                from playground.ui.tabs.compare.quality.stage import QualityStage

                quality = QualityStage(self.context, store, self.board)
                quality.results_removed.connect(self.changed_unseen)
                return self._opening(quality)
            case "table":
                from playground.ui.tabs.compare.table.stage import TableStage

                table = TableStage(self.context, store, self.board.results)
                table.results_removed.connect(self.changed_unseen)
                return self._opening(table)
            case "league":
                from playground.ui.tabs.compare.league.stage import LeagueStage

                league = LeagueStage(self.context, store)
                league.ongoing.connect(lambda text: self._note("league", text))
                return league
            case _:
                from playground.ui.stage.stage import make
                from playground.ui.tabs.compare.race.spec import RACE

                return self._opening(make(RACE, self.name, self.context, store, self.context.cards))

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.tabs.compare.explain import CompareBinding, CompareExplanation

        return self.explained(lambda: CompareExplanation(self, CompareBinding()))

    def train(self, order: Literal["toggle", "step", "reset"]) -> None:
        """Hand the order to the open stage, if anything is trained there."""
        do = getattr(self.stage, "train", None)
        if do is not None:
            do(order)

    def settled(self) -> bool:
        """Whether the open stage has come far enough for a picture of it."""
        is_settled = getattr(self.stage, "settled", None)
        return is_settled is None or bool(is_settled())

    def stop(self) -> bool:
        """Stop the sweep, if one runs; what it has measured is kept."""
        return "board" in self.__dict__ and self.board.measuring.stop()

    def end(self) -> None:
        """End the sweep's process."""
        if "board" in self.__dict__:
            self.board.measuring.end()

    def restore(self, state: Any) -> None:
        """As it was left, but the league waits until it is started: it takes the processor for minutes."""
        held = change(state.league, run=change(state.league.run, training=False))
        super().restore(change(state, league=held))

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state: CompareState = self.store.state
        if isinstance(recipe, CompareState):
            return self._show(recipe)
        for name in self.titles:
            applying = getattr(getattr(state, name), "applying", None)
            part = None if applying is None else applying(recipe)
            if part is not None:
                return self._show(change(state, stage=name, **{name: part}))
        return False

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Let the open stage show an exported picture beside what its recipe gives now, if it can."""
        shown = getattr(self.store.state, self.store.state.stage)
        made = isinstance(shown, StageState) and shown.views.showing(recipe) is not None
        return made and super().compare(recipe, picture)
