"""Going to another tab as part of an edit, so that undoing the edit leads back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.ui.shell.desk import Desk
from playground.ui.tab import Tab


class Ways:
    """From the tab that is shown to others."""

    def __init__(self, desk: Desk, undo: QUndoStack) -> None:
        self._desk, self._undo = desk, undo

    @contextlib.contextmanager
    def to(self, name: str) -> Iterator[Tab | None]:
        """Show a tab, if there is one of that name; the way and what is edited there are one step to undo."""
        here = self._desk.open_name
        if here in ("", name) or name not in self._desk.names:
            yield self._desk.visit(name)
            return
        self._undo.beginMacro("Show in another tab")
        try:
            self._undo.push(_Way(self._desk, here, name))
            yield self._desk.current
        finally:
            self._undo.endMacro()


class _Way(QUndoCommand):
    """The way from one tab to another, and back."""

    def __init__(self, desk: Desk, here: str, there: str) -> None:
        super().__init__()
        self._desk, self._here, self._there = desk, here, there

    def redo(self) -> None:
        """Show the other tab."""
        self._desk.visit(self._there)

    def undo(self) -> None:
        """Show the tab that was left."""
        self._desk.visit(self._here)
