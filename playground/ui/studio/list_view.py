"""The list of all trainings, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from playground.ui.studio.seen import Row
from playground.ui.studio.words import in_list
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled

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
            self._make_room()
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

    def _make_room(self) -> None:
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
