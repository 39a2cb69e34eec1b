"""The table of paradigms as a stage of the tab."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent

from playground.core.cards import Card
from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.choices import drawable
from playground.evaluate.sweep.choosing import data_sets
from playground.evaluate.sweep.known import offers, preferred
from playground.evaluate.sweep.stability import largest, leagues_at_hand
from playground.evaluate.sweep.table import table
from playground.evaluate.sweep.texts import as_html, content, markdown
from playground.ui.stage.saving import file_export
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.compare.board import Board
from playground.ui.tabs.compare.result_actions import ResultActions
from playground.ui.tabs.compare.table.controls import TableControls
from playground.ui.tabs.compare.table.cut import CutBar
from playground.ui.tabs.compare.table.detail import CellDetail
from playground.ui.tabs.compare.table.model import TableModel
from playground.ui.tabs.compare.table.state import TableState
from playground.ui.tabs.compare.table.view import TableView
from playground.ui.widgets.clipboard import copy_table
from playground.ui.widgets.layouts import down, lay_out

_DETAIL_HEIGHT = 140


class TableStage(StageWidget):
    """Rows are paradigms; every cell tells how it was measured."""

    def __init__(self, context: Context, store: Store[TableState], board: Board) -> None:
        super().__init__()
        self.store, self.results = store, board.results
        self.player = Player(parent=self)
        self._acts = ResultActions(self, board.results, context.undo, board.results.of)
        self._board = board
        self.model = TableModel(self)
        self.view, self.detail = TableView(self.model), CellDetail()
        self.cut = CutBar(self.view)
        self.detail.setMinimumHeight(_DETAIL_HEIGHT)
        lay_out(self, down((self.view, 1), self.cut, self.detail, spacing=6))
        store.changed.connect(self.refresh)
        board.results.changed.connect(self.refresh)
        board.models_changed.connect(self.refresh)
        board.parameters.changed.connect(self.refresh)
        self.view.opened.connect(lambda row, column: self.store.act("Open a cell", row=row, column=column))
        self.view.unwanted.connect(lambda: self._acts.remove_one(self._key()))
        self.detail.opened.connect(self._acts.open)
        self.detail.removed.connect(self._acts.remove)
        self.refresh()

    def watch(self, watched: bool) -> None:
        """Look what a command or another window has measured meanwhile."""
        if watched:
            self.results.refresh()

    @property
    def _cards(self) -> dict[str, Card]:
        """The models that draw, by name."""
        return {card.name: card for card in drawable(self._board.cards.values())}

    @property
    def state(self) -> TableState:
        """What is shown."""
        return self.store.state

    def refresh(self) -> None:
        """Make the table anew: there are other results, or another state."""
        state = self.state
        self.model.set_table(self.table_of(state))
        self.view.set_intervals(state.intervals)
        self.view.set_best(state.best)
        self.view.open_cell(state.row, state.column)
        index = self.view.currentIndex()
        if index.isValid():
            known = self.results.of(self._key())
            removable = () if known is None else offers(known, self.results.own, self._cards)
            self.detail.show_cell(*self.model.cell(index), removable)
        else:
            self.detail.show_nothing()
        filled = sum(cell.source != "none" for row in self.model.table.rows for cell in row.cells.values())
        self.status.emit({"cells filled": filled})

    def table_of(self, state: TableState) -> Table:
        """The table that a state shows, with stability from the largest league of its origin."""
        own, shipped, problems = leagues_at_hand(self.results.folder)
        self.results.tell_once(problems)
        results = [one.result for one in preferred(self.results.known, state.origin)]
        leagues = [*(own if state.origin != "shipped" else ()), *(shipped if state.origin != "own" else ())]
        return table(
            results, self._cards.values(), largest(leagues), state.data, self._board.parameters.count
        )

    def data(self) -> tuple[str, ...]:
        """The data sets of models and of results."""
        return data_sets(self._cards.values(), (one.result for one in self.results.known), self._cards)

    def _key(self) -> str:
        """The key of the result of a sweep that the open cell is of; empty if it is of none."""
        index = self.view.currentIndex()
        return self.model.cell(index)[2].key if index.isValid() else ""

    def showEvent(self, event: QShowEvent) -> None:
        """Look what was measured meanwhile."""
        super().showEvent(event)
        self.refresh()

    # What the tab asks for

    def controls(self) -> TableControls:
        """The form for the left column."""
        made = TableControls(self.store, self.data)
        self.model.modelReset.connect(lambda: made.show_notes(self.model.table.notes))
        data = made.form.editors["data"]
        self._board.models_changed.connect(lambda: data.show_value(self.state.data))
        made.show_notes(self.model.table.notes)
        return made

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        table, suffixes = self.model.table, (".csv", ".json", ".md")
        written = file_export("Table", "compare-table", suffixes, partial(content, table))
        return (written,) if table.rows else ()

    def copy(self) -> bool:
        """Put the table on the clipboard, as Markdown and for a word processor or spreadsheet."""
        if not self.model.table.rows:
            return False
        copy_table(markdown(self.model.table), as_html(self.model.table))
        return True
