"""A model that is told factors has a menu of them, and no other model has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.core.cards import Factor, FactorCondition
from playground.ui.sampling.factors_editor import FactorsEditor
from playground.ui.tabs.flow import TAB
from tests.support.garment_denoiser import FLOW, garment_card, garment_cards
from tests.ui.sampling.bench import BothWorld, StageBench

pytestmark = pytest.mark.qt

TOLD = FactorCondition(
    factors=(
        Factor(name="hair_colour", values=("red", "blue")),
        Factor(name="rock&roll", values=("none", "loud", "very loud")),
        Factor(name="mood", values=("glad", "sad")),
    )
)
CARD = garment_card("told", replace(FLOW, condition=TOLD), "Told factors")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = StageBench(TAB, BothWorld(*garment_cards(), CARD))
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.scene.edit("few", steps=2, guidance=2.0, **{"samples.count": 1})
    bench.tab.show()
    yield bench
    bench.link.close()


@pytest.fixture
def editor(qtbot: QtBot, bench: StageBench) -> FactorsEditor:
    form = bench.stage.controls()
    qtbot.addWidget(form)
    (found,) = form.findChildren(FactorsEditor)
    return found


def choose(editor: FactorsEditor, factor: str, value: str) -> None:
    menu = editor.menu()
    (values,) = (each for each in menu.findChildren(QMenu) if each.title().startswith(factor))
    (action,) = (each for each in values.actions() if each.text() == value)
    action.trigger()
    menu.close()


def test_values_are_chosen_one_by_one_and_left_open_again(bench: StageBench, editor: FactorsEditor) -> None:
    assert not editor.isVisibleTo(editor.window()) and bench.images.samples.guidance == 2.0
    bench.scene.choose_model(CARD)
    assert editor.isVisibleTo(editor.window()) and editor.button.text() == "Any ▾"
    # It was measured unguided, and no control would say that it is guided.
    assert bench.images.samples.guidance == 1.0
    choose(editor, "Hair colour", "blue")
    assert bench.images.samples.factors == "hair_colour=blue"
    assert editor.button.text() == "Hair colour blue ▾"
    choose(editor, "Rock&&roll", "very loud")
    choose(editor, "Mood", "sad")
    assert bench.images.samples.factors == "hair_colour=blue, rock&roll=very loud, mood=sad"
    assert editor.button.text() == "Hair colour blue, rock&&roll very loud, 1 more ▾"
    choose(editor, "Hair colour", "Left open")
    assert editor.asked == {"rock&roll": "very loud", "mood": "sad"}
    bench.undo.undo()
    assert editor.asked["hair_colour"] == "blue"
    menu = editor.menu()
    checked = [
        each.text() for values in menu.findChildren(QMenu) for each in values.actions() if each.isChecked()
    ]
    assert checked == ["blue", "very loud", "sad"]
    menu.actions()[0].trigger()
    assert bench.images.samples.factors == "" and not editor.menu().actions()[0].isEnabled()


def test_another_model_is_not_told_what_it_does_not_know(bench: StageBench, editor: FactorsEditor) -> None:
    bench.scene.choose_model(CARD)
    choose(editor, "Mood", "glad")
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    assert bench.images.samples.factors == "" and not editor.isVisibleTo(editor.window())
    bench.scene.choose_model(CARD)
    bench.scene.edit("by a recipe", factors="moon=full")
    assert editor.asked == {} and editor.button.text() == "Any ▾"
