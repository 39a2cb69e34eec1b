"""The button whose menu takes own results away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from playground.ui.plain import set_tip, unmarked
from playground.ui.tabs.compare.removal import Offer


class RemoveButton(QPushButton):
    """Shown only while there is something to take away."""

    removed = Signal(tuple)
    """Results that are to be taken away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Remove", parent)
        set_tip(self, "Take own results away, with their files (Del: this one); Ctrl+Z brings them back")
        self.setMenu(QMenu(self))
        self.hide()

    def offer(self, removable: Sequence[Offer]) -> None:
        """Let the menu offer these."""
        menu = self.menu()
        menu.clear()
        for each in removable:
            menu.addAction(unmarked(each.title)).triggered.connect(partial(self._ask, each))
        self.setVisible(bool(removable))

    def _ask(self, offer: Offer, _checked: bool = False) -> None:
        self.removed.emit(offer.results)
