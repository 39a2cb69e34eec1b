"""The class of a race is chosen among those that its lanes know, none included."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from playground.core.cards import Card, LabelCondition, labelled
from playground.paradigms import flow
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.race.candidates import entry, refusal_of_none
from playground.ui.stage.known_choice import KnownChoice
from tests.support.race_world import CARDS, told_nothing
from tests.ui.tabs.compare.race.conftest import LANES, RaceBench

pytestmark = pytest.mark.qt

DENOISERS = LANES[:3]
NAMES = ["Spots", "Stripes", "No label"]
GAN = gan.Sample(model="gan")
BARRED = "Racing gan always has to be told a class."


def choice(bench: RaceBench) -> KnownChoice:
    editor = bench.controls.form.editors["label"]
    assert isinstance(editor, KnownChoice)
    return editor


def listed(bench: RaceBench) -> list[str]:
    box = choice(bench).box
    return [box.itemText(index) for index in range(box.count())]


def barred(bench: RaceBench) -> dict[str, str]:
    """The entries that cannot be chosen, and what is said of them."""
    box = choice(bench).box
    flags = [box.model().flags(box.model().index(index, 0)) for index in range(box.count())]
    return {
        box.itemText(index): str(box.itemData(index, Qt.ItemDataRole.ToolTipRole))
        for index, each in enumerate(flags)
        if not each & Qt.ItemFlag.ItemIsEnabled
    }


def test_no_label_is_chosen_where_all_who_race_know_it_and_is_drawn(bench: RaceBench) -> None:
    bench.edit(lanes=DENOISERS)
    assert listed(bench) == NAMES and barred(bench) == {}
    bench.asked.clear()
    box = choice(bench).box
    box.setCurrentIndex(2)
    box.activated.emit(2)
    bench.settle()
    assert bench.state.race.label == 2 and box.currentText() == "No label" and bench.undo.count() == 2
    assert set(bench.run) == {entry(lane, bench.state.race) for lane in DENOISERS}
    assert {lane.label for lane in bench.run} == {2} and bench.scene.grid.complete  # type: ignore[attr-defined]
    assert bench.reports == []


def test_no_label_says_whose_model_has_to_be_told_a_class(bench: RaceBench) -> None:
    assert GAN in bench.state.race.lanes and barred(bench) == {"No label": BARRED}
    bench.edit(lanes=DENOISERS)
    assert barred(bench) == {}
    bench.edit(lanes=(*DENOISERS, GAN))
    assert barred(bench) == {"No label": BARRED}
    # Neither who is told nothing nor who draws other things is in the way.
    bench.stage.take_models((*CARDS.values(), told_nothing(), elsewhere()))
    bench.edit(lanes=(*DENOISERS, flow.Sample(model="free"), flow.Sample(model="elsewhere")))
    assert barred(bench) == {}


@pytest.mark.parametrize("label", [0, 1, 2])
def test_what_a_session_says_is_always_shown(bench: RaceBench, label: int) -> None:
    bench.edit(lanes=(*DENOISERS, GAN), label=label)
    assert choice(bench).box.currentText() == NAMES[label]
    bench.edit(lanes=(flow.Sample(model="gone"),))
    assert choice(bench).box.currentText() == NAMES[label]
    assert "No label" in barred(bench)


def test_a_label_that_no_model_is_there_to_name_is_shown_by_its_number(bench: RaceBench) -> None:
    bench.edit(lanes=(flow.Sample(model="gone"),), label=7)
    assert bench.state.race.label == 7 and choice(bench).box.currentText() == "Label 7"
    bench.edit(lanes=DENOISERS, label=1)
    assert listed(bench) == NAMES


def test_classes_that_have_no_names_are_listed_by_their_numbers(bench: RaceBench) -> None:
    nameless = replace(CARDS["flow"], name="nameless", labels=())
    bench.stage.take_models((*CARDS.values(), nameless))
    bench.edit(lanes=(flow.Sample(model="nameless"),), label=1)
    assert listed(bench) == ["Label 0", "Label 1", "No label"]
    assert choice(bench).box.currentText() == "Label 1"


def elsewhere() -> Card:
    """A model that always has to be told a class, and draws other things."""
    return replace(told("elsewhere", LabelCondition(classes=2)), data="other-things")


def told(name: str, condition: LabelCondition) -> Card:
    table: Any = CARDS["flow"].tables[0]
    return replace(
        CARDS["flow"], name=name, title=name.title(), tables=(replace(table, condition=condition),)
    )


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        ((), "No model that draws a class is there."),
        ((labelled(2), labelled(2)), None),
        ((LabelCondition(classes=2, null=0), labelled(2)), None),
        ((labelled(2), LabelCondition(classes=2)), "M1 always has to be told a class."),
        ((LabelCondition(classes=2), labelled(2)), "M0 always has to be told a class."),
        ((labelled(2), labelled(3)), "M0 and M1 do not know equally many classes."),
    ],
)
def test_models_draw_without_a_class_together_where_each_can_and_it_is_said_alike(
    conditions: tuple[LabelCondition, ...], why: str | None
) -> None:
    cards = [told(f"m{number}", condition) for number, condition in enumerate(conditions)]
    assert refusal_of_none(cards) == why
