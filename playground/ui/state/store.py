"""The state of one tab, and the only way to change it: an edit makes a new frozen state and can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.core.fields import Value
from playground.core.recipe import Recipe
from playground.ui.state.controls import edited

S = TypeVar("S", bound=Recipe)


class Store(QObject, Generic[S]):
    """Holds a frozen state. Controls call :meth:`edit`; views listen to :attr:`changed` and draw.

    Setting what is already set changes nothing and emits nothing, so a control that follows the state and
    reports back ends there, without blocked signals.
    """

    changed = Signal(object, object)
    """(old state, new state)"""

    returned = Signal()
    """An edit was undone or made again, after the state has changed with it."""

    def __init__(self, state: S, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._undo = undo
        self._gesture = 0
        self._numbers: Mapping[str, int] = {}

    @property
    def along(self) -> Mapping[str, int]:
        """What goes along with the state: no edit sets it, but undo and redo give that of then back."""
        return self._numbers

    def send_along(self, name: str, number: int) -> None:
        """Let a number go along with the state from now on."""
        self._numbers = {**self._numbers, name: number}

    @property
    def state(self) -> S:
        """The current state."""
        return self._state

    def edit(self, label: str, /, **values: Value) -> None:
        """Change controls as one undoable step called ``label``; raises ``RecipeError`` if out of bounds.

        Edits of the same controls within one gesture (until :meth:`end_gesture`) become one step.
        """
        self.replace(label, edited(self._state, **values), merge="+".join(sorted(values)))

    def replace(self, label: str, state: S, merge: str = "") -> None:
        """Change to another whole state as one undoable step, which only one of the same ``merge`` joins."""
        if state != self._state:
            self._undo.push(_Edit(self, label, state, merge, self._gesture))

    def mark(self, label: str) -> None:
        """Make an undoable step that changes nothing but what goes along with the state."""
        self.end_gesture()
        self._undo.push(_Edit(self, label, self._state, "", self._gesture))

    def act(self, label: str, /, **values: Value) -> None:
        """An edit that is a step of its own, as a click is."""
        self.step(label, edited(self._state, **values))

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

    def _return(self, state: S, along: Mapping[str, int]) -> None:
        self._numbers = along
        self._set(state)
        self.returned.emit()

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
        self._along_before = store.along
        self._along_after: Mapping[str, int] | None = None

    def id(self) -> int:
        """Qt merges only commands of one id ≥ 0."""
        return 1 if self._key[1] else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the end of a later edit of the same fields in the same gesture."""
        if not isinstance(other, _Edit) or other._key != self._key:
            return False
        self._after = other._after
        self.setObsolete(self._before == self._after and self._along_before == self.store.along)
        return True

    def redo(self) -> None:
        """Go to the state after the edit."""
        if self._along_after is None:
            self.store._set(self._after)
        else:
            self._along_before = self.store.along
            self.store._return(self._after, self._along_after)

    def undo(self) -> None:
        """Go back to the state before the edit."""
        self._along_after = self.store.along
        self.store._return(self._before, self._along_before)
