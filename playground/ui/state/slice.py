"""A part of a tab's state that is edited like a whole one: a stage of a tab, or one form's recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from playground.core.recipe import Recipe, change
from playground.ui.state.store import S, Store

W = TypeVar("W", bound=Recipe)
"""The state of the whole."""


class Slice(Store[S]):
    """One nested field of another store's state, as a store; its edits are undoable edits of the whole.

    Slices can be nested. ``along`` gives for the whole before and after an edit the one that becomes of it,
    where more than this part is to change.
    """

    def __init__(
        self,
        store: Store[W],
        field: str,
        parent: QObject | None = None,
        along: Callable[[W, W], W] = lambda _old, new: new,
    ) -> None:
        super().__init__(getattr(store.state, field), store._undo, parent)
        self._along: Callable[..., Recipe] = along
        self._whole: Store[Any] = store
        self._field = field
        store.changed.connect(self._follow)
        store.returned.connect(self.returned)

    @property
    def along(self) -> Mapping[str, int]:
        """What goes along with the whole."""
        return self._whole.along

    def send_along(self, name: str, number: int) -> None:
        """Let a number go along with the whole."""
        self._whole.send_along(name, number)

    def mark(self, label: str) -> None:
        """Make an undoable step that changes nothing."""
        self._whole.mark(label)

    def replace(self, label: str, state: S, merge: str = "") -> None:
        """Change to another state of this part as one undoable step."""
        before = self._whole.state
        whole = self._along(before, change(before, **{self._field: state}))
        self._whole.replace(label, whole, merge=f"{self._field}.{merge}" if merge else "")

    def end_gesture(self) -> None:
        """The next edit starts a new undo step."""
        self._whole.end_gesture()

    def load(self, state: S) -> None:
        """Set this part without an undo step."""
        self._whole.load(change(self._whole.state, **{self._field: state}))

    def _follow(self, _old: Recipe, new: Recipe) -> None:
        self._set(getattr(new, self._field))
