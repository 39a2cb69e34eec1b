"""A slice edits a nested part as if it were the whole."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from playground.core.recipe import Recipe
from playground.ui.state.slice import Slice
from playground.ui.state.store import Store
from tests.support.undoing import undo_stack
from tests.ui.sketch import Spots

pytestmark = pytest.mark.qt


class Middle(Recipe, frozen=True, kw_only=True, tag="middle"):
    spots: Spots = Spots()
    other: Spots = Spots()


class Outer(Recipe, frozen=True, kw_only=True, tag="outer"):
    middle: Middle = Middle()
    title: str = ""


@pytest.fixture
def undo(qtbot: QtBot) -> QUndoStack:
    return undo_stack()


def test_an_edit_of_a_slice_is_one_undoable_edit_of_the_whole(undo: QUndoStack) -> None:
    store = Store(Outer(title="kept"), undo)
    inner = Slice(Slice(store, "middle"), "spots")
    seen: list[tuple[int, int]] = []
    inner.changed.connect(lambda old, new: seen.append((old.count, new.count)))
    inner.edit("count", count=20)
    inner.edit("count", count=30)
    assert (undo.count(), store.state.middle.spots.count, store.state.title) == (1, 30, "kept")
    undo.undo()
    assert inner.state.count == 10
    assert seen == [(10, 20), (20, 30), (30, 10)]


def test_a_slice_is_silent_about_what_is_beside_it(undo: QUndoStack) -> None:
    store = Store(Outer(), undo)
    middle = Slice(store, "middle")
    spots, other = Slice(middle, "spots"), Slice(middle, "other")
    seen: list[object] = []
    spots.changed.connect(lambda _old, new: seen.append(new))
    other.edit("count", count=20)
    store.edit("title", title="new")
    assert seen == []


def test_edits_of_the_same_field_in_two_slices_are_two_steps(undo: QUndoStack) -> None:
    middle = Slice(Store(Outer(), undo), "middle")
    Slice(middle, "spots").edit("count", count=20)
    Slice(middle, "other").edit("count", count=20)
    assert undo.count() == 2


def test_a_gesture_ends_for_all_slices(undo: QUndoStack) -> None:
    store = Store(Outer(), undo)
    spots = Slice(Slice(store, "middle"), "spots")
    spots.edit("count", count=20)
    spots.end_gesture()
    spots.edit("count", count=30)
    assert undo.count() == 2
    spots.load(Spots(count=99))
    assert (undo.count(), store.state.middle.spots.count) == (2, 99)
