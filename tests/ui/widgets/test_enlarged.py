"""A picture of a grid is enlarged with its name, by the mouse and by keys, and nothing else moves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.widgets.enlarged import Enlarged
from playground.ui.widgets.image_strip import ImageStrip

pytestmark = pytest.mark.qt

NAMES = ("Trouser", "Bag", "Coat", "Shirt")


def greys(count: int) -> np.ndarray:
    """Pictures that differ in each of their pixels."""
    return (np.arange(count * 16).reshape(count, 1, 4, 4) % 251).astype(np.uint8)


class Bench:
    """A strip and a matrix in a window."""

    def __init__(self, qtbot: QtBot, images: np.ndarray) -> None:
        self.window, self.other = QWidget(), QLineEdit()
        self.strip, self.matrix = ImageStrip("Samples", 30), PictureMatrix("Rows")
        self.strip.set_images(images)
        self.strip.set_names(lambda index: NAMES[index % 4])
        self.matrix.set_images(images.reshape(1, -1, 1, *images.shape[1:]))
        self.matrix.set_headings([Heading("2 steps")])
        self.matrix.set_classes(lambda spot: NAMES[spot.column % 4])
        row = QHBoxLayout(self.window)
        for widget in (self.other, self.strip, self.matrix):
            row.addWidget(widget, 1)
        qtbot.addWidget(self.window)
        self.window.resize(900, 400)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.other.setFocus()

    def geometry(self) -> list[object]:
        return [each.geometry() for each in (self.window, self.other, self.strip, self.matrix)]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, greys(4))


def point_at(widget: QWidget, pixel: QPoint) -> None:
    place = QPointF(pixel)
    buttons = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        buttons,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, move)


def seen(enlarged: Enlarged) -> QImage:
    return enlarged.grab().toImage()


@pytest.mark.parametrize("index", range(4))
def test_a_picture_under_the_mouse_is_enlarged_pixel_for_pixel_with_its_class(
    qtbot: QtBot, bench: Bench, index: int
) -> None:
    before = bench.geometry()
    point_at(bench.strip.viewport(), bench.strip.cell_rect(index).center())
    shown = bench.strip.enlarged
    qtbot.waitUntil(shown.isVisible)
    assert shown.shown is not None and shown.shown.name == NAMES[index]
    picture = seen(shown)
    colours = {
        picture.pixelColor(x, y).red() for x in range(8, picture.width() - 8) for y in range(8, 150, 4)
    }
    assert set(greys(4)[index].ravel().tolist()) <= colours
    # Four pixels are drawn over most of what an enlarged picture takes.
    assert shown.width() >= 160 and bench.geometry() == before
    assert bench.window.focusWidget() is bench.other


def test_it_lies_beside_the_picture_and_inside_of_the_window(qtbot: QtBot, bench: Bench) -> None:
    for index in range(4):
        spot = Spot(0, index, 0)
        rect = bench.matrix.rect_of(spot)
        point_at(bench.matrix, rect.center())
        shown = bench.matrix.enlarged
        qtbot.waitUntil(shown.isVisible)
        cell = rect.translated(bench.matrix.mapTo(bench.window, QPoint()))
        assert bench.window.rect().contains(shown.geometry()) and not shown.geometry().intersects(cell)
        assert shown.shown is not None and shown.shown.name == f"{NAMES[index]}, 2 steps"


def test_it_goes_where_there_are_fewer_pictures_than_the_one_that_was_shown(
    qtbot: QtBot, bench: Bench
) -> None:
    point_at(bench.matrix, bench.matrix.rect_of(Spot(0, 3, 0)).center())
    shown = bench.matrix.enlarged
    qtbot.waitUntil(shown.isVisible)
    bench.matrix.set_images(greys(4)[None, :1, None])
    assert shown.shown is None and not shown.isVisible()


def test_it_goes_when_the_mouse_does_and_lets_the_mouse_through(qtbot: QtBot, bench: Bench) -> None:
    point_at(bench.strip.viewport(), bench.strip.cell_rect(1).center())
    shown = bench.strip.enlarged
    qtbot.waitUntil(shown.isVisible)
    assert shown.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    QApplication.sendEvent(bench.strip.viewport(), QEvent(QEvent.Type.Leave))
    assert not shown.isVisible()
    point_at(bench.strip.viewport(), bench.strip.cell_rect(1).center())
    bench.strip.hide()
    assert not shown.isVisible()


def test_keys_enlarge_what_they_come_to(qtbot: QtBot, bench: Bench) -> None:
    bench.strip.chosen.connect(bench.strip.set_current)
    bench.strip.setFocus()
    qtbot.keyClick(bench.strip, Qt.Key.Key_End)
    shown = bench.strip.enlarged.shown
    assert shown is not None and shown.name == NAMES[3]
    bench.matrix.setFocus(Qt.FocusReason.TabFocusReason)
    assert bench.strip.enlarged.shown is None
    for key, name in (
        (Qt.Key.Key_Right, NAMES[1]),
        (Qt.Key.Key_Right, NAMES[2]),
        (Qt.Key.Key_Left, NAMES[1]),
    ):
        qtbot.keyClick(bench.matrix, key)
        shown = bench.matrix.enlarged.shown
        assert shown is not None and shown.name.startswith(name)
    bench.other.setFocus()
    assert bench.matrix.enlarged.shown is None


def test_it_follows_pictures_that_change_and_goes_with_those_that_are_not_there(
    qtbot: QtBot, bench: Bench
) -> None:
    point_at(bench.matrix, bench.matrix.rect_of(Spot(0, 2, 0)).center())
    shown = bench.matrix.enlarged
    qtbot.waitUntil(shown.isVisible)
    before = seen(shown)
    others = (255 - greys(4)).reshape(1, 4, 1, 1, 4, 4)
    bench.matrix.set_images(others)
    assert shown.isVisible() and seen(shown) != before
    bench.matrix.set_images(others, np.zeros((1, 4), np.bool_))
    assert not shown.isVisible()


def test_what_is_large_in_the_grid_has_but_its_name_told(qtbot: QtBot) -> None:
    bench = Bench(qtbot, greys(1).repeat(60, axis=2).repeat(60, axis=3))
    point_at(bench.strip.viewport(), bench.strip.cell_rect(0).center())
    qtbot.waitUntil(bench.strip.enlarged.isVisible)
    assert bench.window.rect().contains(bench.strip.enlarged.geometry())


def test_a_menu_ends_the_hovering_as_who_leaves_it_may_be_elsewhere(bench: Bench) -> None:
    strip, matrix = bench.strip, bench.matrix
    for widget, receiver, pixel in (
        (strip, strip.viewport(), strip.cell_rect(1).center()),
        (matrix, matrix, matrix.rect_of(Spot(0, 2, 0)).center()),
    ):
        told = list[object]()
        point_at(receiver, pixel)
        widget.hovered.connect(told.append)
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pixel, receiver.mapToGlobal(pixel))
        QApplication.sendEvent(receiver, asked)
        assert told in ([-1], [None])
        point_at(receiver, pixel)
        assert len(told) == 2


def test_beside_what_is_large_and_has_no_name_nothing_is_shown(qtbot: QtBot) -> None:
    spot = Spot(0, 0, 0)
    benches = Bench(qtbot, greys(1).repeat(60, axis=2).repeat(60, axis=3)), Bench(qtbot, greys(40))
    large, small = (bench.matrix for bench in benches)
    large.enlarged.go_to(spot)
    assert large.enlarged.isVisible()
    for matrix in (large, small):
        matrix.set_headings(())
        matrix.set_classes(lambda _spot: "")
        matrix.enlarged.go_to(spot)
    assert not large.enlarged.isVisible() and large.enlarged.shown is None
    assert small.enlarged.isVisible() and small.enlarged.width() >= 160


def test_what_is_drawn_over_a_picture_is_drawn_over_the_enlarged_one_only_if_wanted(bench: Bench) -> None:
    matrix = bench.matrix
    matrix.enlarged.go_to(Spot(0, 2, 0))
    plain = seen(matrix.enlarged)

    def mark(painter: QPainter, rect: QRect, spot: Spot) -> None:
        if spot == Spot(0, 2, 0):
            painter.fillRect(QRect(rect.topLeft(), rect.size() / 2), Qt.GlobalColor.red)

    matrix.set_overlay(mark)
    matrix.enlarged.go_to(Spot(0, 2, 0))
    assert seen(matrix.enlarged) == plain
    matrix.set_overlay(mark, large=True)
    matrix.enlarged.go_to(Spot(0, 2, 0))
    assert reds(seen(matrix.enlarged)) == 84 * 84, "a quarter of 168 × 168"
    matrix.enlarged.go_to(Spot(0, 1, 0))
    assert reds(seen(matrix.enlarged)) == 0


def reds(image: QImage) -> int:
    """Pixels that are red."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y).getRgb()[:3] == (255, 0, 0) for x, y in places)
