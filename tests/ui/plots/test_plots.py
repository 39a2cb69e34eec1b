"""Items of the plots: geometry, picking, and colours."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from playground.ui.plots.class_legend import ClassLegend
from playground.ui.plots.dots import ClassDots
from playground.ui.plots.ellipses import PriorRings, ellipse_rect
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.plots.norm_plot import NormPlot
from playground.ui.widgets.theme import DARK, LIGHT, palette_of

pytestmark = pytest.mark.qt


def test_an_ellipse_holds_exactly_the_points_within_its_deviations() -> None:
    rect = ellipse_rect((1.0, -2.0), (0.5, 0.25), 2.0)
    assert (rect.left(), rect.right()) == pytest.approx((0.0, 2.0))
    assert (rect.top(), rect.bottom()) == pytest.approx((-2.5, -1.5))


def test_the_rings_are_the_prior_at_one_and_two_deviations(qtbot: QtBot) -> None:
    rings = PriorRings()
    assert [(tag.text, -tag.y()) for tag in rings.tags] == [("1σ", 1), ("2σ", 2)]


def test_picking_agrees_with_brute_force_and_skips_hidden_classes(qtbot: QtBot) -> None:
    rng = np.random.default_rng(4)
    points, labels = rng.normal(size=(200, 2)), rng.integers(0, 10, 200)
    dots = ClassDots()
    dots.set_points(points, labels)
    for hidden in (frozenset[int](), frozenset({1, 2, 3})):
        dots.set_hidden(hidden)
        for place in rng.normal(size=(20, 2)):
            distances = np.hypot(*(points - place).T)
            distances[np.isin(labels, list(hidden))] = np.inf
            expected = int(distances.argmin())
            assert dots.nearest(QPointF(*place), 10) == expected
            assert dots.nearest(QPointF(*place), distances[expected] * 0.99) == -1


def test_hidden_classes_are_not_painted(qtbot: QtBot) -> None:
    dots = ClassDots()
    dots.set_points(np.array([[10.0, 10.0], [30.0, 10.0]]), np.array([0, 1]))
    dots.set_hidden(frozenset({1}))
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    dots.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    assert image.pixelColor(10, 10).name() == DARK.classes[0]
    assert image.pixelColor(30, 10).lightness() == 0


def test_a_legend_never_hides_everything(qtbot: QtBot) -> None:
    legend = ClassLegend()
    qtbot.addWidget(legend)
    legend.set_names(("one", "two"))
    asked: list[tuple[int, ...]] = []
    legend.hidden_changed.connect(asked.append)
    legend.set_hidden(frozenset({1}))
    QTest.mouseClick(legend.entries[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert asked == [()]
    legend.set_hidden(frozenset())
    QTest.mouseClick(legend.entries[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(legend.entries[0], Qt.MouseButton.LeftButton)
    assert asked[1:] == [(0,), (1,)]


def test_norms_are_lengths(qtbot: QtBot) -> None:
    plot = NormPlot()
    qtbot.addWidget(plot)
    plot.set_way(np.array([0.0, 0.5, 1.0]), np.array([[3.0, 4.0], [0.0, 0.0], [-5.0, 12.0]]))
    assert plot.norms.tolist() == [5, 0, 13]
    assert plot.distances == pytest.approx([0, 5, 128**0.5])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_plots_follow_the_palette(qtbot: QtBot, theme: object) -> None:
    plot = NormPlot()
    qtbot.addWidget(plot)
    plot.resize(200, 150)
    plot.setPalette(palette_of(theme))  # type: ignore[arg-type]
    plot.show()
    corner = plot.grab().toImage().pixelColor(2, 2).name()
    assert corner == theme.window  # type: ignore[attr-defined]


@pytest.mark.parametrize("extents", [(3.0, 6.0), (6.0, 3.0), (2.0, 3.5)])
def test_new_points_are_all_drawn_where_old_ones_had_another_extent(
    qtbot: QtBot, extents: tuple[float, float]
) -> None:
    plane = LatentPlane()
    qtbot.addWidget(plane)
    plane.resize(400, 330)
    plane.show()
    qtbot.waitExposed(plane)
    random = np.random.default_rng(0)
    for extent in extents:
        points = random.uniform(-1, 1, (300, 2)) * extent
        plane.dots.set_points(points, np.arange(300) % 10)
        plane.crosses.set_points(points[:20] / 2)
        plane.crosses.setVisible(True)
        shown = levels(plane.grab().toImage())
    for item in (plane.dots, plane.crosses, plane.backdrop):
        item.keep(False)
    # A kept picture is rounded to whole pixels, so that the rims of dots may differ.
    apart = np.abs(shown - levels(plane.grab().toImage())) > 60
    assert apart.mean() < 0.01


class Painted(QObject):
    """How many pixels of a widget were asked to be painted."""

    pixels = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.pixels += sum(part.width() * part.height() for part in event.region())
        return False


def test_a_drag_paints_little_more_of_the_plane_than_what_moves(qtbot: QtBot) -> None:
    plane, painted = LatentPlane(), Painted()
    qtbot.addWidget(plane)
    plane.resize(500, 400)
    plane.show()
    qtbot.waitExposed(plane)
    plane.canvas.installEventFilter(painted)
    qtbot.waitUntil(lambda: painted.pixels > 0)
    plane.handle.move(-1.0, 1.0)
    for _ in range(4):
        QApplication.processEvents()
    painted.pixels = 0
    plane.handle.move(0.6, -0.8)
    qtbot.waitUntil(lambda: painted.pixels > 0)
    QApplication.processEvents()
    # The hair lines of before and of now are four strips, and there are two rings.
    assert painted.pixels < 0.2 * plane.canvas.width() * plane.canvas.height()


def levels(image: QImage) -> NDArray[np.int16]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(np.int16)
