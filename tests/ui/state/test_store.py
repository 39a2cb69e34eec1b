"""Every edit can be undone, and a gesture is one step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.ui.state.store import Store
from tests.support.undoing import undo_stack
from tests.ui.sketch import Spots

pytestmark = pytest.mark.qt

EDIT = st.one_of(
    st.tuples(st.just("count"), st.integers(1, 1000)),
    st.tuples(st.just("way"), st.sampled_from(["straight", "curved"])),
    st.tuples(st.just("release"), st.none()),
)


@given(st.lists(EDIT, max_size=30))
def test_undoing_everything_returns_the_start_and_redoing_the_end(edits: list[tuple[str, object]]) -> None:
    undo = undo_stack()
    store = Store(Spots(), undo)
    for name, value in edits:
        if name == "release":
            store.end_gesture()
        else:
            store.edit(name, **{name: value})
    end = store.state
    while undo.canUndo():
        undo.undo()
    assert store.state == Spots()
    while undo.canRedo():
        undo.redo()
    assert store.state == end


def test_edits_of_one_gesture_are_one_step() -> None:
    undo = undo_stack()
    store = Store(Spots(), undo)
    for count in range(20, 30):
        store.edit("count", count=count)
    store.end_gesture()
    store.edit("count", count=5)
    assert undo.count() == 2
    assert undo.undoText() == "count"


def test_an_edit_that_changes_nothing_is_none() -> None:
    undo = undo_stack()
    store = Store(Spots(), undo)
    heard: list[object] = []
    store.changed.connect(lambda old, new: heard.append((old, new)))
    store.edit("count", count=10)
    store.load(Spots())
    assert (undo.count(), heard) == (0, [])


def test_an_illegal_edit_changes_nothing() -> None:
    store = Store(Spots(), undo_stack())
    with pytest.raises(RecipeError, match="Spots"):
        store.edit("count", count=0)
    assert store.state == Spots()


def test_a_field_may_be_called_label() -> None:
    class Labelled(Recipe, frozen=True, kw_only=True, tag="labelled"):
        label: int = 0

    store = Store(Labelled(), undo_stack())
    store.edit("choose a label", label=3)
    assert store.state.label == 3
