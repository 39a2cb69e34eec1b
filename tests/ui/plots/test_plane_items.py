"""Items of the lab's planes: where they draw, and what they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from playground.ui.plots.axis_marks import round_step
from playground.ui.plots.cloud import Cloud, stamp
from playground.ui.plots.drawing_canvas import DrawingCanvas, rubbed, sprayed
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.heat import DENSITY, Heat, ramp, to_levels
from playground.ui.plots.key_strip import Key, KeyStrip
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.strokes import arrow_lines, grid, thinned
from playground.ui.plots.weight_bars import WeightBars

pytestmark = pytest.mark.qt


def painted(item: QGraphicsObject, side: int, extent: float) -> NDArray[np.uint8]:
    """What an item draws on black over ±extent: (row from the top, column, blue green red)."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(side / 2, side / 2)
    painter.scale(side / (2 * extent), -side / (2 * extent))
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4)[..., :3].copy()


@pytest.mark.parametrize(("core", "rim"), [(1, 0), (1, 1), (2, 1), (3, 1), (4, 2)])
def test_stamps_are_squares_cut_at_the_edges(core: int, rim: int) -> None:
    random = np.random.default_rng(core)
    height, width = 17, 23
    pixels = np.stack([random.integers(-6, width + 6, 40), random.integers(-6, height + 6, 40)], axis=1)
    pixels = pixels[(pixels[:, 0] < width) & (pixels[:, 1] < height)]
    expected = np.zeros((height, width), np.uint8)
    low = -(core // 2)
    for value, first, side in ((1, low - rim, core + 2 * rim), (2, low, core)):
        for x, y in pixels:
            rows = slice(max(0, y + first), max(0, y + first + side))
            columns = slice(max(0, x + first), max(0, x + first + side))
            if value == 2 or rim:
                expected[rows, columns] = value
    np.testing.assert_array_equal(stamp(pixels, height, width, core, rim), expected)


def test_points_lie_where_they_are_and_up_is_up(qtbot: QtBot) -> None:
    cloud = Cloud(QColor("#ff0000"))
    cloud.set_bounds(QRectF(-2, -2, 4, 4))
    cloud.set_points(np.array([[1.0, 1.5], [np.nan, 0.0], [50.0, 0.0]]))
    red = painted(cloud, 81, 2.0)[..., 2] == 255
    rows, columns = np.nonzero(red)
    assert (rows.mean(), columns.mean()) == pytest.approx((81 * 0.125, 81 * 0.75), abs=1)
    assert red.sum() <= 4


def test_row_0_of_a_heat_map_lies_at_the_bottom(qtbot: QtBot) -> None:
    heat = Heat(("#000000", "#ffffff"))
    levels = np.zeros((4, 4), np.uint8)
    levels[0, 3] = 255
    heat.set_levels(levels, 1.0)
    picture = painted(heat, 80, 1.0)[..., 0]
    row, column = np.unravel_index(int(picture.argmax()), picture.shape)
    assert row > 60
    assert column > 60
    heat.set_levels(None, 1.0)
    assert not painted(heat, 80, 1.0).any()


def test_levels_are_cut_at_both_ends() -> None:
    values = np.array([-np.inf, -1.0, 0.0, 1.0, np.inf, np.nan])
    assert to_levels(values, -1.0, 1.0).tolist() == [0, 0, 128, 255, 255, 0]


def test_a_ramp_runs_from_its_first_to_its_last_colour() -> None:
    colours = [QColor.fromRgb(value) for value in ramp(DENSITY)]
    assert (colours[0].name(), colours[-1].name()) == (DENSITY[0], DENSITY[-1])
    lightness = [colour.lightnessF() for colour in colours]
    assert np.diff(lightness).min() > -0.01


def test_arrows_point_along_the_field_and_stay_in_their_cells() -> None:
    random = np.random.default_rng(0)
    field = random.normal(size=(6, 6, 2)) * 10 ** random.uniform(-2, 3, (6, 6, 1))
    lines = arrow_lines(field, 3.0, 1.0).reshape(36, 3, 2, 2)
    tails, heads = lines[:, 0, 0], lines[:, 0, 1]
    shafts, vectors = heads - tails, field.reshape(-1, 2)
    np.testing.assert_allclose((tails + heads) / 2, grid(6, 3.0).reshape(-1, 2))
    turned = shafts[:, 0] * vectors[:, 1] - shafts[:, 1] * vectors[:, 0]
    np.testing.assert_allclose(turned / np.linalg.norm(vectors, axis=1), 0, atol=1e-12)
    assert ((shafts * vectors).sum(1) > 0).all()
    length = np.linalg.norm(shafts, axis=1)
    assert length.max() < 1.0
    assert (np.diff(length[np.argsort(np.linalg.norm(vectors, axis=1))]) > 0).all()
    for barb in (1, 2):
        np.testing.assert_allclose(lines[:, barb, 0], heads)
        assert (((lines[:, barb, 1] - heads) * shafts).sum(1) < 0).all()


def test_a_field_of_the_half_size_has_arrows_of_half_the_length() -> None:
    sizes = (0.7, 1e9)
    shafts = [arrow_lines(np.full((1, 1, 2), (size, 0.0)), 1.0, 0.7) for size in sizes]
    half, whole = (np.linalg.norm(lines[1] - lines[0]) for lines in shafts)
    assert half == pytest.approx(whole / 2)


def test_arrows_without_a_direction_are_harmless() -> None:
    assert np.isfinite(arrow_lines(np.array([[[0.0, 0.0], [np.nan, 1.0]]] * 2), 1.0, 1.0)).all()


def test_thinning_keeps_a_linear_field() -> None:
    matrix = np.array([[1.0, 2.0], [-0.5, 3.0]])
    np.testing.assert_allclose(thinned(grid(8, 3.0) @ matrix), grid(4, 3.0) @ matrix)


def test_a_plane_is_dragged_nudged_and_clicked(qtbot: QtBot) -> None:
    plane = FieldPlane("plane", axes=False)
    qtbot.addWidget(plane)
    plane.resize(300, 300)
    plane.show()
    qtbot.waitExposed(plane)
    moves: list[tuple[float, float]] = []
    ends: list[str] = []
    plane.moved.connect(lambda x, y: moves.append((x, y)))
    plane.released.connect(lambda: ends.append("released"))
    plane.clicked.connect(lambda: ends.append("clicked"))
    place = plane.to_pixel(1.0, -2.0).toPoint()
    QTest.mouseClick(plane.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert (moves, ends) == ([], ["clicked"])
    plane.set_handle((0.0, 0.0))
    QTest.mousePress(plane.canvas, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(plane.canvas, plane.to_pixel(2.0, 1.0).toPoint())
    QTest.mouseMove(plane.canvas, QPoint(-500, 150))
    QTest.mouseRelease(plane.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert ends == ["clicked", "released"]
    assert moves[0] == pytest.approx((1.0, -2.0), abs=0.05)
    assert moves[1] == pytest.approx((2.0, 1.0), abs=0.05)
    assert moves[2][0] == -3.0
    QTest.keyClick(plane, Qt.Key.Key_Up)
    QTest.keyClick(plane, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert moves[3:] == [pytest.approx((0.0, 0.1)), pytest.approx((-0.01, 0.0))]


def test_a_stroke_is_sprayed_along_its_line() -> None:
    points = sprayed(np.random.default_rng(0), (-2.0, 0.0), (2.0, 0.0))
    assert len(points) == 240
    assert np.abs(points[:, 1]).max() < 0.4
    assert np.histogram(points[:, 0], bins=4, range=(-2, 2))[0].min() > 30


def test_rubbing_takes_what_is_near_and_nothing_else() -> None:
    points = np.array([[0.0, 0.0], [0.2, 0.0], [1.0, 1.0]], np.float32)
    assert rubbed(points, (0.0, 0.0), (0.0, 0.0)).tolist() == [[1.0, 1.0]]


def test_a_fast_rub_leaves_no_gaps() -> None:
    line = np.stack([np.linspace(-2, 2, 81), np.zeros(81)], axis=1).astype(np.float32)
    beside = np.array([[0.0, 0.5], [-2.4, 0.0], [2.4, 0.0]], np.float32)
    left = rubbed(np.concatenate([line, beside]), (-2.0, 0.1), (2.0, -0.1))
    assert left.tolist() == beside.tolist()


def test_drawing_tells_at_the_end_of_the_stroke_and_keeps_the_newest_points(qtbot: QtBot) -> None:
    canvas = DrawingCanvas(3.0, 100)
    qtbot.addWidget(canvas)
    canvas.resize(240, 240)
    canvas.show()
    drawn: list[NDArray[np.float32]] = []
    canvas.drawn.connect(drawn.append)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 60))
    assert drawn == []
    QTest.mouseMove(canvas, QPoint(200, 60))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert len(drawn) == 1
    assert drawn[0].shape == (100, 2)
    assert drawn[0].dtype == np.float32
    assert drawn[0][:, 1].mean() == pytest.approx(1.5, abs=0.1)
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(160, 60))
    assert 0 < len(drawn[1]) < 100
    canvas.grab()


def test_entries_of_a_key_wrap(qtbot: QtBot) -> None:
    strip = KeyStrip()
    qtbot.addWidget(strip)
    keys = [
        Key("line", ("#ffffff",), "a way"),
        Key("scale", DENSITY, "density"),
        Key("points", ("#ff0000",), "p"),
    ]
    strip.set_keys(keys)
    assert strip.heightForWidth(90) > strip.heightForWidth(600) > 0
    assert strip.accessibleDescription() == "a way, density, p"
    strip.resize(200, strip.heightForWidth(200))
    strip.grab()


def test_the_range_of_a_series_stays_while_its_numbers_move_a_little(qtbot: QtBot) -> None:
    plot = SeriesPlot("Loss", "floor")
    qtbot.addWidget(plot)
    box = plot._plot.getViewBox()
    plot.set_series(np.arange(3), np.array([1.0, 2.0, 1.5]), 0.1)
    top = box.viewRange()[1][1]
    plot.set_series(np.arange(3), np.array([1.0, 1.2, 1.1]), 0.1)
    assert box.viewRange()[1][1] == top
    plot.set_series(np.arange(3), np.array([0.1, 0.2, 0.1]), 0.1)
    assert box.viewRange()[1][1] < top / 2
    assert "0.1" in plot.heading.text()
    plot.set_series(np.zeros(0), np.zeros(0))
    plot.grab()


def test_a_narrow_series_names_its_level_by_the_dash_alone(qtbot: QtBot) -> None:
    plot = SeriesPlot("Sliced Wasserstein", "floor")
    qtbot.addWidget(plot)
    plot.show()
    plot.set_series(np.arange(3), np.array([1.0, 2.0, 1.5]), 0.1)
    said: list[tuple[bool, bool]] = []
    heights = set()
    for width in range(500, 100, -5):
        plot.heading.resize(width, 20)
        said.append(("floor" in plot.heading.text(), "┄" in plot.heading.text()))
        heights.add(plot.heading.sizeHint().height())
    assert list(dict.fromkeys(said)) == [(True, True), (False, True), (False, False)]
    assert said == sorted(said, reverse=True)
    assert len(heights) == 1


def test_a_very_narrow_series_goes_by_its_short_name(qtbot: QtBot) -> None:
    plot = SeriesPlot("Sliced Wasserstein", "floor", "Distance")
    qtbot.addWidget(plot)
    plot.show()
    plot.set_series(np.arange(3), np.array([1.0, 2.0, 0.808]), 0.1)
    for width in range(500, 60, -5):
        plot.heading.resize(width, 20)
        fits = plot.heading.sizeHint().width() <= width
        assert fits or plot.heading.text() == "<b>Distance</b> 0.808"
        assert "0.808" in plot.heading.text()
    assert "Sliced" not in plot.heading.text()


@given(st.floats(1e-9, 1e9))
def test_a_round_step_is_the_next_one_of_its_kind(least: float) -> None:
    step = round_step(least)
    assert f"{step:.0e}"[0] in "125" and float(f"{step:.0e}") == step
    assert least <= step <= 2.5 * least * (1 + 1e-12)


def test_steps_are_marked_as_far_apart_as_their_numbers_are_wide(qtbot: QtBot) -> None:
    plot = SeriesPlot("Loss")
    qtbot.addWidget(plot)
    plot.show()
    axis = plot._plot.getAxis("bottom")
    for width in (110, 160, 400):
        plot.resize(width, 120)
        for last in (7.0, 60.0, 694.0, 12_345.0):
            plot.set_series(np.linspace(0, last, 20), np.ones(20))
            low, high = axis.range
            (apart, _), *_rest = axis.tickSpacing(low, high, axis.width())
            pixels = apart / (high - low) * (width - 40)
            assert pixels > plot.fontMetrics().horizontalAdvance(f"{last:.0f}") or apart > last / 2


def test_what_an_untrained_network_gave_does_not_flatten_the_rest(qtbot: QtBot) -> None:
    plot = SeriesPlot("Distance", "floor")
    qtbot.addWidget(plot)
    box = plot._plot.getViewBox()
    plot.set_series(np.arange(1, 11), np.array([100.0, 90.0, *([0.2] * 8)]), 0.1)
    low, high = box.viewRange()[1]
    # The axis is logarithmic: the first values and the rest are seen, and the floor under them.
    assert low < np.log10(0.1) and high > np.log10(100)
    assert np.log10(0.2) - low > 0.05 * (high - low)
    # A loss that falls as losses do is seen from its start.
    other = SeriesPlot("Loss", "floor")
    qtbot.addWidget(other)
    box = other._plot.getViewBox()
    other.set_series(np.arange(1, 11), np.array([1.0, 0.8, *([0.3] * 8)]), 0.1)
    assert box.viewRange()[1][1] > 0.98


def test_a_single_number_is_a_dot_inside_the_plot(qtbot: QtBot) -> None:
    plot = SeriesPlot("Distance")
    qtbot.addWidget(plot)
    plot.set_series(np.array([100.0]), np.array([0.3]))
    box = plot._plot.getViewBox()
    (_, right), (_, top) = box.viewRange()
    assert right >= 102 and top > 0.3
    assert plot._plot.getAxis("bottom").labelText == "training step"


def test_bars_say_their_ends(qtbot: QtBot) -> None:
    bars = WeightBars("Modes")
    qtbot.addWidget(bars)
    bars.set_weights(np.array([0.5, 0.3, 0.2]), np.full(3, 1 / 3))
    assert bars.accessibleDescription() == "3 modes, from 20.0 % to 50.0 %"
    assert bars.heading.text().replace("\u00a0", " ").endswith("exact 33.3 %")
    bars.set_weights(np.array([0.5, 0.5]), np.array([0.4, 0.6]))
    assert bars.heading.text().replace("\u00a0", " ").endswith("exact 40 to 60 %")
    bars.grab()
