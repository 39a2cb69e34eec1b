"""The window's middle: the tab bar, and under it the current tab's controls, views and explanation.

The first place on the bar is no tab but the Start page, and the last ones are pages likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QTabBar,
    QToolButton,
    QWidget,
)

from playground.core.cards import Card
from playground.ui.tab import Context, Tab
from playground.ui.tabs import Entry
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.icons import icon
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.placement import PlacementPicker
from playground.ui.widgets.scrolled import Upright

_DIGITS = 9


def key_of(number: int) -> str:
    """The key of a page by its place, counted from 1; empty for those behind the last digit."""
    return f"Ctrl+{number}" if number <= _DIGITS else ""


CONTROLS, VIEWS, EXPLANATION = range(3)
COLUMNS, FIRST_COLUMNS = (290, 700, 350), (240, 780, 280)
"""Widths, and those of one who comes for the first time, to whom little is shown."""
_LEAST = (240, 420, 260)
_MOST = 310
"""What a form may take of the least window, beside which the other columns still have what they need."""


class Place(msgspec.Struct, frozen=True):
    """A page of the whole window that is no tab of a paradigm; it is made at its first visit.

    ``settled`` says whether all of it is there that is to be seen.
    """

    name: str
    title: str
    tip: str
    make: Callable[[], QWidget]
    settled: Callable[[], bool] = lambda: True


class Desk(QWidget):
    """Builds a tab at its first visit and keeps the three columns' widths."""

    built = Signal(object)
    """A :class:`Tab` at its first visit, before it is shown."""

    finished = Signal(object)
    """A :class:`Tab` beside which controls and explanation stand now."""

    visited = Signal(object)
    """The :class:`Tab` that is shown now."""

    started = Signal(object)
    """The Start page, or another page that is no tab, is shown now."""

    folded = Signal()
    """A column was folded or unfolded, or changed its width."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        context: Context,
        start: Place,
        first: str = "",
        places: Sequence[Place] = (),
    ) -> None:
        """``start`` is the Start page; the tab or page ``first`` is the one chosen, though not built."""
        super().__init__()
        self._start = start
        self._places = {place.name: place for place in (start, *places)}
        self._pages: dict[str, QWidget] = {}
        self._entries = {entry.name: entry for entry in entries}
        self._context = context
        self.tabs: dict[str, Tab] = {}
        """The tabs built so far, by name."""
        self._unfinished: dict[str, tuple[QWidget, QWidget]] = {}
        self.tab_bar = self._make_tab_bar(first)
        self.placement = PlacementPicker()
        self._stacks = tuple(Pages() for _ in COLUMNS)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(5)
        self._fill_splitter()
        self.room = Pages()
        """What is shown under the tab bar: the columns of a tab, or the Start page."""
        self.room.addWidget(self.splitter)
        lay_out(self, down(self.tab_bar, (self.room, 1), spacing=0))
        self.tab_bar.currentChanged.connect(self._visit)
        self.splitter.splitterMoved.connect(lambda _position, _index: self.folded.emit())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all tabs that can be visited."""
        return tuple(self._entries)

    @property
    def place(self) -> Place | None:
        """The page that is shown, if it is neither a tab nor the Start page."""
        found = self._places.get(self._name(self.tab_bar.currentIndex()))
        return None if found is self._start else found

    @property
    def start_page(self) -> QWidget | None:
        """The Start page, once it was shown."""
        return self._pages.get(self._start.name)

    @property
    def current(self) -> Tab | None:
        """The tab that is shown."""
        return self.tabs.get(self._name(self.tab_bar.currentIndex()))

    @property
    def open_name(self) -> str:
        """The name of the tab that is shown; empty where none is."""
        return "" if self.current is None else self.current.name

    def settled(self) -> bool:
        """Whether all is drawn of what is shown."""
        place, tab = self.place, self.current
        return place.settled() if place is not None else tab is None or tab.settled()

    def tab_of(self, name: str) -> Tab | None:
        """A tab, built if need be but not shown by this; ``None`` where there is none of that name."""
        if name in self._entries and name not in self.tabs:
            self._build(name)
        return self.tabs.get(name)

    def visit(self, name: str) -> Tab | None:
        """Show a tab, building it if need be; ``None`` where there is none of that name."""
        if name not in self._entries:
            return None
        self._turn_to(name)
        return self.tabs[name]

    def show_start(self) -> None:
        """Show the Start page, building it if need be."""
        self._turn_to(self._start.name)

    def show_place(self, name: str) -> QWidget | None:
        """Show a page that is no tab, building it if need be; ``None`` where there is none of that name."""
        if name not in self._places:
            return None
        self._turn_to(name)
        return self._pages[name]

    def _turn_to(self, name: str) -> None:
        index = next(index for index in range(self.tab_bar.count()) if self._name(index) == name)
        self.tab_bar.setCurrentIndex(index)
        self._visit(index)

    def focus_explanation(self) -> None:
        """Give the keyboard to the explanation."""
        self.finish(self._name(self.tab_bar.currentIndex()))
        shown = self._stacks[EXPLANATION].currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self, name: str) -> None:
        """Build what stands beside a tab's views, its controls and its explanation, unless that is done."""
        places = self._unfinished.pop(name, None)
        if places is None:
            return
        tab = self.tabs[name]
        tab.removeEventFilter(self)
        for place, widget in zip(places, (_scrolled(tab.controls()), tab.explanation()), strict=True):
            _fill(place, widget)
        self.finished.emit(tab)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Finish a tab as soon as its views have been painted: they are what one waits for."""
        if event.type() == QEvent.Type.Paint:
            for name in self._unfinished:
                if self.tabs[name] is watched:
                    QTimer.singleShot(0, self, partial(self.finish, name))
        return super().eventFilter(watched, event)

    def columns(self) -> tuple[int, ...]:
        """Widths of controls, views and explanation; 0 is folded away."""
        sizes = enumerate(self.splitter.sizes())
        return tuple(width if self.is_unfolded(column) else 0 for column, width in sizes)

    def set_columns(self, widths: tuple[int, ...]) -> None:
        """Give the three columns these widths; 0 folds one away."""
        for index in (CONTROLS, EXPLANATION):
            self._columns[index].setVisible(widths[index] > 0)
        # A folded column has a width too, for when it is unfolded.
        usual = zip(widths, COLUMNS, strict=True)
        self.splitter.setSizes([width or default for width, default in usual])
        self.folded.emit()

    def set_simple(self, simple: bool) -> None:
        """Hide what is changed seldom, or show it."""
        self._where.setHidden(simple)

    def is_unfolded(self, column: int) -> bool:
        """Whether a column can be seen."""
        return not self._columns[column].isHidden()

    def unfold(self, column: int, unfolded: bool) -> None:
        """Show a column or fold it away."""
        if unfolded != self.is_unfolded(column):
            self._columns[column].setVisible(unfolded)
            self.folded.emit()

    def _make_tab_bar(self, first: str) -> QTabBar:
        bar = QTabBar()
        bar.setDocumentMode(True)
        bar.setDrawBase(True)
        bar.setExpanding(False)
        bar.setAccessibleName("Paradigms")
        bar.addTab(icon("home", self.palette()), "")
        bar.setTabData(0, self._start.name)
        bar.setAccessibleTabName(0, self._start.title)
        bar.setTabToolTip(0, self._start.tip)
        for number, (name, entry) in enumerate(self._entries.items(), start=1):
            index = bar.addTab(entry.title)
            bar.setTabData(index, name)
            key = key_of(number)
            bar.setTabToolTip(index, f"{entry.title} ({key})" if key else entry.title)
        for name, place in self._places.items():
            if place is not self._start:
                index = bar.addTab(place.title)
                bar.setTabData(index, name)
                bar.setTabToolTip(index, place.tip)
        names = [bar.tabData(index) for index in range(bar.count())]
        bar.setCurrentIndex(names.index(first) if first in names else 0)
        return bar

    def changeEvent(self, event: QEvent) -> None:
        """Draw the house in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tab_bar.setTabIcon(0, icon("home", self.palette()))

    def _fill_splitter(self) -> None:
        left = QWidget()
        self.all_controls = QToolButton(autoRaise=True)
        """Shows all that the tab has, or little of it."""
        self.all_controls.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Where the models run is changed seldom, and told in the status line.
        self._where = where = Fold("Runtime and device")
        where.setContentsMargins(6, 2, 12, 4)
        where.body.addWidget(self.placement)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        below = across(6, self.all_controls, None, spacing=0)
        lay_out(left, down((self._stacks[CONTROLS], 1), line, below, where, spacing=0))
        self._columns: tuple[QWidget, ...] = (left, *self._stacks[VIEWS:])
        for index, widget in enumerate(self._columns):
            if index != CONTROLS:
                widget.setMinimumWidth(_LEAST[index])
            self.splitter.addWidget(widget)
            self.splitter.setCollapsible(index, False)
            self.splitter.setStretchFactor(index, int(index == VIEWS))
        self.splitter.setSizes(list(COLUMNS))
        # What is seen until the first tab has been built.
        self._stacks[VIEWS].addWidget(QWidget())

    def _name(self, index: int) -> str:
        return str(self.tab_bar.tabData(index))

    def _visit(self, index: int) -> None:
        name = self._name(index)
        if name in self._places:
            self._show_place(name)
        tab = self.tab_of(name)
        if tab is None:
            return
        self.room.setCurrentWidget(self.splitter)
        position = list(self.tabs).index(name)
        for column, stack in enumerate(self._stacks):
            stack.setCurrentIndex(position + (column == VIEWS))
        self.visited.emit(tab)

    def _show_place(self, name: str) -> None:
        if name not in self._pages:
            self._pages[name] = self._places[name].make()
            self.room.addWidget(self._pages[name])
        self.room.setCurrentWidget(self._pages[name])
        self.started.emit(self._pages[name])

    @property
    def cards(self) -> tuple[Card, ...]:
        """The models that can be chosen."""
        return self._context.cards

    def knows(self, card: Card) -> bool:
        """Whether a model can be chosen already, with these weights."""
        return any(each.name == card.name and each.hash == card.hash for each in self._context.cards)

    def take_model(self, card: Card) -> Card:
        """Let a new model be chosen in the tabs that there are and in those that will be built.

        Gives the card as it is listed, with a title that tells it apart.
        """
        context = self._context.beside(card)
        listed = next(each for each in context.cards if each.name == card.name)
        if listed not in self._context.cards:
            self._context = context
            for tab in self.tabs.values():
                tab.take_model(card)
        return listed

    def _build(self, name: str) -> None:
        tab = self._entries[name].load()(self._context)
        self.tabs[name] = tab
        left, right = self._unfinished[name] = (QWidget(), QWidget())
        tab.installEventFilter(self)
        for stack, widget in zip(self._stacks, (left, tab, right), strict=True):
            stack.addWidget(widget)
        self.built.emit(tab)


def _fill(place: QWidget, widget: QWidget) -> None:
    lay_out(place, down(widget))
    place.setFocusProxy(widget)


def _scrolled(controls: QWidget) -> QScrollArea:
    layout = controls.layout()
    if layout is not None:
        layout.setContentsMargins(12, 10, 12, 10)
    return Upright(controls, _LEAST[CONTROLS], _MOST)
