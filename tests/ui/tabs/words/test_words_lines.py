"""Of a prompt of several lines each panel but those with rows for them draws the one that is chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QTextCursor

from playground.core.recipe import change
from playground.ui.tabs.words.spec import IMAGES
from playground.ui.tabs.words.state import WordsImages
from tests.ui.sampling.bench import StageBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]

TWO = "red heart\n\nblue circle"
OF_A_LINE = ("edit", "interpolate")


@pytest.mark.parametrize("view", OF_A_LINE)
@pytest.mark.parametrize(("row", "line"), [(0, "red heart"), (1, "blue circle"), (9, "blue circle")])
def test_a_recipe_is_of_the_chosen_line_and_shows_without_the_others_being_lost(
    view: str, row: int, line: str
) -> None:
    state = WordsImages(panel=view).with_values(prompt=TWO, row=row)
    recipe = IMAGES.views[view].of(state)
    assert recipe.prompt == line and getattr(recipe, "edited", line) == line
    assert state.applying(recipe, IMAGES.views).value("prompt") == TWO
    alone = WordsImages().with_values(prompt="green square\nred").applying(recipe, IMAGES.views)
    assert alone.value("prompt") == line and IMAGES.views[view].of(alone) == recipe


@pytest.mark.parametrize("view", ["attention", "plane"])
def test_a_row_that_the_prompt_no_longer_has_is_its_last(view: str) -> None:
    assert IMAGES.views[view].of(WordsImages().with_values(prompt=TWO, row=9)).row == 1
    assert IMAGES.views[view].of(WordsImages().with_values(prompt="red heart", row=1)).row == 0
    assert IMAGES.views[view].of(WordsImages().with_values(prompt=" \n", row=1)).row == 0


@pytest.mark.parametrize("name", OF_A_LINE)
def test_panels_draw_the_chosen_line_and_report_nothing(bench: StageBench, name: str) -> None:
    bench.scene.edit("several", prompt=TWO, row=1, frames=3, **{"edit.count": 1})
    panel = bench.panel(name)
    assert bench.reports == []
    arrays = bench.scene.whole(name).frame.arrays
    assert [word for word in arrays["words"][0].tolist()[1:] if word] == ["blue", "circle"]
    assert panel.box.note.words.startswith("Here “blue circle” is drawn; Line, from 0 to 1,")
    assert [word.text for word in panel.box.bar.words] == ["blue", "circle"]
    alone = bench.world.frame(change(bench.scene.recipe("samples"), prompt="blue circle", seed=0, count=1))
    drawn = arrays["images"].reshape(-1, *arrays["images"].shape[-3:])[0]
    np.testing.assert_allclose(drawn.astype(int), alone.arrays["images"][0], atol=1)
    bench.scene.edit("first", row=0)
    bench.settle()
    words = bench.scene.whole(name).frame.arrays["words"][0].tolist()
    assert words[1:3] == ["red", "heart"] and "Here “red heart”" in panel.box.note.words
    assert [word.text for word in panel.box.bar.words] == ["red", "heart"]


def test_what_is_not_read_is_marked_where_it_stands_in_the_whole_prompt(bench: StageBench) -> None:
    bench.scene.edit("several", prompt="yak heart\nblue zebra", row=1, **{"edit.count": 1})
    bench.settle()
    assert bench.scene.read_of("prompt").unread == ((0, 3), (15, 20))
    panel = bench.panel("edit")
    assert bench.scene.read_of("prompt").unread == ((0, 3), (15, 20))
    bench.scene.edit("others", prompt="heart\nzebra yak")
    bench.settle()
    assert bench.scene.read_of("prompt").unread == ((6, 11), (12, 15))
    panel.box.edit.moveCursor(QTextCursor.MoveOperation.End)
    assert [panel.box.bar._is_marked(word) for word in panel.box.bar.words] == [True, True]
    assert "zebra" in panel.box.note.words


@pytest.mark.parametrize(
    ("name", "field", "said"),
    [
        ("edit", "edited", "edited prompt"),
        ("interpolate", "other", "second prompt"),
    ],
)
def test_several_lines_of_another_text_are_said_under_it_until_they_are_mended(
    bench: StageBench, name: str, field: str, said: str
) -> None:
    panel = bench.panel(name)
    boxes: list[Any] = [panel.edited if name == "edit" else panel.other]
    box = next(each for each in boxes if each.name == field)
    box.edit.setPlainText("red\nblue")
    bench.scene.come_to_rest()
    bench.settle()
    assert f"of the {said} away" in box.note.words and bench.reports == []
    box.edit.setPlainText("blue")
    bench.scene.come_to_rest()
    bench.settle()
    assert box.note.words == "" and bench.scene.whole(name).recipe == bench.scene.recipe(name)


def test_swapping_the_ends_of_a_way_leaves_the_other_lines(bench: StageBench) -> None:
    panel = bench.panel("interpolate")
    bench.scene.edit("several", prompt=TWO, row=1, other="green square", frames=3)
    panel.swap.click()
    assert (bench.images.value("prompt"), bench.images.value("other")) == (
        "red heart\n\ngreen square",
        "blue circle",
    )
