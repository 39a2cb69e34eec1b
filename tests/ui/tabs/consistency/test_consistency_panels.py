"""Rows beside the teacher, jumps from one trajectory, and jump, noise, jump."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.engine.inprocess import final
from playground.paradigms import consistency
from playground.ui.plots.picture_matrix import Spot
from tests.support.garment_denoiser import CONSISTENCY, garment_card
from tests.ui.sampling.bench import BothWorld, StageBench

pytestmark = pytest.mark.qt


def test_rows_are_those_of_the_run_with_what_they_cost(bench: StageBench) -> None:
    panel = bench.panel("rows")
    frame = final(bench.scene.recipe("rows"), bench.world)
    np.testing.assert_array_equal(panel.matrix._images[:, :, 0], frame.arrays["images"])
    titles = [heading.title for heading in panel.matrix.rows]
    assert titles == ["Consistency, 1 step", "Consistency, 2 steps", "Teacher, 1 step", "Teacher, 3 steps"]
    for heading, nfe in zip(panel.matrix.rows, frame.arrays["nfe"], strict=True):
        assert heading.caption.startswith(f"{nfe:.0f} NFE, ")


def test_simple_shows_few_pictures_of_each_row_and_all_controls_all(bench: StageBench) -> None:
    bench.scene.edit("more", **{"rows.count": 8})
    bench.settle()
    panel = bench.panel("rows")
    for simple, columns in ((True, 5), (False, 8)):
        panel.set_simple(simple)
        assert panel.matrix._images.shape[1] == columns


def test_rows_fill_up_one_by_one(bench: StageBench) -> None:
    panel = bench.panel("rows")
    bench.scene.edit("another seed", seed=8)
    seen = set()
    for _ in range(60):
        bench.pump(1)
        if bench.scene.feeds["rows"].last.recipe.seed == 8:
            filled = panel.matrix._filled
            np.testing.assert_array_equal(filled, np.sort(filled, axis=0)[::-1])
            seen.add(int(filled.any(axis=1).sum()))
    assert {1, 2, 3, 4} <= seen


def test_jumps_and_their_spread_are_those_of_the_run(bench: StageBench) -> None:
    panel = bench.panel("jumps")
    frame = final(bench.scene.recipe("jumps"), bench.world)
    np.testing.assert_array_equal(panel.plot.starts, frame.arrays["curve"])
    np.testing.assert_array_equal(panel.plot.ends, frame.arrays["jumps"])
    np.testing.assert_allclose(panel.spread.values, frame.arrays["spread"][::-1])
    np.testing.assert_allclose(panel.spread.times, frame.arrays["times"][::-1])
    for place in range(4):
        np.testing.assert_array_equal(panel.matrix.picture_at(Spot(0, place, 0)), frame.arrays["x"][place])
        np.testing.assert_array_equal(panel.matrix.picture_at(Spot(1, place, 0)), frame.arrays["ends"][place])


def test_a_place_is_lit_in_plane_spread_and_pictures(bench: StageBench) -> None:
    panel = bench.panel("jumps")
    panel.matrix.hovered.emit(Spot(1, 2, 0))
    assert panel.plot.item.lit == 2
    assert panel.spread._now.value() == pytest.approx(float(panel._times[2]))
    x, y = map(float, panel.plot.starts[1])
    panel.plot.hovered.emit(QPointF(x, y), 1e-6)
    assert panel.plot.item.lit == 1 and panel.matrix._lit == (None, 1)
    panel.plot.left.emit()
    assert panel.plot.item.lit == -1 and not panel.spread._now.isVisible()


def test_every_way_is_that_of_its_run(bench: StageBench) -> None:
    panel = bench.panel("multistep")
    for row, recipe in enumerate(bench.scene.queues["ways"].planned):
        frame = final(recipe, bench.world)
        np.testing.assert_array_equal(panel.ends._images[row, :, 0], frame.arrays["images"])
        # The last jump's end is the sample.
        last = panel.way.picture_at(Spot(row, 2 * recipe.steps - 1, 0))
        np.testing.assert_array_equal(last, frame.arrays["images"][0])
    # All begin in the same noise and so with the same jump.
    for column in (0, 1):
        first, second = (panel.way.picture_at(Spot(row, column, 0)) for row in (0, 1))
        np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(panel.way._filled, [[True, True, False, False], [True] * 4])


def test_jumps_tell_the_class_of_every_sample(bench: StageBench) -> None:
    panel = bench.panel("multistep")
    recipe = bench.scene.queues["ways"].planned[-1]
    names = [bench.scene.label_name(label) for label in final(recipe, bench.world).arrays["labels"]]
    for column, name in enumerate(names):
        panel.ends.enlarged.go_to(Spot(1, column, 0))
        assert panel.ends.enlarged.shown.name.startswith(f"{name}, ")
        panel.ends.clicked.emit(Spot(1, column, 0))
        panel.way.enlarged.go_to(Spot(1, 0, 0))
        assert panel.way.enlarged.shown.name.startswith(f"{name}, ")


def test_a_click_chooses_whose_way_is_shown(bench: StageBench) -> None:
    panel = bench.panel("multistep")
    QTest.mouseClick(panel.ends, Qt.MouseButton.LeftButton, pos=panel.ends.rect_of(Spot(0, 1, 0)).center())
    assert bench.images.look.sample == 1
    way, end = panel.way.picture_at(Spot(1, 3, 0)), panel.ends.picture_at(Spot(1, 1, 0))
    np.testing.assert_array_equal(way, end)
    bench.undo.undo()
    assert bench.images.look.sample == 0


def test_more_numbers_of_jumps_run_those_alone(bench: StageBench) -> None:
    bench.panel("multistep")
    bench.forget()
    bench.scene.edit("more", **{"rows.steps": (1, 2, 3)})
    bench.settle()
    assert [recipe.steps for recipe in bench.asked("ways")] == [3]
    assert bench.scene.queues["ways"].complete


def test_without_its_teacher_a_model_still_jumps(qtbot: object) -> None:
    from playground.ui.tabs.consistency import TAB

    bench = StageBench(TAB, BothWorld(garment_card("fashion-consistency", CONSISTENCY)))
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.scene.edit("few", **{"rows.steps": (1,), "rows.count": 1})
    bench.tab.show()
    bench.settle()
    panel = bench.panel("rows")
    assert "fashion-flow" in panel.why.text() and bench.asked("rows") == [] and bench.reports == []
    assert bench.panel("multistep").why.isHidden() and bench.scene.queues["ways"].complete
    bench.link.close()


@pytest.mark.parametrize(
    ("recipe", "panel"),
    [
        (consistency.Rows(model="fashion-consistency", steps=(1,), teacher_steps=(2,), count=2), "rows"),
        (consistency.Jumps(model="fashion-consistency", points=3, fine=1, label=4, seed=2), "jumps"),
        (consistency.Sample(model="fashion-consistency", steps=2, count=2, guidance=1.0), "denoise"),
        (consistency.Interpolate(model="fashion-consistency", frames=3, guidance=1.0), "interpolate"),
    ],
)
def test_a_dropped_recipe_is_shown_as_it_is(bench: StageBench, recipe: consistency.Rows, panel: str) -> None:
    assert bench.tab.accept(recipe)
    bench.settle()
    state = bench.images
    assert (state.panel, getattr(state, "samples" if panel == "denoise" else panel)) == (panel, recipe)
    bench.undo.undo()
    assert bench.images.rows.steps == (1, 2) and bench.images.panel == "rows"
