"""The Consistency tab as a whole: stages, exports, lessons, and no models."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.words import magnitude
from playground.engine.inprocess import final
from playground.export.metadata import read_recipe
from playground.ui.explain.content import load_explanation, load_lessons
from playground.ui.explain.staged import StagedExplanation
from playground.ui.stage.stage import Stage
from playground.ui.state.controls import controls
from playground.ui.tabs.consistency import TAB
from playground.ui.tabs.consistency.explain import ConsistencyBinding
from playground.ui.tabs.consistency.state import ConsistencyState
from tests.support.whole_file import read_whole
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


def test_without_models_the_lab_works_and_images_say_what_is_missing(qtbot: QtBot) -> None:
    bench = StageBench(TAB, cards=False)
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    bench.pump(20)
    assert bench.tab.stage.scene.feed.frame is not None
    assert not isinstance(bench.stage, Stage)
    bench.link.close()


def test_only_models_that_jump_are_offered(bench: StageBench) -> None:
    assert set(bench.scene.cards) == {"fashion-consistency"}


def test_the_state_survives_a_session(bench: StageBench) -> None:
    state = bench.tab.store.state
    assert msgspec.json.decode(msgspec.json.encode(state), type=ConsistencyState) == state


@pytest.mark.parametrize("panel", ["rows", "jumps", "multistep"])
def test_everything_shown_can_be_written_with_its_recipe(
    bench: StageBench, panel: str, tmp_path: Path
) -> None:
    bench.panel(panel)
    exports = bench.stage.panels.open.exports()
    assert exports and {each.title for each in exports} <= {each.title for each in bench.tab.exports()}
    for number, export in enumerate(exports):
        for suffix in export.suffixes:
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)
            if suffix != ".csv":
                recipe, _facts = read_recipe(path)
                assert recipe.model == "fashion-consistency"


def test_jumps_are_written_as_pictures_of_x_and_of_ends(bench: StageBench, tmp_path: Path) -> None:
    bench.panel("jumps")
    export = next(each for each in bench.stage.panels.open.exports() if "consistency, pictures" in each.title)
    export.save(tmp_path / "jumps.npz", False, unwatched)
    arrays = final(bench.scene.recipe("jumps"), bench.world).arrays
    with np.load(tmp_path / "jumps.npz") as file:
        np.testing.assert_array_equal(file["images"], np.concatenate([arrays["x"], arrays["ends"]]))


def test_every_panel_has_its_section_and_its_equations(bench: StageBench) -> None:
    explanation, binding = load_explanation("consistency"), ConsistencyBinding()
    for panel in bench.stage.spec.panels:
        explanation.section(panel)
        bench.scene.edit("open", panel=panel)
        shown = binding.shown(bench.tab)
        assert shown and set(shown) <= set(binding.equations)
    explanation.section("lab")


def test_every_field_that_lights_terms_exists(bench: StageBench) -> None:
    state = bench.tab.store.state
    fields = {*controls(type(state.images)), *state.lab.run.__struct_fields__}
    assert set(ConsistencyBinding.terms) <= fields


def test_values_under_equations_follow_what_is_shown(bench: StageBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    assert isinstance(explanation, StagedExplanation)
    qtbot.addWidget(explanation)
    bench.panel("jumps")
    explanation.refresh()
    spread = bench.scene.feeds["jumps"].last.frame.arrays["spread"].max()
    values = explanation.panel.equations["spread"].values
    assert values["spread"] == f"{magnitude(spread)} at most" and values["dimensions"] == "D = 784"


@pytest.mark.parametrize("lesson", load_lessons("consistency"), ids=lambda lesson: lesson.id)
def test_a_lesson_shows_what_it_speaks_of(bench: StageBench, qtbot: QtBot, lesson: object) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    before = bench.tab.store.state
    explanation.guide.choose(lesson)
    bench.pump(5)
    assert bench.reports == []
    assert bench.tab.store.state.stage == lesson.preset["stage"]
    assert bench.tab.store.state != before
    bench.undo.undo()
    assert bench.tab.store.state == before
