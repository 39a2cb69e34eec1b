"""The table of paradigms as a stage of the tab."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from markupsafe import Markup
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from playground.core.cards import Card
from playground.evaluate.sweep.cells import Cell, Column, Row, Table
from playground.evaluate.sweep.choices import drawable
from playground.evaluate.sweep.choosing import data_sets
from playground.evaluate.sweep.known import Offer, offers, preferred
from playground.evaluate.sweep.stability import largest, leagues_at_hand
from playground.evaluate.sweep.table import table
from playground.evaluate.sweep.texts import about, as_html, content, markdown, with_unit
from playground.ui.stage.saving import file_export
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.compare.board import Board
from playground.ui.tabs.compare.names_editor import NamesEditor
from playground.ui.tabs.compare.result_actions import ResultActions
from playground.ui.tabs.compare.result_detail import ResultDetail, told_text
from playground.ui.tabs.compare.table.model import TableModel
from playground.ui.tabs.compare.table.state import TableState
from playground.ui.tabs.compare.table.view import TableView
from playground.ui.widgets.clipboard import copy_table
from playground.ui.widgets.form import Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, fill, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.restyled import Fitted
from playground.ui.widgets.theme import monospaced

_EDGES = 44
"""Pixels of a button that are not its words."""


class CutBar(Fitted, QWidget):
    """A button for each edge beyond which there are columns; a click scrolls to the next of them."""

    def __init__(self, view: TableView) -> None:
        super().__init__()
        self._view = view
        self.left, self.right = QPushButton(flat=True), QPushButton(flat=True)
        for button, way in ((self.left, -1), (self.right, 1)):
            button.setMinimumWidth(1)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, way=way: self._go(way))
        lay_out(self, across(self.left, None, self.right))
        view.reached.connect(self.refresh)
        self.refresh()

    def beyond(self, way: int) -> list[int]:
        """The columns that are not wholly to be seen at the left (−1) or the right (1), the nearest first."""
        view, columns = self._view, range(self._view.source.columnCount())
        width = view.viewport().width()
        if way < 0:
            return [each for each in reversed(columns) if view.columnViewportPosition(each) < 0]
        ends = {each: view.columnViewportPosition(each) + view.columnWidth(each) for each in columns}
        return [each for each in columns if ends[each] > width]

    def refresh(self) -> None:
        """Name what lies beyond the edges now."""
        told = {-1: self._told(-1), 1: self._told(1)}
        # The buttons may hear of a font after the bar.
        metrics = self.fontMetrics()
        need = {way: metrics.horizontalAdvance(text) + _EDGES if text else 0 for way, text in told.items()}
        for button, way in ((self.left, -1), (self.right, 1)):
            text = told[way]
            button.setMaximumHeight(metrics.height() + 6)
            button.setAccessibleName(text)
            set_tip(button, text)
            button.setVisible(bool(text))
            # Half of the bar, and what the other one leaves of its half.
            room = max(self.width() // 2, self.width() - need[-way])
            button.setText(_shortened(text, way, room, metrics))
        self.setVisible(any(told.values()))

    def _fit_letters(self) -> None:
        self.refresh()

    def _told(self, way: int) -> str:
        titles = [self._view.source.table.columns[each].title for each in self.beyond(way)]
        return f"More at the {'left' if way < 0 else 'right'}: {', '.join(titles)}" if titles else ""

    def _go(self, way: int) -> None:
        for column in self.beyond(way)[:1]:
            view, bar = self._view, self._view.horizontalScrollBar()
            start = view.columnViewportPosition(column)
            end = start + view.columnWidth(column) - view.viewport().width()
            # The next column stands at the edge where reading goes on from.
            bar.setValue(bar.value() + (start if way > 0 else end))


def _shortened(told: str, way: int, room: int, metrics: QFontMetrics) -> str:
    """As much of a text as there is room for, with an arrow that points the way."""
    text = metrics.elidedText(told, Qt.TextElideMode.ElideRight, max(40, room - _EDGES))
    return f"‹ {text}" if way < 0 else f"{text} ›"


_NOTHING = "Click a cell, or go to one with the arrow keys, to read how it was measured."


class CellDetail(ResultDetail):
    """Tells of one cell, with the command that measures it again."""

    def __init__(self) -> None:
        super().__init__("Show the model with the setting of this row in its tab")
        self.text = told_text("How the cell was measured")
        self.command = told_text("Command that measured the cell")
        self.command.setFont(monospaced())
        fill(self.column, self.text, self.command, None)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say how to open a cell."""
        self.tell(_NOTHING)
        for widget in (self.text, self.command):
            widget.hide()

    def show_cell(self, row: Row, column: Column, cell: Cell, removable: Sequence[Offer] = ()) -> None:
        """Tell of a cell; ``removable`` is what can be taken away of what it is of."""
        title = strong(f"{row.title}, {column.title}: {with_unit(column, cell)}")
        self.tell(title, row.key, cell.command, removable)
        self.text.setText(Markup("<br>").join(about(row, column, cell)))
        self.command.setText(cell.command)
        self.text.show()
        self.command.setVisible(bool(cell.command))


_FILLING = (
    "What is told of pictures comes from “Quality and cost”, stability from the 2-D league: measure there, "
    "and the table fills."
)
_FIELDS = ("data", "origin", "intervals", "best")


class TableControls(FormColumn):
    """A form, and where the numbers come from."""

    def __init__(self, store: Store[TableState], data: Callable[[], Iterable[str]]) -> None:
        """``data`` gives the names of the data sets there are."""
        super().__init__(12)
        self.form = Form(store, _FIELDS, {"data": lambda field: NamesEditor(field, data)})
        self.note = Label(name="Notes on the table", wraps=True)
        self.add(self.form, self.note)

    def show_rows(self) -> None:
        """In Simple, the data alone."""
        self.leave(self.form, ("data",))
        self.note.setHidden(self._simple)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say what must be known to read the table."""
        self.note.setText(Markup("<br><br>").join([*notes, _FILLING]))


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
        lay_out(self, down((self.view, 2), self.cut, (self.detail, 1), spacing=6))
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
