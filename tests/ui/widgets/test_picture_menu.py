"""The menu of any picture: copied, and saved where a part of the window around it can."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.core.recipe import Recipe
from playground.ui.plots.picture_matrix import PictureMatrix, Spot
from playground.ui.widgets.clipboard import COPY_SCALE
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.layouts import down, lay_out

pytestmark = pytest.mark.qt

PICTURES = np.random.default_rng(5).integers(0, 256, (4, 3, 6, 6), dtype=np.uint8)
BY_MOUSE, BY_KEY = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard


class Saver(QWidget):
    """A part that notes which pictures are saved."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[NDArray[np.uint8]] = []

    def saving(self, picture: NDArray[np.uint8], _recipe: Recipe | None) -> Callable[[], None]:
        return lambda: self.saved.append(picture)


def a_view() -> ImageView:
    view = ImageView("One")
    view.set_picture(PICTURES[2])
    return view


def a_strip() -> ImageStrip:
    strip = ImageStrip("Several", 50)
    strip.set_images(PICTURES)
    return strip


def a_matrix() -> PictureMatrix:
    matrix = PictureMatrix("Rows")
    matrix.set_images(PICTURES.reshape(2, 2, 1, 3, 6, 6))
    return matrix


Picture = ImageView | ImageStrip | PictureMatrix
each = pytest.mark.parametrize("make", [a_view, a_strip, a_matrix])


@pytest.fixture
def saver(qtbot: QtBot) -> Saver:
    part = Saver()
    part.resize(420, 260)
    qtbot.addWidget(part)
    return part


def third(part: QWidget, picture: Picture) -> QPoint:
    """Show pictures in a part of the window; gives where the third is."""
    lay_out(part, down(picture))
    part.show()
    if isinstance(picture, ImageStrip):
        return picture.cell_rect(2).center()
    rect = picture.target() if isinstance(picture, ImageView) else picture.rect_of(Spot(1, 0, 0))
    return rect.center()


def menu_at(picture: Picture, pixel: QPoint, reason: QContextMenuEvent.Reason = BY_MOUSE) -> QMenu | None:
    under = picture.viewport() if isinstance(picture, ImageStrip) else picture
    QApplication.sendEvent(under, QContextMenuEvent(reason, pixel, QPoint(5, 5)))
    found = QApplication.activePopupWidget()
    return found if isinstance(found, QMenu) else None


def entries(menu: QMenu | None) -> list[str]:
    return [] if menu is None else [action.text() for action in menu.actions()]


def choose(menu: QMenu | None, entry: str) -> None:
    assert menu is not None
    {action.text(): action for action in menu.actions()}[entry].trigger()
    menu.close()


@each
def test_a_picture_is_copied_and_saved(saver: Saver, make: Callable[[], Picture]) -> None:
    picture = make()
    pixel = third(saver, picture)
    choose(menu_at(picture, pixel), "Save picture…")
    (saved,) = saver.saved
    np.testing.assert_array_equal(saved, PICTURES[2])
    choose(menu_at(picture, pixel), "Copy picture")
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (6 * COPY_SCALE, 6 * COPY_SCALE)
    assert image.pixelColor(5, 5).getRgb()[:3] == tuple(PICTURES[2, :, 0, 0].tolist())


@each
def test_what_is_not_current_has_no_menu_and_nothing_is_saved_where_nobody_can(
    qtbot: QtBot, make: Callable[[], Picture]
) -> None:
    alone, picture = QWidget(), make()
    alone.resize(420, 260)
    qtbot.addWidget(alone)
    pixel = third(alone, picture)
    menu = menu_at(picture, pixel)
    assert entries(menu) == ["Copy picture"]
    assert menu is not None
    menu.close()
    picture.set_stale(True)
    assert menu_at(picture, pixel) is None


@each
def test_who_has_another_menu_shows_that_one_alone(saver: Saver, make: Callable[[], Picture]) -> None:
    picture, asked = make(), list[object]()
    pixel = third(saver, picture)
    picture.menu_asked.connect(lambda *about: asked.append(about))
    assert menu_at(picture, pixel) is None
    assert len(asked) == 1


def test_the_menu_key_asks_for_the_picture_where_the_keys_are(saver: Saver) -> None:
    matrix = a_matrix()
    third(saver, matrix)
    assert menu_at(matrix, QPoint(1, 1), BY_KEY) is None
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(matrix, key)
    choose(menu_at(matrix, QPoint(1, 1), BY_KEY), "Save picture…")
    np.testing.assert_array_equal(saver.saved[0], PICTURES[3])
