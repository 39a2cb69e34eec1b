"""The state of one tab, and the only way to change it: an edit makes a new frozen state and can be undone."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.core.fields import Value
from playground.core.recipe import Recipe, change

S = TypeVar("S", bound=Recipe)


class Store(QObject, Generic[S]):
    """Holds a frozen state. Controls call :meth:`edit`; views listen to :attr:`changed` and draw.

    Setting what is already set changes nothing and emits nothing, so a control that follows the state and
    reports back ends there, without blocked signals.
    """

    changed = Signal(object, object)
    """(old state, new state)"""

    def __init__(self, state: S, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._undo = undo
        self._gesture = 0

    @property
    def state(self) -> S:
        """The current state."""
        return self._state

    def edit(self, label: str, /, **values: Value) -> None:
        """Change fields as one undoable step called ``label``; raises ``RecipeError`` if out of bounds.

        Edits of the same fields within one gesture (until :meth:`end_gesture`) become one step.
        """
        self.replace(label, change(self._state, **values), merge="+".join(sorted(values)))

    def replace(self, label: str, state: S, merge: str = "") -> None:
        """Change to another whole state as one undoable step, which only one of the same ``merge`` joins."""
        if state != self._state:
            self._undo.push(_Edit(self, label, state, merge, self._gesture))

    def act(self, label: str, /, **values: Value) -> None:
        """An edit that is a step of its own, as a click is."""
        self.step(label, change(self._state, **values))

    def step(self, label: str, state: S) -> None:
        """Change to another whole state as a step of its own."""
        self.end_gesture()
        self.replace(label, state)
        self.end_gesture()

    def end_gesture(self) -> None:
        """The mouse button or key was released: the next edit starts a new undo step."""
        self._gesture += 1

    def load(self, state: S) -> None:
        """Set the state without an undo step (a restored session)."""
        self._set(state)

    def _set(self, state: S) -> None:
        old, self._state = self._state, state
        if old != state:
            self.changed.emit(old, state)


class _Edit(QUndoCommand, Generic[S]):
    """One undoable step of a store."""

    def __init__(self, store: Store[S], label: str, state: S, merge: str, gesture: int) -> None:
        super().__init__(label)
        self.store = store
        self._before = store.state
        self._after = state
        self._key = (id(store), merge, gesture)

    def id(self) -> int:
        """Qt merges only commands of one id ≥ 0."""
        return 1 if self._key[1] else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the end of a later edit of the same fields in the same gesture."""
        if not isinstance(other, _Edit) or other._key != self._key:
            return False
        self._after = other._after
        self.setObsolete(self._before == self._after)
        return True

    def redo(self) -> None:
        """Go to the state after the edit."""
        self.store._set(self._after)

    def undo(self) -> None:
        """Go back to the state before the edit."""
        self.store._set(self._before)
