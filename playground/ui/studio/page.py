"""The Studio's page: all trainings at the left, and beside them the chosen one or a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QWidget

from playground.core.cards import Card
from playground.ui.studio.detail import Detail
from playground.ui.studio.new_page import NewPage
from playground.ui.studio.opening import Opening
from playground.ui.studio.requests import Requests
from playground.ui.studio.seen import Overview, Row
from playground.ui.studio.trainings import Trainings
from playground.ui.studio.words import in_list
from playground.ui.widgets.buttons import push
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.messages import MessageBar
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.scrolled import Whole

_LINES = 2.6


class TrainingList(Restyled, QListWidget):
    """A row of two lines for each; the chosen one is selected."""

    chosen = Signal(str)
    """The user chose the training of this name."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Trainings")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self._names: tuple[str, ...] = ()
        self._showing = False
        self.currentRowChanged.connect(self._choose)

    def show_rows(self, rows: tuple[Row, ...], chosen: str) -> None:
        """Show these, of which one may be chosen."""
        self._showing = True
        names = tuple(row.name for row in rows)
        if names != self._names:
            self._names = names
            self.clear()
            for _ in names:
                self.addItem(QListWidgetItem())
            self._fit_letters()
        for index, row in enumerate(rows):
            self._write(self.item(index), in_list(row))
        self.setCurrentRow(names.index(chosen) if chosen in names else -1)
        self._showing = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose nothing for the keyboard’s coming, as Qt would."""
        before, self._showing = self.currentRow(), True
        super().focusInEvent(event)
        self.setCurrentRow(before)
        self._showing = False

    def _fit_letters(self) -> None:
        for index in range(self.count()):
            self.item(index).setSizeHint(QSize(0, round(_LINES * self.fontMetrics().height())))

    def _write(self, item: QListWidgetItem, text: str) -> None:
        if item.text() != text:
            item.setText(text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ": "))
            set_tip(item, text)

    def _choose(self, index: int) -> None:
        if not self._showing and 0 <= index < len(self._names):
            self.chosen.emit(self._names[index])


_LIST, _REST = 250, 900
_LEAST = 180


class StudioPage(QWidget):
    """Watches while it is seen."""

    data_wanted = Signal()
    """The user wants to add data."""

    opened = Signal(object)
    """The :class:`Card` of a model that is to be shown in its tab."""

    def __init__(
        self,
        trainings: Trainings,
        messages: MessageBar,
        cards: Callable[[], Sequence[Card]],
        devices: Callable[[], Sequence[str]],
    ) -> None:
        """``cards`` are those of the models that there are, ``devices`` those of PyTorch."""
        super().__init__()
        self.setAccessibleName("Studio")
        self._trainings, self._messages, self._devices = trainings, messages, devices
        self._requests = Requests(self)
        self._opening = Opening(self._requests, self)
        self._making, self._first, self._known = False, True, ""
        self.add = push("New training", "Choose what is to be learned from what")
        self.list = TrainingList()
        self.new = NewPage(self._requests, cards)
        self.detail = Detail(self._requests, messages)
        self.damaged = Paragraph(name="Why it cannot be shown")
        self._lay_out()
        self._wire()
        self._show()

    def _lay_out(self) -> None:
        left = self._left = QWidget()
        left.setMinimumWidth(_LEAST)
        lay_out(left, down(self.add, (self.list, 1), spacing=8), margins=(12, 10, 6, 10))
        self._pages = Pages()
        self._shown_damaged = lay_out(QWidget(), down(self.damaged, None), margins=(14, 10, 14, 10))
        for page in (self.new, self.detail, self._shown_damaged):
            self._pages.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(5)
        splitter.addWidget(left)
        splitter.addWidget(Whole(self._pages))
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LIST, _REST])
        for index in range(2):
            splitter.setCollapsible(index, False)
        lay_out(self, down(splitter))

    def _wire(self) -> None:
        self._trainings.changed.connect(self._show)
        self.add.clicked.connect(self._make)
        self.list.chosen.connect(self._choose)
        self.new.data_wanted.connect(self.data_wanted)
        self._requests.began.connect(self._choose)
        self._requests.changed.connect(self._trainings.look)
        self._requests.failed.connect(lambda sentence: self._messages.show_message(sentence))
        self.detail.wanted.connect(lambda name: self._opening.want(self._trainings.seen.of(name)))
        self._opening.changed.connect(self._show_opening)
        self._opening.found.connect(self.opened)
        self._opening.failed.connect(lambda sentence: self._messages.show_message(sentence))

    def showEvent(self, event: QShowEvent) -> None:
        """Look often."""
        super().showEvent(event)
        self._trainings.watch(True)
        self.offer_devices()
        self.new.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody watches, be it since the window is minimised."""
        super().hideEvent(event)
        self._trainings.watch(False)

    def offer_devices(self) -> None:
        """Offer the devices of PyTorch that are known by now."""
        self.new.form.offer_devices(self._devices())

    def train_on(self, data: str) -> None:
        """Show the form of a new training on a data set."""
        self.new.choose(data)
        self._make()

    def settled(self) -> bool:
        """Whether all that is known of what is shown has been drawn."""
        if not self._trainings.settled:
            return False
        shown: NewPage | Detail = self.detail if self.detail.isVisible() else self.new
        return shown.settled

    def end(self) -> None:
        """The window closes."""
        for each in (self._requests, self._opening, self.new, self.detail):
            each.end()

    def _make(self) -> None:
        self._making, self._first = True, False
        self._show()

    def _choose(self, name: str) -> None:
        self._making = False
        if name == self._trainings.chosen:
            self._show()
        self._trainings.choose(name)

    def _show(self) -> None:
        seen, chosen = self._trainings.seen, self._trainings.chosen
        self._tell_gone(seen, chosen)
        self._opening.look(seen)
        self.new.show_taken(tuple(row.name for row in seen.rows))
        self._left.setVisible(bool(seen.rows or seen.trouble))
        if self._first and seen.rows:
            self._first = False
            if not chosen and seen.at_work:
                # What goes on is what one comes to see.
                self._trainings.choose(seen.at_work[0].folder.name)
                return
        row = None if self._making else seen.of(chosen)
        self.list.show_rows(seen.rows, chosen if row is not None else "")
        trouble = row.trouble if row is not None else "" if self._making else seen.trouble
        if trouble:
            self.damaged.setText(trouble)
            self._pages.setCurrentWidget(self._shown_damaged)
        elif row is None or row.kept is None:
            self._pages.setCurrentWidget(self.new)
        elif seen.name == chosen:
            self.detail.show_training(row.kept, seen.record)
            self._pages.setCurrentWidget(self.detail)
        self._show_opening()

    def _tell_gone(self, seen: Overview, chosen: str) -> None:
        """Say that the training is gone that was shown, unless it was removed from here."""
        before, self._known = self._known, chosen if seen.trouble or seen.of(chosen) else ""
        if before and before == chosen and not self._known and chosen != self._requests.removing:
            self._messages.show_message(
                f"The training {chosen} is no longer there: it was removed elsewhere, or its folder is gone.",
                severity="warning",
            )

    def _show_opening(self) -> None:
        self.detail.set_opening(self._opening.name == self._trainings.chosen)
