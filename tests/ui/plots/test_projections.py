"""Lines, paths and jumps on principal components: what is drawn, what is lit, what the axes say."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from playground.ui.plots.flow_lines import FlowLinesPlot
from playground.ui.plots.jumps_plot import JumpsPlot
from playground.ui.plots.projection import Projection
from playground.ui.plots.time_plot import TimePlot

pytestmark = pytest.mark.qt
SHARES = np.array([0.41, 0.125])


def sketch(pairs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Lines (pairs, 2, 2) and curves (pairs, 9, 2) that begin where the lines do."""
    rng = np.random.default_rng(seed)
    lines = rng.normal(size=(pairs, 2, 2)) * 4
    t = np.linspace(0, 1, 9)[None, :, None]
    ends = rng.normal(size=(pairs, 1, 2)) * 4
    return lines, (1 - t) * lines[:, :1] + t * ends + np.sin(np.pi * t) * rng.normal(size=(pairs, 1, 2))


def labels(plot: Projection) -> list[str]:
    return [plot._plot.getAxis(side).labelText for side in ("bottom", "left")]


@pytest.fixture
def flow(qtbot: QtBot) -> FlowLinesPlot:
    plot = FlowLinesPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    plot.set_paths(*sketch(6), SHARES)
    qtbot.waitExposed(plot)
    return plot


def test_axes_say_how_much_they_show(flow: FlowLinesPlot) -> None:
    assert labels(flow) == ["PC 1 (41% of the variance)", "PC 2 (12% of the variance)"]


def test_everything_is_in_sight_at_equal_scales(flow: FlowLinesPlot) -> None:
    (left, right), (bottom, top) = flow._box.viewRange()
    points = np.concatenate([flow.lines.reshape(-1, 2), flow.curves.reshape(-1, 2)])
    assert ((points >= (left, bottom)) & (points <= (right, top))).all()
    across, along = flow._box.viewPixelSize()
    assert across == pytest.approx(along, rel=1e-6)


def test_the_nearest_pair_agrees_with_brute_force(flow: FlowLinesPlot) -> None:
    lines, curves = sketch(6)
    rng = np.random.default_rng(3)
    for x, y in rng.normal(size=(30, 2)) * 4:
        distances = [
            min(np.hypot(*(point - (x, y))) for point in (*lines[pair], *curves[pair])) for pair in range(6)
        ]
        nearest, distance = int(np.argmin(distances)), min(distances)
        assert flow.item.nearest(QPointF(x, y), distance * 1.001) == nearest
        assert flow.item.nearest(QPointF(x, y), distance * 0.999) == -1


def test_the_pair_under_the_mouse_is_lit_until_it_leaves(flow: FlowLinesPlot) -> None:
    x, y = map(float, flow.curves[2, 4])
    flow.hovered.emit(QPointF(x, y), 0.01)
    assert flow.item.lit == 2
    dimmed = flow.grab().toImage()
    flow.left.emit()
    assert flow.item.lit == -1
    assert flow.grab().toImage() != dimmed


def test_new_paths_are_not_lit(flow: FlowLinesPlot) -> None:
    flow.item.set_lit(5)
    flow.set_paths(*sketch(3), SHARES)
    assert flow.item.lit == -1


def test_the_pairs_can_vanish(flow: FlowLinesPlot) -> None:
    flow.set_paths(np.zeros((0, 2, 2)), np.zeros((0, 1, 2)), SHARES)
    assert flow.item.nearest(QPointF(0, 0), 100) == -1
    flow.grab()


def test_jumps_are_coloured_from_noisy_to_clean_and_can_be_lit(qtbot: QtBot) -> None:
    plot = JumpsPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    qtbot.waitExposed(plot)
    curve = sketch(1)[1][0]
    plot.set_jumps(curve, curve[:4], curve[[-1] * 4] + 0.1, SHARES)
    assert labels(plot)[0].startswith("PC 1 (41%")
    assert plot.item.colour(0) != plot.item.colour(3)
    plain = plot.grab().toImage()
    plot.set_lit(2)
    assert plot.item.lit == 2
    assert plot.grab().toImage() != plain
    assert plot.picture().size() > 0


def test_the_spread_is_sorted_by_time_and_in_sight(qtbot: QtBot) -> None:
    plot = TimePlot("Spread", "RMS")
    qtbot.addWidget(plot)
    plot.set_curve(np.array([900.0, 500.0, 1.0]), np.array([0.4, 0.7, 0.0]))
    np.testing.assert_array_equal(plot.times, [1, 500, 900])
    np.testing.assert_array_equal(plot.values, [0.0, 0.7, 0.4])
    (left, right), (bottom, top) = plot._plot.getViewBox().viewRange()
    assert left < 0 < 900 < right and bottom < 0 < 0.7 < top
    plot.set_curve(np.array([0.0, 1.0, 2.0]), np.array([-3.0, np.nan, 1.0]))
    np.testing.assert_array_equal(plot.times, [0, 2])
    (_, _), (bottom, top) = plot._plot.getViewBox().viewRange()
    assert bottom < -3 < 1 < top
    plot.set_mark(500.0)
    assert plot._now.isVisible() and plot._now.value() == 500
    plot.set_mark(None)
    assert not plot._now.isVisible()


def test_a_narrow_plot_marks_fewer_times(qtbot: QtBot) -> None:
    plot = TimePlot("Spread", "RMS")
    qtbot.addWidget(plot)
    plot.show()
    axis = plot._plot.getAxis("bottom")
    for last in (1.0, 1000.0):
        plot.set_curve(np.linspace(0, last, 5), np.ones(5))
        found = []
        for width in (150, 240, 500):
            plot.resize(width, 150)
            found.append(axis.tickSpacing(0.0, last, width)[0][0] / last)
        assert found == sorted(found, reverse=True) and found[0] >= 0.5 and found[-1] <= 0.2


def test_there_is_no_scale_without_a_curve(qtbot: QtBot) -> None:
    plot = TimePlot("Spread", "RMS")
    qtbot.addWidget(plot)
    assert not plot._plot.getPlotItem().isVisible()
    plot.set_curve(np.array([0.0, 1.0]), np.array([0.0, 0.7]))
    assert plot._plot.getPlotItem().isVisible()


def test_a_perfect_spread_is_drawn(qtbot: QtBot) -> None:
    plot = TimePlot("Spread", "RMS")
    qtbot.addWidget(plot)
    plot.set_curve(np.linspace(1, 0, 5), np.zeros(5))
    (_, _), (bottom, top) = plot._plot.getViewBox().viewRange()
    assert bottom < 0 < top


def test_without_points_there_is_no_scale(qtbot: QtBot) -> None:
    plot = Projection("Nothing yet")
    qtbot.addWidget(plot)
    item = plot._plot.getPlotItem()
    assert not item.isVisible()
    plot.fit(np.array([[0.0, 1.0], [2.0, 5.0]]))
    assert item.isVisible()


def test_what_is_flat_is_drawn_larger_by_a_round_number_that_the_axis_says(qtbot: QtBot) -> None:
    plot = JumpsPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    t = np.linspace(0, 1, 12)
    curve = np.stack([30 * t, np.sin(3 * t)], axis=1)
    plot.set_jumps(curve, curve[:5], curve[:5] * (0, 1), np.array([0.98, 0.01]))
    assert plot.stretch == 20
    assert labels(plot)[1] == "PC 2 (1% of the variance, drawn 20 times as large)"
    across, along = plot._box.viewPixelSize()
    assert across / along == pytest.approx(plot.stretch, rel=1e-6)
    # As far from the start in the window as the mouse may be, whichever way it lies.
    assert plot.item.nearest(QPointF(*map(float, curve[2] + (0, 1))), 1.5, plot.stretch) == -1
    assert plot.item.nearest(QPointF(*map(float, curve[2] + (0, 1 / plot.stretch))), 1.5, plot.stretch) == 2
    plot.set_jumps(curve * (1, 30), curve[:5], curve[:5], SHARES)
    assert plot.stretch == 1 and labels(plot)[1] == "PC 2 (12% of the variance)"
