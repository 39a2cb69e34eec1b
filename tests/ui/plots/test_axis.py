"""Numbers along plots: written as everywhere else, and never one into the other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPicture
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.plots.axis import Axis
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.steps_plot import StepsPlot
from playground.ui.tabs.gan.judgements import Judgements
from playground.ui.widgets.theme import themes
from tests.support.read_number import read_number

pytestmark = pytest.mark.qt


def draw(plot: StepsPlot, last: float) -> None:
    """Let it draw a level course up to the step ``last``."""
    steps, ones = np.linspace(0, last, 20), np.ones(20)
    if isinstance(plot, CurvesPlot):
        plot.set_curves(steps, np.stack([ones, ones], axis=1))
    else:
        plot.set_series(steps, ones)  # type: ignore[attr-defined]
    plot.grab()


def written(plot: StepsPlot) -> list[tuple[float, str]]:
    """The numbers along the lower edge and where their middles are, in pixels."""
    axis = plot._plot.getAxis("bottom")
    low, high = axis.range
    size = axis.geometry().width()
    found = []
    for apart, values in axis.tickValues(low, high, size):
        texts = axis.tickStrings(values, axis.scale, apart)
        found += [
            ((value - low) / (high - low) * size, text) for value, text in zip(values, texts, strict=True)
        ]
    return sorted(found)


def curves() -> StepsPlot:
    return CurvesPlot(("loss of D", "loss of G"), ("#888888",))


def series() -> StepsPlot:
    return SeriesPlot("Loss")


@pytest.mark.parametrize("make", [curves, series])
def test_numbers_along_the_steps_stand_apart(qtbot: QtBot, make: type[StepsPlot]) -> None:
    plot = make()
    qtbot.addWidget(plot)
    plot.show()
    metrics = QFontMetrics(QApplication.font())
    for width, last in itertools.product((150, 190, 300, 520), (7.0, 60.0, 694.0, 4_200.0, 61_000.0, 2.0e6)):
        plot.resize(width, 120)
        draw(plot, last)
        marks = written(plot)
        assert marks, (width, last)
        for (left, one), (right, other) in itertools.pairwise(marks):
            between = (metrics.horizontalAdvance(one) + metrics.horizontalAdvance(other)) / 2
            assert right - left >= between + 3, (width, last, one, other)


def test_thousands_have_commas_along_the_steps(qtbot: QtBot) -> None:
    plot = CurvesPlot(("loss",), ())
    qtbot.addWidget(plot)
    plot.resize(400, 120)
    plot.show()
    plot.set_curves(np.linspace(0, 42_000, 20), np.ones((20, 1)))
    plot.grab()
    texts = [text for _, text in written(plot)]
    assert "20,000" in texts and "0" in texts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-1e6, 1e6), st.sampled_from([0.001, 0.02, 0.5, 1.0, 200.0]))
def test_numbers_read_as_what_they_are(qtbot: QtBot, value: float, apart: float) -> None:
    axis = Axis("left")
    (text,) = axis.tickStrings([value], 1.0, apart)
    assert read_number(text) == pytest.approx(value, abs=apart)


@pytest.mark.parametrize("height", [60, 80, 100, 160, 400])
@pytest.mark.parametrize("top", [0.3, 1.7, 44.0, 12_000.0])
def test_numbers_up_the_side_stand_apart(qtbot: QtBot, height: int, top: float) -> None:
    plot = SeriesPlot("Loss")
    qtbot.addWidget(plot)
    plot.show()
    plot.setMinimumHeight(0)
    plot.resize(200, height)
    plot.set_series(np.arange(20), np.full(20, top))
    plot.grab()
    axis = plot._plot.getAxis("left")
    (low, high), size = axis.range, axis.geometry().height()
    values = sorted(each for _, level in axis.tickValues(low, high, size) for each in level)
    capitals = QFontMetrics(QApplication.font()).ascent()
    assert all((b - a) / (high - low) * size >= capitals for a, b in itertools.pairwise(values))
    assert axis.tickValues(low, high, 0) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(-1e4, 1e4), st.floats(-4, 4).map(lambda power: 10.0**power), st.integers(24, 220),
    st.sampled_from([1.0, 1.4]), st.sampled_from(["left", "bottom"]),
)  # fmt: skip
def test_no_axis_is_without_a_number_that_has_room_for_one(
    qapp: object, low: float, width: float, size: int, scale: float, side: str
) -> None:
    """Whatever is seen at that moment of a training: 694.1 to 694.6, say, or 39 to 490 in large letters."""
    themes().set_scale(scale)
    try:
        axis = Axis(side)
        metrics = QFontMetrics(QApplication.font())
        levels = axis.tickValues(low, low + width, size)
        texts = [text for apart, values in levels for text in axis.tickStrings(values, 1.0, apart)]
        assert texts or side == "bottom"
        if not texts:
            (shortest,) = axis.tickStrings([low], 1.0, width)
            assert metrics.horizontalAdvance(shortest) > size
    finally:
        themes().set_scale(1.0)


@pytest.mark.parametrize(
    ("low", "high", "size"),
    [(-5.0, 5.0, 100), (-5.0, 5.0, 70), (0.0, 0.7, 30), (0.0, 55.0, 26), (0.0, 2.5, 24)],
)
def test_a_small_axis_has_two_numbers_that_stand_apart(
    qapp: object, low: float, high: float, size: int
) -> None:
    axis = Axis("bottom" if low < 0 else "left")
    (level,) = axis.tickValues(low, high, size)[:1]
    metrics = QFontMetrics(QApplication.font())
    texts = axis.tickStrings(level[1], 1.0, level[0])
    needed = max(map(metrics.horizontalAdvance, texts)) if low < 0 else metrics.ascent()
    assert len(texts) >= 2 and level[0] / (high - low) * size >= needed


@pytest.mark.parametrize("last", [700.0, 2_168.0, 4_000.0, 12_300.0])
@pytest.mark.parametrize("make", [curves, series])
def test_first_and_last_numbers_are_drawn_whole(qtbot: QtBot, make: type[StepsPlot], last: float) -> None:
    plot = make()
    qtbot.addWidget(plot)
    plot.resize(150, 120)
    plot.show()
    draw(plot, last)
    axis, canvas = plot._plot.getAxis("bottom"), QPicture()
    painter = QPainter(canvas)
    _line, _ticks, texts = axis.generateDrawSpecs(painter)
    painter.end()
    room = axis.mapRectFromScene(plot._plot.sceneRect())
    drawn = [text for _rect, _flags, text in texts]
    assert drawn[0] == "0" and len(drawn) >= 2
    for rect, _flags, text in texts:
        assert room.left() <= rect.left() and rect.right() <= room.right(), text


@pytest.mark.parametrize("last", [1_000.0, 1_030.0, 1_960.0, 2_100.0, 4_500.0, 9_400.0, 10_100.0, 18_000.0])
def test_a_narrow_axis_has_a_number_beside_its_first(qtbot: QtBot, last: float) -> None:
    plot = SeriesPlot("Loss")
    qtbot.addWidget(plot)
    plot.resize(130, 120)
    plot.show()
    plot.set_series(np.linspace(0, last, 20), np.ones(20))
    plot.grab()
    axis, image = plot._plot.getAxis("bottom"), QImage(400, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn = [text for _, _, text in axis.generateDrawSpecs(painter)[2] if text]
    painter.end()
    assert len(drawn) >= 2 and drawn[0] == "0"


@pytest.mark.parametrize("highest", [0.06, 0.12, 0.3, 0.9])
@pytest.mark.parametrize("height", [80, 100, 140])
def test_judgements_have_numbers_whatever_share_is_the_highest(
    qtbot: QtBot, highest: float, height: int
) -> None:
    """Those of two decimals were too wide for the room that was set, and so none was drawn."""
    plot = Judgements()
    qtbot.addWidget(plot)
    plot.resize(200, height)
    plot.show()
    shares = np.full(20, (1 - highest) / 19)
    shares[3] = highest
    for _ in range(2):  # what it begins with is wider
        plot.show_shares(shares, shares)
    axis = plot._plot.getAxis("left")
    try:
        for scale in (1.0, 1.4):
            themes().set_scale(scale)
            QApplication.processEvents()
            plot.grab()
            canvas = QPicture()
            painter = QPainter(canvas)
            painter.setFont(axis.style["tickFont"] or axis.font())
            texts = [text for _rect, _flags, text in axis.generateDrawSpecs(painter)[2]]
            painter.end()
            assert len(texts) >= 2, (scale, axis.range)
    finally:
        themes().set_scale(1.0)


def test_a_plot_has_no_scale_before_its_first_number(qtbot: QtBot) -> None:
    plot = SeriesPlot("Sliced Wasserstein", "floor", "Distance")
    qtbot.addWidget(plot)
    plot.resize(400, 140)
    plot.show()

    def numbers() -> list[str]:
        plot.grab()
        canvas, found = QPicture(), []
        painter = QPainter(canvas)
        for side in ("left", "bottom"):
            found += [text for _rect, _flags, text in plot._plot.getAxis(side).generateDrawSpecs(painter)[2]]
        painter.end()
        return found

    plot.set_series(np.zeros(0), np.zeros(0))
    assert numbers() == [] and "not measured yet" in plot.heading.text()
    plot.set_series(np.array([0.0, 1000.0]), np.array([0.8, 0.2]))
    assert len(numbers()) > 3 and "not measured" not in plot.heading.text()
    plot.set_series(np.zeros(0), np.zeros(0))
    assert numbers() == []


def test_no_number_is_cut_above_the_axis(qtbot: QtBot) -> None:
    plane = LatentPlane()
    qtbot.addWidget(plane)
    plane.show()
    axis = plane._plot.getAxis("left")
    try:
        for scale in (1.0, 1.4):
            themes().set_scale(scale)
            for height in range(150, 260, 3):
                plane.resize(365, height)
                plane.grab()
                recorded = QPicture()
                painter = QPainter(recorded)
                painter.setFont(axis.font())
                _line, _ticks, numbers = axis.generateDrawSpecs(painter)
                painter.end()
                tops = [axis.mapRectToScene(place).top() for place, _flags, _text in numbers]
                assert min(tops) > -3, (scale, height)
    finally:
        themes().set_scale(1.0)
