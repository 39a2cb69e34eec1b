"""Typing: the picture follows, what is not read is said, and words are weighed by dragging them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from playground.core.errors import ModelFileError, RecipeError
from playground.core.paradigm import Run
from playground.core.prompts import parse
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.core.vocabulary import LONGEST
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.words import prompt_panel
from playground.ui.tabs.words.prompt_panel import PromptPanel
from playground.ui.tabs.words.word_bar import _shown
from playground.ui.tabs.words.words_of import letters_before, line_at, place_of, with_weight, written_at
from tests.support.double_click import double_click
from tests.ui.sampling.bench import StageBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(bench: StageBench) -> PromptPanel:
    found = bench.panel("prompt")
    assert isinstance(found, PromptPanel)
    return found


@pytest.fixture
def panel_of_fast(fast: StageBench) -> PromptPanel:
    found = fast.panel("prompt")
    assert isinstance(found, PromptPanel)
    return found


def shown(panel: PromptPanel) -> np.ndarray:
    """All pictures that are seen, row by row."""
    images = panel.matrix._images
    return images.reshape(-1, *images.shape[3:])


def rest(bench: StageBench) -> None:
    bench.scene.come_to_rest()
    bench.settle()


def test_at_rest_pictures_are_those_of_the_recipe(bench: StageBench, panel: PromptPanel) -> None:
    np.testing.assert_array_equal(
        shown(panel), bench.world.frame(bench.scene.recipe("samples")).arrays["images"]
    )
    assert "6 steps, 12 NFE" in panel.told.text()


def test_while_one_types_drafts_follow_and_then_all_steps(bench: StageBench, panel: PromptPanel) -> None:
    bench.forget()
    QTest.keyClicks(panel.box.edit, " circle")
    bench.settle()
    assert bench.images.value("prompt") == "red heart circle"
    assert bench.asked("samples") == [] and {each.steps for each in bench.asked("draft")} == {2}
    draft = bench.world.frame(change(bench.scene.recipe("samples"), steps=2))
    np.testing.assert_array_equal(shown(panel), draft.arrays["images"])
    rest(bench)
    (asked,) = bench.asked("samples")
    assert asked == bench.scene.recipe("samples")
    np.testing.assert_array_equal(shown(panel), bench.world.frame(asked).arrays["images"])


def test_a_draft_is_finished_before_the_next_is_asked_for(bench: StageBench, panel: PromptPanel) -> None:
    bench.forget()
    QTest.keyClicks(panel.box.edit, "abc")
    assert len(bench.asked("draft")) == 1, "the first still runs"
    bench.settle()
    assert [each.prompt for each in bench.asked("draft")] == ["red hearta", "red heartabc"]


def test_words_are_undone_one_by_one(bench: StageBench, panel: PromptPanel) -> None:
    QTest.keyClicks(panel.box.edit, " blue circle")
    rest(bench)
    bench.undo.undo()
    assert bench.images.value("prompt") == "red heart blue"
    bench.undo.undo()
    assert bench.images.value("prompt") == "red heart" == panel.box.edit.text


def test_lines_are_rows_over_the_same_noises(bench: StageBench, panel: PromptPanel) -> None:
    bench.scene.edit("lines", prompt="red heart\nblue circle\n\nred heart")
    bench.settle()
    assert panel.matrix.shape == (3, 2, 1)
    assert [heading.title for heading in panel.matrix.rows] == ["red heart", "blue circle", "red heart"]
    first, second, third = shown(panel).reshape(3, 2, 3, 8, 8)
    np.testing.assert_array_equal(first, third)
    assert (first != second).any()


def test_a_new_line_says_that_it_is_another_prompt_and_the_words_stay(
    bench: StageBench, panel: PromptPanel
) -> None:
    box = panel.box
    QTest.keyClick(box.edit, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert "Each line is a prompt of its own" in box.note.words
    drag(panel, 1, 60)
    assert bench.images.value("prompt") == "red (heart:2)\n", "those of the line above can still be weighed"
    rest(bench)
    assert "Each line is a prompt of its own" in box.note.words
    QTest.keyClicks(box.edit, "blue")
    rest(bench)
    assert box.note.words == "" and panel.matrix.shape[0] == 2
    assert [word.text for word in box.bar.words] == ["blue"]


def test_a_word_that_is_not_known_is_named_and_marked(bench: StageBench, panel: PromptPanel) -> None:
    bench.scene.edit("odd", prompt="red <b>zebra</b>")
    bench.settle()
    assert "zebra" in panel.box.note.words
    assert (7, 12) in panel.box.bar._unknown
    assert (7, 12) in panel.box.edit.marks.places


@pytest.mark.parametrize(
    ("prompt", "chips", "named"),
    [
        ("re\u0301d heart", [("re\u0301d", True), ("heart", False)], "“re\u0301d”"),
        ("red\x01 zeb\x02 heart", [("red", False), ("zeb", True), ("heart", False)], "“zeb”"),
        (
            "A\u030a \u0301 red",
            [("A\u030a", True), ("\u0301", True), ("red", False)],
            "“A\u030a” and “◌\u0301”",
        ),
        ("red \u3164", [("red", False), ("\u3164", True)], "“\ufffd”"),
    ],
)
def test_chips_are_the_words_that_the_model_reads_and_those_it_does_not_know_are_struck_and_named(
    bench: StageBench, panel: PromptPanel, prompt: str, chips: list[tuple[str, bool]], named: str
) -> None:
    bench.scene.edit("pasted", prompt=prompt)
    bench.settle()
    arrays, bar = bench.scene.whole("samples").frame.arrays, panel.box.bar
    assert [(word.text, bar._is_marked(word)) for word in bar.words] == chips
    ends = zip(arrays["starts"][0].tolist(), arrays["stops"][0].tolist(), strict=True)
    places = {*ends, *bench.scene.read_of("prompt").unread} - {(-1, -1)}
    assert {(word.start, word.stop) for word in bar.words} == places
    assert f"does not know {named}" in panel.box.note.words
    assert all(_shown(word).strip() for word in bar.words)


def test_a_misspelled_word_is_told_with_the_nearest_and_a_click_replaces_it(
    bench: StageBench, panel: PromptPanel
) -> None:
    bench.scene.edit("typing errors", prompt="(haert:1.4) blue crcle zebra")
    bench.settle()
    assert "Nearest to “haert”: “heart”; to “crcle”: “circle”." in panel.box.note.words
    bar = panel.box.bar
    QTest.mouseClick(bar, LEFT, pos=bar.rect_of(0).center())
    bench.pick("heart")
    assert bench.images.value("prompt") == "(heart:1.4) blue crcle zebra" == panel.box.edit.text
    ask = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse,
        bar.rect_of(2).center(),
        bar.mapToGlobal(bar.rect_of(2).center()),
    )
    QApplication.sendEvent(bar, ask)
    bench.pick("circle")
    assert bench.images.value("prompt") == "(heart:1.4) blue circle zebra"
    assert "Nearest" not in panel.box.note.words and "zebra" in panel.box.note.words
    for index in (0, 3):
        QTest.mouseClick(bar, LEFT, pos=bar.rect_of(index).center())
        assert QApplication.activePopupWidget() is None, "a known word, and one to which none is near"
    bench.undo.undo()
    assert bench.images.value("prompt") == "(heart:1.4) blue crcle zebra"


def test_what_cannot_be_read_is_said_at_rest_and_the_pictures_stay(
    bench: StageBench, panel: PromptPanel
) -> None:
    before = shown(panel).copy()
    QTest.keyClicks(panel.box.edit, " (blue")
    bench.settle()
    assert panel.box.note.words == ""
    rest(bench)
    assert "never closed" in panel.box.note.words
    assert len(shown(panel)) == len(before)
    bench.undo.undo()
    bench.settle()
    assert panel.box.note.words == "" and not panel.matrix._stale


@pytest.mark.parametrize(
    "prompt", ["x" * 10_000, "مرحبا بالعالم", "a\x00b\x1b[31m", "", "zzz", "(a:1e9)", "((("]
)
def test_any_prompt_is_a_picture_or_a_sentence(bench: StageBench, panel: PromptPanel, prompt: str) -> None:
    panel.box.edit.setPlainText(prompt)
    rest(bench)
    told = bench.scene.why_refused("samples")
    assert bool(told) == (panel.box.note.words == told != "")
    assert told or bench.scene.is_of_state("samples")
    assert not bench.reports
    bench.undo.undo()
    assert bench.images.value("prompt") == "red heart"


def test_too_much_text_is_refused_and_loses_nothing(bench: StageBench, panel: PromptPanel) -> None:
    panel.box.edit.setPlainText("x" * 20_001)
    assert panel.box.edit.text == bench.images.value("prompt") == "red heart"
    assert len(bench.reports) == 1


def drag(panel: PromptPanel, index: int, up: int) -> None:
    bar = panel.box.bar
    begin = bar.rect_of(index).center()
    QTest.mousePress(bar, LEFT, pos=begin)
    for done in (up // 2, up):
        QTest.mouseMove(bar, begin - QPoint(0, done))
    QTest.mouseRelease(bar, LEFT, pos=begin - QPoint(0, up))


def test_a_word_that_is_dragged_up_weighs_more_in_one_step(bench: StageBench, panel: PromptPanel) -> None:
    drag(panel, 1, 60)
    assert bench.images.value("prompt") == "red (heart:2)"
    bench.settle()
    recipe = bench.scene.recipe("samples")
    np.testing.assert_array_equal(shown(panel), bench.world.frame(recipe).arrays["images"])
    drag(panel, 1, -30)
    assert bench.images.value("prompt") == "red (heart:1.5)"
    bench.undo.undo()
    bench.undo.undo()
    assert bench.images.value("prompt") == "red heart" and not bench.undo.canUndo()


def test_keys_weigh_and_a_double_click_lets_weigh_as_any(bench: StageBench, panel: PromptPanel) -> None:
    bar = panel.box.bar
    QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Down)
    assert bench.images.value("prompt") == "red (heart:0.9)"
    double_click(bar, bar.rect_of(1).center())
    assert bench.images.value("prompt") == "red heart"


def test_style_and_negative_prompt_are_asked_for(bench: StageBench, panel: PromptPanel) -> None:
    form = bench.stage.controls()
    editors = {name: each for _, made in form.groups for name, each in made.editors.items()}
    box = editors["style"].box
    assert [box.itemData(index) for index in range(box.count())] == ["", "twemoji", "noto", "fluent"]
    assert f"empty for {box.itemText(0).lower()}." in editors["style"].field.help
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert bench.images.value("style") == "noto"
    bench.forget()
    QTest.keyClicks(editors["negative"].line, "blue")
    rest(bench)
    assert bench.images.value("negative") == "blue" and bench.asked("samples")[-1].negative == "blue"
    form.deleteLater()


def test_a_click_chooses_the_picture_that_is_looked_at(bench: StageBench, panel: PromptPanel) -> None:
    panel.matrix.clicked.emit(Spot(0, 0, 1))
    assert (bench.images.value("row"), bench.images.value("sample")) == (0, 1)
    np.testing.assert_array_equal(panel.picture, shown(panel)[1])


def test_a_surprise_is_the_name_of_an_emoji_and_one_step_to_undo(
    bench: StageBench, panel: PromptPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel.surprise.isVisible() and "1,588 emoji" in panel.surprise.toolTip()
    monkeypatch.setattr(random, "choice", lambda prompts: prompts[0])
    panel.surprise.click()
    assert bench.images.value("prompt") == panel.box.edit.text == "keycap: 0"
    assert [word.text for word in panel.box.bar.words] == ["keycap", "0"]
    panel.surprise.click()
    assert bench.images.value("prompt") == "keycap: 1", "another one than before"
    bench.undo.undo()
    bench.undo.undo()
    assert bench.images.value("prompt") == "red heart"


@pytest.mark.parametrize("width", [1000, 1280])
def test_neither_buttons_nor_pictures_move_for_what_is_said(
    bench: StageBench, panel: PromptPanel, width: int
) -> None:
    bench.tab.resize(width, 680)
    bench.settle()

    def places() -> list[object]:
        return [each.geometry() for each in (panel.surprise, panel.again, panel.matrix)]

    before = places()
    QTest.keyClicks(panel.box.edit, " hert")
    for _ in range(8):
        bench.pump(1)
        assert places() == before
    rest(bench)
    assert "does not know “hert”" in panel.box.note.words and "Nearest" in panel.box.note.words
    assert places() == before
    bench.undo.undo()
    bench.settle()
    assert panel.box.note.words == "" and places() == before


def test_without_names_there_is_no_surprise(panel: PromptPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_panel, "captioned_names", lambda _data: ())
    panel._show_known()
    assert not panel.surprise.isVisible()


TEXTS = st.text(st.sampled_from("ab \n()\\:1.é😀"), max_size=30)


@given(TEXTS, st.integers(0, 30))
def test_places_are_those_of_qt_and_back(text: str, place: int) -> None:
    place = min(place, len(text))
    assert place_of(text, letters_before(text, place)) == place


@given(TEXTS, st.integers(0, 30))
def test_an_empty_line_shows_the_words_of_the_nearest_above(text: str, place: int) -> None:
    place = min(place, len(text))
    above = [each for each in text[:place].split("\n")[:-1] if each.strip()]
    here = text.split("\n")[text[:place].count("\n")]
    expected = here if here.strip() else above[-1] if above else text.split("\n")[0]
    found = written_at(text, place)
    assert found.text == expected and text[found.begin :].startswith(expected)


@given(TEXTS, st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_a_weighed_word_weighs_what_was_asked(text: str, place: int, weight: float) -> None:
    line = line_at(text, min(place, len(text)))
    for index, word in enumerate(line.words):
        assert text[word.start : word.stop] == word.text
        try:
            told = with_weight(text, word, weight)
        except RecipeError:
            continue
        again = line_at(told, line.begin).words
        assert [each.text for each in again] == [each.text for each in line.words]
        if not _within_nought(line.text):
            assert again[index].weight == pytest.approx(weight, rel=0.01)


@pytest.mark.parametrize("text", ["(red:2)heart", "(a:(2:3))"])
def test_a_word_that_would_become_another_is_not_weighed(text: str) -> None:
    word = next(each for each in line_at(text, 0).words if each.weight != 1)
    with pytest.raises(RecipeError, match=f"What stands beside “{word.text}” would become part of it"):
        with_weight(text, word, 1.0)


def _within_nought(line: str) -> bool:
    """Whether brackets around a word weigh nothing, so that no weight in them counts."""
    return any(span.weight == 0 for span in parse(line))


def test_a_long_line_is_not_taken_apart_whole() -> None:
    words = line_at("red heart " * 2000, 0).words
    assert len(words) == 200 and (words[199].text, words[199].start) == ("heart", 994)


def test_a_menu_leads_to_where_one_picture_is_looked_at(bench: StageBench, panel: PromptPanel) -> None:
    bench.scene.edit("lines", prompt="red heart\nblue circle")
    bench.settle()
    panel.matrix.menu_asked.emit(Spot(1, 1, 0), QPoint(10, 10))
    bench.pick("See the attention to the words")
    assert (bench.images.panel, bench.images.value("row"), bench.images.value("sample")) == (
        "attention",
        1,
        1,
    )
    drawn = bench.scene.looks.final
    assert drawn is not None and drawn.scalars["row"] == 1
    both = bench.world.frame(bench.scene.recipe("samples")).arrays["images"]
    np.testing.assert_allclose(drawn.arrays["images"][0].astype(int), both[3], atol=1)


def test_a_word_of_a_picture_is_edited_from_its_menu(bench: StageBench, panel: PromptPanel) -> None:
    bench.scene.edit(
        "lines",
        prompt="red heart\nblue circle",
        edited="green square",
        **{"edit.count": 1, "samples.count": 3},
    )
    bench.settle()
    drawn = bench.scene.whole("samples").frame.arrays["images"]
    bench.undo.clear()
    panel.matrix.menu_asked.emit(Spot(1, 2, 0), QPoint(10, 10))
    bench.pick("Edit a word of it")
    state = bench.images
    assert (state.panel, state.look.row, state.edit.count, state.edited_text) == ("edit", 1, 3, "blue circle")
    assert state.samples.prompt == "red heart\nblue circle", "the other line stays"
    before = bench.scene.whole("edit").frame.arrays["images"][0]
    np.testing.assert_allclose(before[2].astype(int), drawn[5], atol=1)
    bench.undo.undo()
    assert (bench.images.panel, bench.images.value("edited")) == ("prompt", "green square")


def test_no_picture_is_edited_that_would_not_be_among_those_shown(
    bench: StageBench, panel: PromptPanel
) -> None:
    bench.scene.edit("many", **{"edit.count": 2, "samples.count": 9})
    bench.settle()
    offered = []
    for place in (0, 7, 8):
        panel.matrix.menu_asked.emit(Spot(0, 0, place), QPoint(10, 10))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        offered.append("Edit a word of it" in {action.text() for action in menu.actions()})
        menu.close()
    assert offered == [True, True, False]


def test_the_seed_that_is_told_is_that_of_the_pictures(bench: StageBench, panel: PromptPanel) -> None:
    bench.scene.edit("other noises", seed=41)
    bench.settle()
    assert panel.told.text().endswith("seed 41")
    bench.scene.edit("unreadable", prompt="(red", seed=42)
    rest(bench)
    panel._draw()
    assert panel.told.text().endswith("seed 41")


def test_a_word_of_the_negative_prompt_that_is_not_known_is_named(
    bench: StageBench, panel: PromptPanel
) -> None:
    bench.scene.edit("away", negative="zebra")
    bench.settle()
    assert panel.box.note.words == (
        "Of the negative prompt: the model does not know “zebra”, and so reads an empty prompt."
    )


@pytest.mark.parametrize(
    ("negative", "guidance", "told"),
    [("Heart", 3.0, True), ("(red:1.2)", 3.0, True), ("blue heart", 3.0, False), ("heart", 1.0, False)],
)
def test_a_negative_prompt_of_words_of_the_prompt_is_said_to_pull_against_it(
    bench: StageBench, panel: PromptPanel, negative: str, guidance: float, told: bool
) -> None:
    bench.scene.edit("against", negative=negative, guidance=guidance)
    bench.settle()
    assert ("both pull against each other" in panel.box.note.words) == told
    bench.scene.edit("none", negative="")
    bench.settle()
    assert panel.box.note.words == ""


def test_what_is_completed_is_sought_in_no_more_than_a_word(panel: PromptPanel) -> None:
    edit = panel.box.edit
    edit.show_text("a" * 20_000)
    edit.moveCursor(QTextCursor.MoveOperation.End)
    assert len(edit._begun()) == LONGEST + 1, "longer than any word, so that none is offered"
    edit.show_text("x " + "a" * LONGEST)
    edit.moveCursor(QTextCursor.MoveOperation.End)
    assert edit._begun() == "a" * LONGEST


def test_while_one_types_what_was_distilled_from_the_model_draws_and_at_rest_the_model(
    fast: StageBench, panel_of_fast: PromptPanel
) -> None:
    bench, panel = fast, panel_of_fast
    bench.forget()
    QTest.keyClicks(panel.box.edit, " circle")
    bench.settle()
    asked = bench.asked("draft")[-1]
    assert (asked.model, asked.sampler, asked.steps, asked.guidance) == ("tiny-few", "euler", 2, 1.0)
    assert (asked.prompt, asked.seed) == ("red heart circle", bench.images.value("seed"))
    assert bench.asked("samples") == [], "the model itself waits"
    np.testing.assert_array_equal(shown(panel), bench.world.frame(asked).arrays["images"])
    assert panel.told.text() == "a draft by “Tiny few” in 2 evaluations"
    rest(bench)
    (whole,) = bench.asked("samples")
    assert whole.model == "tiny-words" and whole == bench.scene.recipe("samples")
    np.testing.assert_array_equal(shown(panel), bench.world.frame(whole).arrays["images"])
    assert "6 steps, 12 NFE" in panel.told.text()


def test_what_follows_the_typing_is_loaded_before_the_first_key_and_not_seen(
    fast: StageBench, panel_of_fast: PromptPanel
) -> None:
    asked = fast.scene.current("draft")
    assert asked is not None and asked.recipe.model == "tiny-few"
    whole = fast.world.frame(fast.scene.recipe("samples")).arrays["images"]
    np.testing.assert_array_equal(shown(panel_of_fast), whole)
    assert "6 steps, 12 NFE" in panel_of_fast.told.text()


def test_where_the_distilled_model_cannot_be_run_the_model_itself_draws_and_few_keys_say_so(
    fast: StageBench, panel_of_fast: PromptPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, said = fast.world.run, list[str]()

    def run(recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        if getattr(recipe, "model", "") == "tiny-few":
            raise ModelFileError("A file of “Tiny few” is damaged.")
        return real(recipe, placement)

    monkeypatch.setattr(fast.world, "run", run)
    fast.scene.report.connect(lambda sentence, _details: said.append(sentence))
    fast.forget()
    QTest.keyClicks(panel_of_fast.box.edit, " circle")
    fast.settle()
    drawn = fast.asked("draft")[-1]
    assert drawn == change(fast.scene.recipe("samples"), steps=2)
    np.testing.assert_array_equal(shown(panel_of_fast), fast.world.frame(drawn).arrays["images"])
    assert panel_of_fast.told.text() == "a draft in 2 of 6 steps"
    before = list(said)
    assert set(before) == {"A file of “Tiny few” is damaged."}
    rest(fast)
    QTest.keyClicks(panel_of_fast.box.edit, "s")
    fast.settle()
    assert said == before, "it is not asked again, nor said"
    monkeypatch.undo()
    fast.scene.ask_again()
    QTest.keyClicks(panel_of_fast.box.edit, "s")
    fast.settle()
    assert fast.asked("draft")[-1].model == "tiny-few", "it is tried again once something was allowed"


def test_what_guidance_leads_away_from_is_drawn_by_the_model_itself(
    fast: StageBench, panel_of_fast: PromptPanel
) -> None:
    fast.scene.edit("away", negative="blue")
    fast.settle()
    fast.forget()
    QTest.keyClicks(panel_of_fast.box.edit, " circle")
    fast.settle()
    assert {each.model for each in fast.asked("draft")} == {"tiny-words"}


def test_the_distilled_model_is_chosen_with_what_it_can_be_asked_for(
    fast: StageBench, panel_of_fast: PromptPanel
) -> None:
    bench = fast
    bench.scene.choose_model(bench.scene.cards["tiny-few"])
    bench.settle()
    state, asked = bench.images, bench.images.samples
    assert (state.model, asked.sampler, asked.steps, asked.guidance) == ("tiny-few", "euler", 4, 1.0)
    assert bench.scene.refusal is None and "4 steps, 4 NFE" in panel_of_fast.told.text()
    bench.scene.edit("guide", guidance=4.0)
    bench.settle()
    refusal = bench.scene.refusal
    assert refusal is not None and "guidance folded in" in refusal.sentence
    QTest.keyClicks(panel_of_fast.box.edit, " circle")
    bench.settle()
    assert bench.scene.current("draft") is None or bench.scene.current("draft").recipe.model == "tiny-few"
