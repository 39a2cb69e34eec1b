"""Undo stacks for tests of parts of the window."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack

_ALIVE: list[QUndoStack] = []


def undo_stack() -> QUndoStack:
    """A stack that outlives the test, as the window's outlives its tabs.

    The garbage collector may take a stack's commands before it, which Qt then deletes once more.
    """
    _ALIVE.append(QUndoStack())
    return _ALIVE[-1]
