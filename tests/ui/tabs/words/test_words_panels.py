"""Attention, edits, the plane of guidance and steps, and the way between two prompts."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut, QTextCursor
from PySide6.QtTest import QTest

from playground.core.recipe import change
from playground.ui.plots.colours import POSTERIOR, worn
from playground.ui.plots.picture_matrix import Spot
from playground.ui.state.feed import Shown
from playground.ui.tabs.words.attention_panel import distinct
from playground.ui.tabs.words.prompt_edit import PromptEdit
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.words.conftest import swapped

pytestmark = [pytest.mark.qt, pytest.mark.torch]


def test_maps_are_those_of_the_run_and_a_place_tells_its_words(bench: StageBench) -> None:
    panel = bench.panel("attention")
    bench.scene.edit("words", prompt="red heart", averaged=False)
    bench.settle()
    moment = bench.scene.moment
    told = moment.arrays["attention"]
    mean = told.astype(np.float64).mean(axis=(0, 1))
    assert list(panel.strip._captions) == [0, 1, 2], "the style, and two words"
    for token, caption in panel.strip._captions.items():
        assert float(caption.rpartition(" ")[2].rstrip("%")) == pytest.approx(
            100 * mean[:, token].mean(), abs=0.06
        )
    QTest.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=panel.view.rect_of(2).center())
    assert bench.images.value("place") == 2
    most = int(mean[2].argmax())
    assert f"{mean[2, most]:.1%}" in panel.told.text() and panel.told.text().startswith("This place")
    QTest.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=panel.view.rect_of(2).center())
    assert bench.images.value("place") == -1


def test_a_block_and_a_head_are_chosen_by_their_map(bench: StageBench) -> None:
    panel = bench.panel("attention")
    bench.scene.edit("one step", averaged=False, token=2)
    panel.heads.clicked.emit(Spot(1, 0, 0))
    assert (bench.images.value("block"), bench.images.value("head")) == (1, 0)
    told = bench.scene.moment.arrays["attention"][1, 0]
    assert float(panel.strip._captions[2].split()[-1].rstrip("%")) == pytest.approx(
        100 * float(told[:, 2].mean()), abs=0.06
    )
    levels = panel.heads._images[1, 0, 0, 0].ravel()
    whole = bench.scene.moment.arrays["attention"][..., 2]
    np.testing.assert_allclose(levels, 255 * whole[1, 0] / whole.max(), atol=0.51)
    panel.heads.clicked.emit(Spot(1, 0, 0))
    assert (bench.images.value("block"), bench.images.value("head")) == (-1, -1)


def test_the_mean_of_all_steps_is_one(bench: StageBench) -> None:
    panel = bench.panel("attention")
    every = [each.arrays["attention"] for each in bench.scene.looks.moments]
    mean = np.mean(np.asarray(every, dtype=np.float64), axis=(0, 1, 2))
    shown = float(panel.strip._captions[1].split()[-1].rstrip("%"))
    assert shown == pytest.approx(100 * mean[:, 1].mean(), abs=0.06)


@pytest.mark.parametrize(
    ("map_of", "mask", "do"), [("looked", "mask", "are looked at"), ("acting", "mask_acting", "act")]
)
def test_an_edit_tells_what_it_changes_outside_of_the_words(
    bench: StageBench, map_of: str, mask: str, do: str
) -> None:
    panel = swapped(bench)
    bench.scene.edit("map", map_of=map_of)
    frame = bench.scene.whole("edit").frame
    before, kept, free = frame.arrays["images"].astype(float)
    outside = ~frame.arrays[mask].astype(bool)
    assert panel.matrix.shape == (3, 2, 2)
    if outside.any():
        means = [np.abs(each - before).mean(axis=1)[outside].mean() for each in (kept, free)]
        said = [float(part) for part in re.findall(r"\d+\.\d", panel.told.text())]
        assert said == pytest.approx(means, abs=0.06)
    else:
        assert "nothing lies outside" in panel.told.text()
    assert panel.told.text().startswith(f"Outlined: where the changed words {do}.")
    for tip in (panel.told.toolTip(), panel.told.statusTip()):
        assert "at least half of what it " in tip
    panel.reset.click()
    assert panel.edited.edit.text == bench.scene.recipe("edit").edited == "red heart"


def test_the_map_of_an_edit_is_outlined_where_it_changes_and_hides_nothing(bench: StageBench) -> None:
    panel = swapped(bench)
    arrays = bench.scene.whole("edit").frame.arrays
    for map_of, name in (("acting", "mask_acting"), ("looked", "mask")):
        bench.scene.edit("map", map_of=map_of)
        panel.matrix.resize(620, 600)
        drawn = panel.matrix.grab().toImage()
        for row, column, place in np.ndindex(3, 2, 2):
            spot = Spot(row, column, place)
            if (row, column) != (0, 1):
                outlined = arrays[name][place] if column else np.zeros_like(arrays[name][place])
                holds_outline(drawn, panel.matrix.rect_of(spot), panel.matrix.picture_at(spot), outlined)
    masks = arrays["mask_acting"]
    assert masks.any() and not masks.all()


def test_the_outline_is_there_where_a_change_is_enlarged(bench: StageBench) -> None:
    panel = swapped(bench)
    panel.matrix.resize(400, 220)
    mask = bench.scene.whole("edit").frame.arrays["mask_acting"]
    for spot, outlined in ((Spot(1, 1, 1), mask[1]), (Spot(1, 0, 1), np.zeros_like(mask[1]))):
        panel.matrix.enlarged.go_to(spot)
        shown = panel.matrix.enlarged
        size = shown._enlarged(shown.shown)
        rect = QRect(QPoint((shown.width() - size.width()) // 2, 6), size)
        assert rect.width() > panel.matrix.rect_of(spot).width()
        holds_outline(shown.grab().toImage(), rect, panel.matrix.picture_at(spot), outlined)


def holds_outline(drawn: QImage, rect: QRect, picture: np.ndarray, mask: np.ndarray) -> None:
    """Each pixel of the picture is as it is in its middle, and has the outline's colour on its sides where
    the mask ends, and only there."""
    ink = worn(POSTERIOR).getRgb()[:3]
    high, wide = mask.shape
    side = rect.width() / wide

    def colour(x: float, y: float) -> tuple[int, ...]:
        found = rect.topLeft() + QPoint(round(x * side), round(y * side))
        return drawn.pixelColor(min(found.x(), rect.right()), min(found.y(), rect.bottom())).getRgb()[:3]

    def masked(x: int, y: int) -> bool:
        return 0 <= x < wide and 0 <= y < high and bool(mask[y, x])

    for y, x in np.ndindex(high, wide):
        wanted = np.broadcast_to(picture[:, y, x], 3)
        assert colour(x + 0.5, y + 0.5) == pytest.approx(wanted, abs=2)
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            on_side = colour(x + 0.5 + dx / 2, y + 0.5 + dy / 2)
            assert (on_side == ink) == (masked(x, y) != masked(x + dx, y + dy))


@pytest.mark.parametrize(
    ("kept", "free", "said"),
    [
        (0, 100, "Nothing changed: lower Local, or keep less."),
        (1, 100, "Hardly anything changed: lower Local, or keep less."),
        (2, 100, ""),
        (1, 1, ""),
        (0, 0, ""),
        (1, 0, ""),
    ],
)
def test_an_edit_that_changes_next_to_nothing_says_what_would(
    bench: StageBench, kept: int, free: int, said: str
) -> None:
    panel = swapped(bench)
    shown = bench.scene.whole("edit")
    changed = np.zeros_like(shown.frame.arrays["changed"])
    changed[:, 1, 2, 3] = kept, free
    panel._tell(shown.recipe, replace(shown.frame, arrays={**shown.frame.arrays, "changed": changed}))
    text = panel.told.text()
    assert text.endswith(said) and ("lower Local" in text) == bool(said)
    assert "Hardly anything is at most 1% of what" in panel.told.toolTip()


def test_pictures_of_an_edit_stay_where_they_are_while_steps_run(bench: StageBench) -> None:
    panel = bench.panel("edit")
    bench.scene.edit("swap", prompt="red heart", edited="blue heart", **{"edit.count": 2})
    seen, told = set[tuple[object, ...]](), set[bool]()

    def look(_shown: Shown) -> None:
        matrix = panel.matrix
        spots = [Spot(*spot) for spot in np.ndindex(matrix.shape)]
        panel.layout().activate()
        seen.add(
            (
                matrix.geometry(),
                matrix.rows,
                matrix._columns,
                *(matrix.rect_of(spot).getRect() for spot in spots),
            )
        )
        told.add(bool(matrix._filled[1, 1]))

    bench.scene.feeds["edit"].arrived.connect(look)
    bench.settle()
    assert told == {False, True} and len(seen) == 1
    frame = bench.scene.whole("edit").frame
    for row, place in np.ndindex(3, 2):
        shown = panel.matrix.picture_at(Spot(row, 0, place))
        np.testing.assert_array_equal(shown, frame.arrays["images"][row, place])
    for row, place in np.ndindex(2, 2):
        shown = panel.matrix.picture_at(Spot(row + 1, 1, place))
        levels = np.broadcast_to(frame.arrays["changed"][row, place], shown.shape)
        np.testing.assert_allclose(shown, levels, atol=0.51)
    assert not panel.matrix._filled[0, 1]


def test_the_edited_prompt_follows_the_prompt_until_it_is_edited(bench: StageBench) -> None:
    panel = bench.panel("edit")
    bench.scene.edit("begin", prompt="blue circle")
    bench.settle()
    edit = panel.edited.edit
    assert edit.text == bench.scene.recipe("edit").edited == "blue circle"
    assert [word.text for word in panel.edited.bar.words] == ["blue", "circle"]
    before, kept, free = bench.scene.whole("edit").frame.arrays["images"]
    np.testing.assert_array_equal(before, free)
    np.testing.assert_array_equal(before, kept)
    assert "change a word of the edited prompt" in panel.told.text()
    bench.undo.clear()
    edit.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(edit, " red")
    bench.scene.come_to_rest()
    bench.scene.edit("other", prompt="green square")
    bench.settle()
    assert (bench.images.value("prompt"), edit.text) == ("green square", "blue circle red")
    bench.undo.undo()
    bench.undo.undo()
    assert edit.text == bench.images.value("prompt") == "blue circle"
    assert not bench.undo.canUndo()


def test_the_boxes_of_an_edit_say_which_is_the_original_and_what_they_do(bench: StageBench) -> None:
    panel = bench.panel("edit")
    for width in (700, 400, 300):
        panel.resize(width, 500)
        panel.layout().activate()
        for title, box in zip(panel.titles, (panel.box, panel.edited), strict=True):
            above, below = (each.mapTo(panel, QPoint(0, 0)) for each in (title, box))
            assert above.x() == below.x() and above.y() + title.height() <= below.y()
            assert title.width() >= title.sizeHint().width()
    told = {
        each.statusTip() for each in (panel.box.edit.viewport(), panel.edited.edit.viewport(), panel.reset)
    }
    assert len(told) == 3 and "" not in told
    assert [title.text() for title in panel.titles] == ["Original", "Edited"]
    panel.resize(400, 500)
    panel.layout().activate()
    for box in (panel.box, panel.edited):
        edit = box.edit
        room = edit.viewport().width() - 2 * edit.document().documentMargin()
        assert 0 < edit.fontMetrics().horizontalAdvance(edit.placeholderText()) <= room


def test_an_edit_is_reset_to_the_original_where_there_is_one(bench: StageBench) -> None:
    panel = bench.panel("edit")
    bench.scene.edit("begin", prompt="blue circle", edited="")
    assert not panel.reset.isEnabled()
    bench.scene.edit("swap", edited="blue heart")
    assert panel.reset.isEnabled()
    bench.scene.edit("other", prompt="blue heart")
    assert not panel.reset.isEnabled()
    bench.scene.edit("another", prompt="red heart")
    bench.undo.clear()
    panel.reset.click()
    assert bench.images.edited_text == panel.edited.edit.text == "red heart" and not panel.reset.isEnabled()
    bench.undo.undo()
    assert panel.edited.edit.text == "blue heart" and panel.reset.isEnabled()


def test_an_edited_prompt_that_is_erased_stays_so_until_it_is_left(bench: StageBench) -> None:
    edit = bench.panel("edit").edited.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    bench.settle()
    assert edit.text == "" and bench.images.value("edited") == ""
    QTest.keyClicks(edit, "b")
    assert edit.text == bench.images.value("edited") == "b"
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text == "" == bench.images.value("edited")
    bench.panel("edit").box.edit.setFocus()
    assert edit.text == "red heart"


def test_an_edit_that_cannot_be_read_says_so_under_itself(bench: StageBench) -> None:
    panel = bench.panel("edit")
    panel.edited.edit.setPlainText("blue (heart")
    bench.scene.come_to_rest()
    bench.settle()
    assert "never closed" in panel.edited.note.words and panel.box.note.words == ""
    panel.edited.edit.setPlainText("blue zebra")
    bench.scene.come_to_rest()
    bench.settle()
    assert "zebra" in panel.edited.note.words and panel.box.note.words == ""


def test_a_plane_has_each_scale_in_each_number_of_steps(bench: StageBench) -> None:
    panel = bench.panel("plane")
    bench.scene.edit("few", scales=(1.0, 3.0), sample=1, counts=(2, 3))
    bench.settle()
    for row, scale in enumerate((1.0, 3.0)):
        for column, steps in enumerate((2, 3)):
            alone = change(bench.scene.recipe("samples"), guidance=scale, steps=steps)
            drawn = bench.world.frame(alone).arrays["images"][1]
            shown = panel.matrix.picture_at(Spot(row, column, 0))
            np.testing.assert_allclose(shown.astype(int), drawn, atol=1)
    bench.forget()
    panel.matrix.clicked.emit(Spot(1, 0, 0))
    assert (bench.images.value("guidance"), bench.images.value("steps")) == (3.0, 2)
    assert bench.asked("plane") == []


def test_a_way_goes_from_one_prompt_to_the_other(bench: StageBench) -> None:
    panel = bench.panel("interpolate")
    bench.scene.edit("ends", prompt="red heart", other="blue circle", frames=3, a=4, b=4)
    bench.settle()
    ends = [
        bench.world.frame(change(bench.scene.recipe("samples"), prompt=prompt, seed=4, count=1)).arrays[
            "images"
        ][0]
        for prompt in ("red heart", "blue circle")
    ]
    np.testing.assert_allclose(panel.ends["a"].picture.astype(int), ends[0], atol=1)
    np.testing.assert_allclose(panel.ends["b"].picture.astype(int), ends[1], atol=1)
    assert "λ = 0.00" in panel.position.text(), "t is the time"
    panel.swap.click()
    assert (bench.images.value("prompt"), bench.images.value("other")) == ("blue circle", "red heart")


def test_other_panels_wait_until_typing_rests(bench: StageBench) -> None:
    panel = bench.panel("plane")
    bench.forget()
    QTest.keyClicks(panel.box.edit, " blue")
    bench.settle()
    assert bench.requests == []
    bench.scene.come_to_rest()
    bench.settle()
    assert [each.prompt for each in bench.asked("plane")] == ["red heart blue"]


def test_the_map_has_all_words_and_the_nearest_are_those_of_least_angle(bench: StageBench) -> None:
    panel = bench.panel("inside").vocabulary
    arrays = bench.scene.whole("atlas").frame.arrays
    words, table = [str(word) for word in arrays["words"]], np.asarray(arrays["embeddings"], dtype=np.float64)
    at = words.index("heart")
    panel.map.chosen.emit(at)
    assert bench.images.value("word") == "heart"
    units = table / np.linalg.norm(table, axis=1, keepdims=True)
    apart = np.linalg.norm(units - units[at], axis=1)
    nearest = [words[index] for index in np.argsort(apart)[1:4]]
    said = re.findall(r"<a href='\d+'>([^<]*)</a>", str(panel.near.said))
    assert said[:3] == nearest
    assert {"red", "heart", nearest[0]} <= {tag.text for tag in panel.map.tags}
    panel.near.linkActivated.emit(str(words.index("blue")))
    assert bench.images.value("word") == "blue"


@pytest.mark.parametrize("width", [900, 1280])
def test_names_on_the_map_cover_none_and_those_of_the_axes_are_not_cut(bench: StageBench, width: int) -> None:
    bench.tab.resize(width, 700)
    panel = bench.panel("inside")
    bench.scene.edit("many", prompt="red blue heart cat circle square grinning face", word="heart")
    bench.settle()
    plot, tags = panel.vocabulary.map._plot, [tag for tag in panel.vocabulary.map.tags if tag.text]
    assert tags[0].text in bench.images.value("prompt") and len(tags) > 8
    places = [tag.deviceTransform(plot.viewportTransform()).mapRect(tag.boundingRect()) for tag in tags]
    assert not any(one.intersects(other) for one, other in combinations(places, 2))
    assert all(QRectF(plot.viewport().rect()).contains(place) for place in places)
    for side, room in (("bottom", plot.viewport().width()), ("left", plot.viewport().height())):
        assert plot.getAxis(side).label.boundingRect().width() <= room
    assert panel.places.rect_of(Spot(0, 0, 0)).width() >= 48, "what happens at places is seen"


def test_words_are_completed_from_the_vocabulary(bench: StageBench) -> None:
    box = bench.panel("prompt").box
    QTest.keyClicks(box.edit, " ci")
    assert box.edit.offered.isVisible() and box.edit.offered.words.stringList() == ["circle"]
    QTest.keyClick(box.edit, Qt.Key.Key_Down)
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert box.edit.text == bench.images.value("prompt") == "red heart circle"
    assert not box.edit.offered.isVisible()
    QTest.keyClicks(box.edit, " sq")
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert box.edit.text == "red heart circle sq\n", "nothing was chosen: a line ends"
    assert not box.edit.offered.isVisible()


def offered(bench: StageBench) -> PromptEdit:
    """The edit of the prompt with the list of completions open."""
    edit: PromptEdit = bench.panel("prompt").box.edit
    edit.setFocus()
    QTest.keyClicks(edit, " ci")
    assert edit.offered.isVisible()
    return edit


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Tab,), (Qt.Key.Key_Down, Qt.Key.Key_Tab)])
def test_tab_completes_the_word_and_stays(bench: StageBench, keys: tuple[Qt.Key, ...]) -> None:
    edit = offered(bench)
    for key in keys:
        QTest.keyClick(edit, key)
    assert edit.text == "red heart circle" and edit.hasFocus() and not edit.offered.isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text == "red heart circle" and not edit.hasFocus(), "without a list it goes on"


def test_escape_closes_the_list_and_only_that(bench: StageBench) -> None:
    edit, stopped = offered(bench), []
    stop = QShortcut(QKeySequence(Qt.Key.Key_Escape), bench.tab)
    stop.activated.connect(lambda: stopped.append(1))
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.offered.isVisible() and edit.text == "red heart ci" and stopped == []
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert stopped == [1], "with nothing to close it is the window's"


def test_the_list_leaves_a_whole_word_unless_it_was_asked_for(bench: StageBench) -> None:
    words = [*map(str, bench.scene.whole("atlas").frame.arrays["words"]), "reddish"]
    with_words(bench, words)
    edit: PromptEdit = bench.panel("prompt").box.edit
    edit.setFocus()
    QTest.keyClicks(edit, " Re")
    assert edit.offered.isVisible() and edit.offered.words.stringList() == ["red", "reddish"]
    QTest.keyClicks(edit, "d")
    assert not edit.offered.isVisible()
    QTest.keyClicks(edit, "d")
    assert edit.offered.isVisible(), "the word goes on"
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert not edit.offered.isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert edit.text == "red heart Red" and edit.offered.words.stringList() == ["reddish"]
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "d")
    assert edit.offered.isVisible(), "who opened it closes it"
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "d")
    assert not edit.offered.isVisible() and edit.text == "red heart Red"


def with_words(bench: StageBench, words: list[str]) -> None:
    """Let the model have other words."""
    shown = bench.scene.whole("atlas")
    frame = replace(shown.frame, arrays={**shown.frame.arrays, "words": np.array(words)})
    bench.scene.feeds["atlas"].last = Shown(shown.recipe, frame)


def test_a_press_beside_the_list_reaches_what_was_pressed(bench: StageBench) -> None:
    edit = offered(bench)
    again = bench.panel("prompt").again
    at = again.mapTo(bench.tab.window(), again.rect().center())
    assert not edit.offered.geometry().contains(at)
    seed = bench.images.value("seed")
    QTest.mouseClick(bench.tab.window().windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert not edit.offered.isVisible() and bench.images.value("seed") != seed


def test_a_press_on_the_list_completes_and_the_keyboard_stays(bench: StageBench) -> None:
    edit = offered(bench)
    box = edit.offered
    at = box.viewport().mapTo(bench.tab.window(), box.visualRect(box.words.index(0, 0)).center())
    QTest.mouseClick(bench.tab.window().windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert edit.text == "red heart circle" and edit.hasFocus() and not box.isVisible()


def test_the_list_lies_within_the_window_and_goes_with_its_edit(bench: StageBench) -> None:
    edit = offered(bench)
    assert bench.tab.window().rect().contains(edit.offered.geometry())
    bench.panel("plane")
    assert not edit.offered.isVisible()


def test_blocks_show_how_far_they_move_each_vector(bench: StageBench) -> None:
    panel = bench.panel("inside")
    bench.scene.edit("walk", position=0.5)
    told, moment = bench.scene.looks.first.arrays, bench.scene.moment
    assert "red" in panel.tokens.text() and str(told["tokens"][0, 1]) in panel.tokens.text()
    texts, places = (np.asarray(moment.arrays[name], dtype=np.float64) for name in ("texts", "places"))
    for word in range(3):
        for block in range(len(texts) - 1):
            before, after = texts[block, word], texts[block + 1, word]
            share = np.sqrt(((after - before) ** 2).sum() / (before**2).sum())
            assert panel.changes[word, block] == pytest.approx(share, rel=1e-4)
    most = max(
        np.sqrt((((stream[1:] - stream[:-1]) ** 2).sum(axis=2) / (stream[:-1] ** 2).sum(axis=2)).max())
        for stream in (texts[:, :3], places)
    )
    assert f"{most:.2f} times" in panel.told.text()
    np.testing.assert_array_equal(panel.places._images[0, 0, 0], moment.arrays["x"][0])
    np.testing.assert_array_equal(panel.places._images[0, -1, 0], moment.arrays["data"][0])


def test_what_is_no_plain_word_is_not_put_into_a_text(bench: StageBench) -> None:
    with_words(bench, ["heart", "heartless\nheart", "hear\u202et", "[heart]", "hearts"])
    assert list(bench.scene.completions("hear")) == ["heart", "hearts"]


def test_a_click_on_the_plane_takes_what_is_seen(bench: StageBench) -> None:
    panel = bench.panel("plane")
    bench.scene.edit("few", scales=(1.0, 3.0), counts=(2, 3))
    bench.settle()
    bench.scene.edit("unreadable", prompt="(red", scales=(5.0, 6.0), counts=(7, 8))
    bench.settle()
    panel.matrix.clicked.emit(Spot(1, 0, 0))
    assert (bench.images.value("guidance"), bench.images.value("steps")) == (3.0, 2)


def test_without_the_words_there_is_nothing_to_look_through_and_that_is_said(bench: StageBench) -> None:
    bench.scene.edit("none", guidance=0.0, position=0.5)
    for name in ("attention", "inside"):
        panel = bench.panel(name)
        bench.settle()
        assert "guidance 0 the network is not asked with the words" in panel.told.text()
    told = bench.panel("guidance").told
    bench.settle()
    assert "the guided prediction is that without them" in told.text()
    bench.scene.edit("words", guidance=1.0)
    bench.settle()
    assert "the guided prediction is that with the words" in told.text()
    bench.scene.edit("more", guidance=3.5)
    bench.settle()
    assert "adds 2.50 times" in told.text()


def test_a_word_that_is_there_twice_has_two_columns() -> None:
    names = distinct(["red", "red", "red 2", "heart", "red"])
    assert names == ["red", "red 2", "red 2 2", "heart", "red 3"]
