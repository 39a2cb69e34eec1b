"""Pictures in widgets: pixels drawn as they are, strips, and the brush."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.drawing_pad import INKS, DrawingPad, InkButton, coverage, painted
from playground.ui.widgets.image_strip import NO_PICTURES, ImageStrip
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.picture_sheet import PictureSheet

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_are_enlarged_without_blur(qtbot: QtBot, channels: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (channels, 6, 4), dtype=np.uint8)
    view = ImageView("test")
    qtbot.addWidget(view)
    view.resize(80, 120)
    view.set_picture(picture)
    image = view.grab().toImage()
    for row in range(6):
        for column in range(4):
            colour = image.pixelColor(20 * column + 10, 20 * row + 10)
            expected = picture[:, row, column]
            assert [colour.red(), colour.green(), colour.blue()] == np.broadcast_to(expected, 3).tolist()


def test_every_picture_of_a_strip_is_under_its_own_cell(qtbot: QtBot) -> None:
    images = np.repeat(np.arange(60, dtype=np.uint8)[:, None, None, None] * 4, 49, axis=2).reshape(
        60, 1, 7, 7
    )
    strip = ImageStrip("test", 20)
    qtbot.addWidget(strip)
    strip.resize(170, 90)
    strip.show()
    strip.set_images(images)
    strip.verticalScrollBar().setValue(30)
    image = strip.viewport().grab().toImage()
    seen = 0
    for place in range(60):
        centre = strip.cell_rect(place).center()
        if strip.viewport().rect().contains(centre):
            assert strip.index_at(centre) == place
            assert image.pixelColor(centre).red() == 4 * place
            seen += 1
    assert seen >= 15


def test_pictures_are_dimmed_and_an_empty_strip_is_not(qtbot: QtBot) -> None:
    strip = ImageStrip("test", 20)
    qtbot.addWidget(strip)
    strip.resize(170, 90)
    for images, dims in ((NO_PICTURES, False), (np.full((3, 1, 7, 7), 200, np.uint8), True)):
        strip.set_images(images)
        strip.set_stale(False)
        clear = strip.grab().toImage()
        strip.set_stale(True)
        assert (strip.grab().toImage() != clear) == dims


def test_all_pictures_fit_where_they_can(qtbot: QtBot) -> None:
    strip = ImageStrip("test")
    qtbot.addWidget(strip)
    strip.set_fit(True)
    strip.resize(500, 300)
    strip.show()
    strip.set_images(np.zeros((64, 1, 28, 28), np.uint8))
    assert strip.verticalScrollBar().maximum() == 0
    assert strip.viewport().rect().contains(strip.cell_rect(63))
    assert strip.cell_rect(0).width() > 35


def test_a_caption_stands_on_the_lower_edge_of_its_picture_alone(qtbot: QtBot) -> None:
    strip = ImageStrip("test", 60)
    qtbot.addWidget(strip)
    strip.resize(200, 80)
    strip.show()
    strip.set_images(np.full((3, 1, 7, 7), 100, np.uint8))
    strip.set_captions({1: "3.14"})
    image = strip.viewport().grab().toImage()
    for place in range(3):
        rect = strip.cell_rect(place)
        shades = {
            image.pixelColor(x, rect.bottom() - 5).red() for x in range(rect.left() + 4, rect.right() - 4)
        }
        assert (max(shades) > 200 and min(shades) < 60) == (place == 1)
        assert image.pixelColor(rect.center().x(), rect.top() + 10).red() == 100


def test_a_long_caption_becomes_smaller_and_is_whole(qtbot: QtBot) -> None:
    strip = ImageStrip("test", 60)
    qtbot.addWidget(strip)
    strip.resize(140, 80)
    strip.show()
    strip.set_images(np.full((2, 1, 7, 7), 100, np.uint8))
    strip.set_captions({0: "Ankle boots"})
    image, rect = strip.viewport().grab().toImage(), strip.cell_rect(0)
    lit = [
        x
        for x in range(rect.left(), rect.right() + 1)
        if any(image.pixelColor(x, y).red() > 150 for y in range(rect.bottom() - 14, rect.bottom() + 1))
    ]
    # Letters end before the picture's edges, and fill most of its width.
    assert rect.left() < lit[0] and lit[-1] < rect.right()
    assert lit[-1] - lit[0] > 0.7 * rect.width()


def test_the_frame_of_the_current_picture_leaves_its_caption_whole(qtbot: QtBot) -> None:
    strip = ImageStrip("test", 45)
    qtbot.addWidget(strip)
    strip.resize(140, 80)
    strip.show()
    strip.set_images(np.zeros((2, 1, 7, 7), np.uint8))
    strip.set_captions({0: "Ankle boot"})
    strip.set_current(0)
    image, rect = strip.viewport().grab().toImage(), strip.cell_rect(0)
    inner = rect.adjusted(3, 3, -3, -3)
    lit = [
        (x, y)
        for x in range(inner.left(), inner.right() + 1)
        for y in range(inner.top(), inner.bottom() + 1)
        if image.pixelColor(x, y).red() > 60
    ]
    assert inner.left() < min(x for x, _ in lit) and max(x for x, _ in lit) < inner.right()
    assert max(y for _, y in lit) < inner.bottom()


def test_keys_walk_over_the_filtered_pictures(qtbot: QtBot) -> None:
    strip = ImageStrip("test", 20)
    qtbot.addWidget(strip)
    strip.resize(100, 100)
    strip.show()
    strip.set_images(np.zeros((10, 1, 7, 7), np.uint8))
    strip.set_shown(np.array([1, 4, 9]))
    chosen: list[int] = []
    strip.chosen.connect(chosen.append)
    strip.chosen.connect(strip.set_current)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(strip, key)
    assert chosen == [4, 9, 4, 1]


def test_the_brush_covers_a_band_of_its_width_and_fades() -> None:
    cover = coverage((28, 28), (5.0, 14.0), (20.0, 14.0))
    assert cover[13:15, 6:19].min() == 1
    assert ((cover[12, 6:19] > 0) & (cover[12, 6:19] < 1)).all()
    assert cover[:12].max() == cover[16:].max() == 0
    np.testing.assert_allclose(cover, cover[::-1])


def test_a_stroke_is_the_same_in_both_directions() -> None:
    forth, back = coverage((28, 28), (3, 4), (21, 17)), coverage((28, 28), (21, 17), (3, 4))
    np.testing.assert_allclose(forth, back)


def test_ink_covers_a_picture_in_colour_and_black_takes_it_away() -> None:
    picture = np.full((3, 4, 4), 100, dtype=np.uint8)
    cover = np.zeros((4, 4))
    cover[1, 1], cover[2, 2] = 1.0, 0.5
    drawn = painted(picture, cover, (255, 0, 40))
    assert drawn[:, 1, 1].tolist() == [255, 0, 40] and drawn[:, 2, 2].tolist() == [178, 50, 70]
    assert (drawn[:, 0] == 100).all()
    assert painted(picture, cover, None)[:, 1, 1].tolist() == [0, 0, 0]


def test_what_has_no_colours_is_only_made_lighter_by_ink_and_darker_without() -> None:
    picture = np.array([[[200, 20]]], dtype=np.uint8)
    cover = np.array([[0.5, 0.5]])
    assert painted(picture, cover, (228, 60, 50)).tolist() == [[[200, 128]]]
    assert painted(picture, cover, None).tolist() == [[[127, 20]]]


def test_a_colour_is_offered_where_the_picture_has_colours(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    pad = DrawingPad("x")
    button = InkButton(pad)
    lay_out(whole, down(pad, button))
    whole.show()
    for channels, there in ((1, False), (3, True), (4, False)):
        pad.set_picture(np.zeros((channels, 8, 8), dtype=np.uint8))
        button.follow()
        assert button.isVisible() == there
    button.menu().actions()[1].trigger()
    assert pad.ink == INKS["Red"] and button.text() == "Red"


def drawn_into(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Grey levels of a rectangle into which a sheet's only picture was drawn, on red."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    PictureSheet(picture[None]).draw(painter, image.rect(), 0)
    painter.end()
    return np.array([[image.pixelColor(x, y).getRgb()[:3] for x in range(width)] for y in range(height)])


def test_a_sheet_keeps_the_proportions_of_wide_pictures_and_fills_a_square_with_square_ones() -> None:
    wide = drawn_into(np.full((1, 4, 8), 200, dtype=np.uint8), 16, 16)
    assert (wide[6:10] == 200).all() and (wide[0] == (255, 0, 0)).all() and (wide[-1] == (255, 0, 0)).all()
    assert (drawn_into(np.full((1, 4, 4), 200, dtype=np.uint8), 16, 16) == 200).all()


def test_a_sheet_of_channels_that_are_no_colours_has_them_as_tiles() -> None:
    picture = np.stack([np.full((4, 4), level, dtype=np.uint8) for level in (10, 20, 30, 40)])
    seen = drawn_into(picture, 8, 8)[..., 0]
    assert [seen[1, 1], seen[1, 6], seen[6, 1], seen[6, 6]] == [10, 20, 30, 40]


def test_the_brush_is_as_wide_as_the_picture_is_large() -> None:
    small, large = (coverage((side, side), (side / 2, side / 2), (side / 2, side / 2)) for side in (28, 112))
    assert large.mean() == pytest.approx(small.mean(), rel=0.3)


def strip_of(qtbot: QtBot, pictures: int, height: int) -> ImageStrip:
    """White pictures with room for captions beneath them."""
    strip = ImageStrip("Pictures", 40, beneath=True)
    qtbot.addWidget(strip)
    strip.resize(100, height)
    strip.show()
    strip.set_images(np.full((pictures, 1, 8, 8), 255, np.uint8))
    return strip


def test_captions_beneath_leave_the_pictures_whole(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, 6, 400)
    bare = strip.cell_rect(2).top()
    strip.set_captions(dict.fromkeys(range(6), "class"))
    rects = [strip.cell_rect(place) for place in range(6)]
    assert strip.columns == 2 and rects[2].top() - bare >= strip.fontMetrics().height()
    assert [strip.index_at(rect.center()) for rect in rects] == list(range(6))
    drawn = strip.viewport().grab().toImage()
    for rect in rects:
        bottom = rect.bottomLeft()
        assert {drawn.pixelColor(bottom.x() + x, bottom.y()).lightness() for x in range(1, 39)} == {255}


def test_pictures_that_fit_leave_room_for_captions_beneath(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, 10, 200)
    strip.set_fit(True)
    strip.set_captions(dict.fromkeys(range(10), "Sandal"))
    assert strip.verticalScrollBar().maximum() == 0


def test_captions_beneath_stand_on_one_line_whichever_picture_is_chosen(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, 2, 200)
    strip.set_captions(dict.fromkeys(range(2), "class"))

    def captions() -> list[QImage]:
        drawn, line = strip.viewport().grab().toImage(), strip.fontMetrics().height()
        rects = [strip.cell_rect(place) for place in range(2)]
        return [drawn.copy(rect.left(), rect.bottom() + 1, rect.width(), line) for rect in rects]

    plain, other = captions()
    strip.set_current(0)
    assert captions() == [plain, other] and plain == other
    assert len({plain.pixel(x, y) for x in range(40) for y in range(plain.height())}) > 2


def test_a_snug_view_leaves_the_height_that_its_width_does_not_need(qtbot: QtBot) -> None:
    view = ImageView("test", snug=True)
    below = QWidget()
    column = lay_out(QWidget(), down((view, 1), below, (None, 0), spacing=0))
    qtbot.addWidget(column)
    column.resize(100, 400)
    column.show()
    assert view.height() == view.target().height() == 100
    view.set_picture(np.zeros((1, 20, 10), np.uint8))
    qtbot.waitUntil(lambda: view.height() == 200)
    assert below.y() == 200
