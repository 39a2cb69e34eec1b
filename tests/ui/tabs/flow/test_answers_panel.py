"""Why new?: what is drawn of a run at the step that is looked at, and windows that are dragged."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.core.words import number
from playground.engine.inprocess import final
from playground.gaussian.local import NOISE, ladder
from playground.ui.plots.picture_matrix import Spot
from playground.ui.sampling.answers_panel import mosaic
from playground.ui.sampling.answers_words import curves_of, window_words
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


def test_rows_are_the_answers_at_the_step_that_is_looked_at(bench: StageBench) -> None:
    bench.scene.edit("few", **{"answers.count": 3})
    panel = bench.panel("answers")
    arrays = final(bench.scene.recipe("answers"), bench.world).arrays
    for position, at in ((1.0, 4), (0.5, 2), (0.0, 0)):
        bench.scene.edit("go", position=position)
        bench.settle()
        shown = {heading.title: row for row, heading in enumerate(panel.matrix.rows)}
        side = window_words(int(arrays["sides"][at]), 55)
        expected = {
            "network": arrays["answers"][0, at], "nearest known": arrays["nearest"][at],
            f"local, {side}": arrays["answers"][1, at], "by heart": arrays["answers"][2, at],
        }  # fmt: skip
        assert shown.keys() == expected.keys() | {"from these"}
        for title, pictures in expected.items():
            found = panel.matrix.picture_at(Spot(shown[title], 1, 0))
            np.testing.assert_array_equal(found, np.repeat(pictures[1], 3, axis=0))
        np.testing.assert_array_equal(
            panel.matrix.picture_at(Spot(shown["from these"], 2, 0)), mosaic(arrays, at)[2]
        )
    assert bench.scene.player.count == 5 and bench.scene.player.position == 0


def test_headings_tell_the_median_of_what_is_known(bench: StageBench) -> None:
    panel = bench.panel("answers")
    bench.scene.edit("go", position=1.0)
    bench.settle()
    arrays = final(bench.scene.recipe("answers"), bench.world).arrays
    curves = curves_of(arrays)
    for row, title in ((1, "local"), (2, "by heart")):
        assert curves[title][-1] == pytest.approx(np.median(arrays["r2"][row, -1]))
        told = f"r² {number(float(curves[title][-1]), 2)}"
        assert any(heading.caption == told for heading in panel.matrix.rows)
        assert told.removeprefix("r² ") in panel.plot.caption()
    assert "200" not in panel.about.text() and "held out" in panel.about.text()


def test_a_curve_has_no_number_where_nothing_is_known() -> None:
    r2 = np.full((3, 2, 4), np.nan)
    r2[1, 0] = 0.2, 0.4, np.nan, 0.6
    curves = curves_of({"r2": r2, "chance": np.full((2, 1), np.nan)})
    assert np.isnan(curves["local"][1]) and np.isnan(curves["by heart"]).all()
    assert "another noise" not in curves and curves["local"][0] == pytest.approx(0.4)


def test_simple_shows_the_answers_alone(bench: StageBench) -> None:
    panel = bench.panel("answers")
    panel.set_simple(True)
    assert [heading.title.partition(",")[0] for heading in panel.matrix.rows] == [
        "network", "local", "by heart"
    ]  # fmt: skip
    assert panel._windows.isHidden() and panel.about.isHidden() and not panel.plot.isHidden()
    panel.set_simple(False)
    assert len(panel.matrix.rows) == 5 and not panel._windows.isHidden()


def test_a_point_of_the_windows_is_dragged_with_the_mouse(bench: StageBench) -> None:
    panel = bench.panel("answers")
    sides, steps = bench.images.answers.windows, ladder(28, 28)
    plot, before = panel.windows, bench.undo.count()
    assert plot.sides == sides
    index = 4
    start, end = (
        plot._plot.mapTo(plot, plot._plot.to_pixel(NOISE[index], step).toPoint())
        for step in (steps.index(9), len(steps) - 1)
    )
    QTest.mousePress(plot, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(plot, (start + end) / 2)
    QTest.mouseMove(plot, QPoint(end.x(), end.y()))
    QTest.mouseRelease(plot, LEFT, Qt.KeyboardModifier.NoModifier, end)
    bench.settle()
    found = bench.images.answers.windows
    assert found[index] == 55 and (*found[:index], *found[index + 1 :]) == (
        *sides[:index], *sides[index + 1 :]
    )  # fmt: skip
    assert bench.undo.count() == before + 1
    bench.undo.undo()
    assert bench.images.answers.windows == sides == plot.sides


def test_keys_go_from_point_to_point_and_change_windows(bench: StageBench) -> None:
    panel = bench.panel("answers")
    panel.windows.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(panel.windows, key)
    bench.settle()
    before, found = type(bench.images.answers)(model="x").windows, bench.images.answers.windows
    assert [one == two for one, two in zip(before, found, strict=True)] == [True, False] + [True] * 7
    assert found[1] == 5
    assert f"{NOISE[1]:g}: 5" in panel.windows.accessibleDescription()


def test_windows_are_found_by_a_button_and_used_by_another(bench: StageBench) -> None:
    panel = bench.panel("answers")
    bench.scene.edit("few", noises=11)
    bench.settle()
    assert panel.calibrate.isEnabled() and not panel.use.isEnabled()
    panel.calibrate.click()
    bench.settle()
    arrays = final(bench.scene.recipe("calibration"), bench.world).arrays
    found, before = tuple(arrays["windows"].tolist()), bench.images.answers.windows
    assert "found on 11 noises" in panel.windows.heading.text() and not panel.calibrate.isEnabled()
    ladder_ = list(arrays["sides"])
    assert list(panel.windows._other.getData()[1]) == [ladder_.index(side) for side in found]
    assert bench.images.answers.windows == before != found and panel.use.isEnabled()
    panel.use.click()
    bench.settle()
    assert bench.images.answers.windows == panel.windows.sides == found and not panel.use.isEnabled()
    bench.undo.undo()
    assert bench.images.answers.windows == before
    bench.scene.edit("more steps", steps=7)
    bench.settle()
    assert "found on" not in panel.windows.heading.text() and panel.calibrate.isEnabled()


def test_what_cannot_be_asked_is_said(bench: StageBench) -> None:
    panel = bench.panel("answers")
    bench.scene.edit("adaptive", sampler="dopri5")
    bench.settle()
    assert "fixed" in panel.why.text() or "fixed" in panel.refused.text()


def test_it_exports_rows_curves_and_arrays(bench: StageBench) -> None:
    panel = bench.panel("answers")
    assert [export.title for export in panel.exports()] == [
        "Why new, with headings", "Why new, agreement", "Why new, pictures and arrays"
    ]  # fmt: skip
