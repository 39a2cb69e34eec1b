"""What is told of one result: its title, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from playground.evaluate.sweep.known import Offer
from playground.ui.widgets.buttons import push
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, fill, lay_out
from playground.ui.widgets.plain import set_tip, unmarked

_NARROW = 520


class RemoveButton(QPushButton):
    """Shown only while there is something to take away."""

    removed = Signal(tuple)
    """Results that are to be taken away."""

    def __init__(self) -> None:
        super().__init__("Remove")
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


class ResultDetail(QWidget):
    """A title with buttons beside it, or under it where there is no room; a subclass tells the rest below."""

    opened = Signal(str)
    """The result of this key is to be opened in the tab of its model."""

    removed = Signal(tuple)
    """Results that are to be taken away."""

    def __init__(self, opens: str, *more: QWidget) -> None:
        """``opens`` says what is opened; ``more`` buttons stand beside the others."""
        super().__init__()
        self.key = self.command_line = ""
        self.title = Label(wraps=True)
        self.open = push("Open in its tab", opens)
        self.open.clicked.connect(lambda: self.opened.emit(self.key))
        self.copy = push("Copy command", "Copy the command line that measures this again")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.command_line))
        self.remove = RemoveButton()
        self.remove.removed.connect(self.removed)
        self.column, self._top = QVBoxLayout(self), QHBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        fill(self.column, self._top, spacing=4)
        self._acts = lay_out(QWidget(), across(self.open, *more, self.copy, self.remove, None))
        fill(self._top, (self.title, 1), self._acts)

    def set_simple(self, simple: bool) -> None:
        """Leave out what else can be done with it, or offer it."""
        self._acts.setHidden(simple)

    def tell(self, title: str, key: str = "", command: str = "", removable: Sequence[Offer] = ()) -> None:
        """Show what can be done: a result of this key, if any, is opened, the command that measures it again,
        if any, is copied, and what is ``removable`` is taken away."""
        self.key, self.command_line = key, command
        self.title.setText(title)
        self.open.setVisible(bool(key))
        self.copy.setVisible(bool(command))
        self.remove.offer(removable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long title and the buttons do not fit beside each other in a narrow one."""
        super().resizeEvent(event)
        beside = self.width() >= _NARROW
        ways = QBoxLayout.Direction
        self._top.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


def told_text(name: str) -> Label:
    """A text of several lines that can be copied."""
    return Label(name=name, align=Qt.AlignmentFlag.AlignTop, wraps=True, selectable=True)
