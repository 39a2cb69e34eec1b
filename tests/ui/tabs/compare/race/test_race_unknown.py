"""A race whose lanes tell their models a class or a style that these do not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from playground.core.cards import Card, Condition, LabelCondition, TokenCondition, Unconditional
from playground.core.conditions import condition_of, refusal_of_label
from playground.core.recipe import change
from playground.paradigms import flow
from playground.paradigms.race.candidates import takes_class
from playground.paradigms.race.recipes import LaneRecipe
from playground.paradigms.words.recipes import Sample as Words
from playground.ui.stage.known_choice import KnownChoice
from playground.ui.tabs.compare.race.scene import fit
from playground.ui.tabs.compare.race.state import RaceState
from tests.support.race_world import CARDS
from tests.ui.tabs.compare.race.conftest import FIRST, RaceBench

pytestmark = pytest.mark.qt

FAR = 500
SAID = f"Racing ddpm does not know the label {FAR}; “stripes” is taken instead."


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Any]:
    """Opens the stage of a session with a state."""
    benches: list[RaceBench] = []

    def open_with(state: RaceState) -> RaceBench:
        bench = RaceBench(state)
        benches.append(bench)
        qtbot.addWidget(bench.stage)
        qtbot.addWidget(bench.controls)
        bench.stage.show()
        bench.settle()
        return bench

    yield open_with
    for bench in benches:
        bench.link.close()


def test_a_session_with_a_label_that_its_lanes_lack_is_raced_with_all_else_as_it_was(opened: Any) -> None:
    asked = FIRST.with_values(label=FAR, seed=7, clock="milliseconds", position=0.5, chosen=2)
    bench = opened(asked)
    # A GAN has to be told a class, so the nearest that all know is the last one.
    assert bench.state == asked.with_values(label=1)
    assert bench.reports == [SAID] and bench.undo.count() == 0
    assert bench.scene.grid.complete and not any(lane.why for lane in bench.view.lanes)
    assert {lane.label for lane in bench.run if takes_class(lane, CARDS[lane.model])} == {1}


def test_a_race_of_somebody_is_fitted_too_and_undone(bench: RaceBench) -> None:
    before = bench.state
    bench.store.replace("Open", before.with_values(label=FAR, seed=3))
    bench.settle()
    assert bench.state.with_values(position=0.0) == before.with_values(label=1, seed=3, position=0.0)
    assert bench.reports == [SAID]
    editor = bench.controls.form.editors["label"]
    assert isinstance(editor, KnownChoice) and editor.box.currentText() == "Stripes"
    bench.undo.undo()
    bench.settle()
    assert bench.state.race.label == before.race.label and bench.state.race.seed == before.race.seed


def test_a_label_that_the_first_lane_knows_stays_and_others_say_that_they_do_not(opened: Any) -> None:
    bench = opened(FIRST.with_values(label=2))
    why = {lane.model: lane.why for lane in bench.view.lanes if lane.why}
    assert bench.state.race.label == 2 and bench.reports == []
    assert set(why) == {"Racing gan"} and "Label 2 does not exist" in why["Racing gan"]


WORDS = TokenCondition(length=7, vocabulary="words.json", features=5, styles=("noto", "fluent"))


def told(name: str, condition: Condition, data: str = "made-up") -> Card:
    """A model that is told so."""
    table: Any = CARDS["flow"].tables[0]
    labels = tuple(f"thing {number}" for number in range(condition.classes))
    return replace(
        CARDS["flow"], name=name, title=name.title(), data=data, labels=labels,
        tables=(replace(table, condition=condition),),
    )  # fmt: skip


def test_lanes_are_told_no_style_where_their_models_do_not_know_it() -> None:
    cards = {name: told(name, WORDS) for name in ("one", "two")}
    lanes: tuple[LaneRecipe, ...] = (
        Words(model="one", prompt="red heart", style="comic", steps=3),
        Words(model="two", prompt="red heart", style="noto"),
        Words(model="two", prompt="blue circle", style="comic", negative="red"),
        Words(model="gone", prompt="blue circle", style="comic"),
    )
    found = fit(RaceState().with_values(lanes=lanes), cards)
    assert found is not None
    assert found.sentence == "One and Two do not know the style “comic”; none is taken instead."
    bare = (change(lanes[0], style=""), lanes[1], change(lanes[2], style=""), lanes[3])
    assert found.state == RaceState().with_values(lanes=bare) and fit(found.state, cards) is None


def test_models_that_are_told_no_classes_leave_the_label_to_the_others() -> None:
    cards = {"free": told("free", Unconditional()), "three": told("three", LabelCondition(classes=3))}
    free, three = (flow.Sample(model=name) for name in cards)
    assert fit(RaceState().with_values(lanes=(free,), label=FAR), cards) is None
    assert fit(RaceState().with_values(lanes=(free, three), label=2), cards) is None
    found = fit(RaceState().with_values(lanes=(free, three), label=FAR), cards)
    assert found is not None and found.state.race.label == 2


conditions = st.one_of(
    st.just(Unconditional()),
    st.just(WORDS),
    st.integers(1, 5).map(lambda classes: LabelCondition(classes=classes)),
    st.integers(1, 5).map(lambda classes: LabelCondition(classes=classes, null=classes)),
)


@given(
    known=st.lists(st.tuples(conditions, st.sampled_from(("made-up", "other"))), min_size=1, max_size=4),
    label=st.one_of(st.integers(0, 6), st.just(FAR)),
    gone=st.booleans(),
)
def test_a_label_changes_where_the_first_that_is_told_one_lacks_it_and_then_all_who_race_know_it(
    known: list[tuple[Condition, str]], label: int, gone: bool
) -> None:
    cards = {f"m{number}": told(f"m{number}", *each) for number, each in enumerate(known)}
    lanes = tuple(flow.Sample(model=name) for name in (*(("gone",) if gone else ()), *cards))
    state = RaceState().with_values(lanes=lanes, label=label)
    by_class = [card for card in cards.values() if condition_of(card).classes]
    found = fit(state, cards)
    if not by_class:
        assert found is None
        return
    first = by_class[0]
    assert (found is not None) == bool(refusal_of_label(label, condition_of(first), first.title))
    if found is not None:
        taken = found.state.race.label
        assert found.state == state.with_values(label=taken) and fit(found.state, cards) is None
        racing = [card for card in by_class if card.data == first.data]
        assert not any(refusal_of_label(taken, condition_of(card), card.title) for card in racing)
        assert any(refusal_of_label(taken + 1, condition_of(card), card.title) for card in racing)
