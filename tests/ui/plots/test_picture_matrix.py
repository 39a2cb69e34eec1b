"""Pictures in rows and columns: where they stand, which are drawn, what the mouse finds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle
from pytestqt.qtbot import QtBot

from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot, arrange
from playground.ui.plots.plot_files import plot_bytes
from tests.support.svg import pictures_in

pytestmark = pytest.mark.qt


def pictures(rows: int, columns: int, count: int) -> np.ndarray:
    """Even pictures, each of another grey."""
    greys = np.arange(rows * columns * count, dtype=np.uint8) + 40
    return np.broadcast_to(
        greys.reshape(rows, columns, count, 1, 1, 1), (rows, columns, count, 1, 6, 6)
    ).copy()


@pytest.fixture
def matrix(qtbot: QtBot) -> PictureMatrix:
    matrix = PictureMatrix("Steps")
    qtbot.addWidget(matrix)
    matrix.set_headings(
        [Heading("Flow", "10 NFE"), Heading("Reflow")], [Heading("1 step"), Heading("2 steps")]
    )
    matrix.set_images(pictures(2, 2, 3))
    matrix.resize(420, 240)
    return matrix


def spots() -> list[Spot]:
    return [Spot(*spot) for spot in np.ndindex(2, 2, 3)]


def test_every_picture_is_drawn_where_it_is_found(matrix: PictureMatrix) -> None:
    image = matrix.grab().toImage()
    for number, spot in enumerate(spots()):
        centre = matrix.rect_of(spot).center()
        assert matrix.spot_at(centre) == spot
        assert QColor(image.pixel(centre)).red() == number + 40
        assert matrix.picture_at(spot)[0, 0, 0] == number + 40


@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize("size", [(420, 240), (200, 300), (90, 90)])
def test_room_below_is_left_under_every_row(qtbot: QtBot, rows: int, size: tuple[int, int]) -> None:
    matrix = PictureMatrix("Steps", tight=True, below=5)
    qtbot.addWidget(matrix)
    matrix.set_images(pictures(rows, 3, 1))
    matrix.resize(QSize(*size).expandedTo(matrix.minimumSizeHint()))
    ends = [matrix.rect_of(Spot(row, 0, 0)).bottom() + 5 for row in range(rows)]
    tops = [matrix.rect_of(Spot(row, 0, 0)).top() for row in range(1, rows)]
    assert all(end < top for end, top in zip(ends, [*tops, matrix.height()], strict=True))


def test_a_vector_graphic_holds_each_picture_by_itself(matrix: PictureMatrix, tmp_path: Path) -> None:
    path = tmp_path / "matrix.svg"
    path.write_bytes(plot_bytes(".svg", matrix.picture(), {}, "{}"))
    np.testing.assert_array_equal(
        pictures_in(path.read_text(encoding="utf-8")), pictures(2, 2, 3).reshape(12, 6, 6)
    )


def test_pictures_do_not_overlap_and_stay_inside(matrix: PictureMatrix) -> None:
    rects = [matrix.rect_of(spot) for spot in spots()]
    assert all(matrix.rect().contains(rect) for rect in rects)
    assert not any(one.intersects(other) for i, one in enumerate(rects) for other in rects[:i])


def test_what_is_not_filled_is_empty(matrix: PictureMatrix) -> None:
    matrix.set_images(pictures(2, 2, 3), np.array([[True, True], [True, False]]))
    image = matrix.grab().toImage()
    shades = [QColor(image.pixel(matrix.rect_of(Spot(1, 1, place)).center())).red() for place in range(3)]
    assert len(set(shades)) == 1
    assert QColor(image.pixel(matrix.rect_of(Spot(1, 0, 2)).center())).red() == 48


def test_a_lit_column_is_framed_and_no_other(matrix: PictureMatrix) -> None:
    plain = matrix.grab().toImage()
    matrix.set_lit(None, 1)
    lit = matrix.grab().toImage()
    for spot in spots():
        corner = matrix.rect_of(spot).topLeft()
        assert (plain.pixel(corner) != lit.pixel(corner)) == (spot.column == 1)


def test_the_mouse_finds_nothing_between_pictures(matrix: PictureMatrix) -> None:
    first = matrix.rect_of(Spot(0, 0, 0))
    assert matrix.spot_at(first.topRight() + QPoint(1, 0)) is None
    assert matrix.spot_at(QPoint(1, 1)) is None


def test_its_picture_for_a_file_shows_the_same(matrix: PictureMatrix) -> None:
    assert matrix.picture().boundingRect() == matrix.rect()
    assert matrix.picture().size() > 0


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("count", [1, 4, 7])
def test_the_layout_fills_the_area_in_one_direction(ratio: float, count: int) -> None:
    area = QRect(30, 20, 500, 300)
    layout = arrange(area, (2, 3, count), ratio, QSize(0, 0))
    last = layout.rect(Spot(1, 2, count - 1))
    assert area.contains(last)
    larger = layout._replace(size=QSize(layout.size.width() + 4, layout.size.height() + round(4 * ratio) + 1))
    down = -(-count // larger.across)
    too_wide = 3 * larger.across * (larger.size.width() + 2) + 20 > area.width()
    too_high = 2 * down * (larger.size.height() + 2) + 10 > area.height()
    assert too_wide or too_high


def test_numbers_over_narrow_columns_are_fewer_rather_than_cut(qtbot: QtBot) -> None:
    matrix = PictureMatrix("Times")
    qtbot.addWidget(matrix)
    times = [Heading(f"{time:.2f}") for time in np.linspace(1, 0, 12)]
    matrix.set_headings([Heading("x", "at time t"), Heading("f(x, t)", "its end")], times)
    matrix.set_images(pictures(2, 12, 1))
    written = []
    for width in (340, 404, 900):
        matrix.resize(width, 120)
        heads = matrix._heads(matrix._layout())
        for place, heading in heads:
            assert place.right() < width
            assert place.width() >= matrix._text_width(heading) - 2, (width, heading)
        assert all(one.right() < other.left() for (one, _), (other, _) in pairwise(heads))
        written.append(len(heads))
    assert written[0] < 12 and written[-1] == 12


def test_pictures_have_their_least_side_where_the_width_has_room_and_no_bar_comes_and_goes(
    qtbot: QtBot,
) -> None:
    matrix = PictureMatrix("Steps")
    qtbot.addWidget(matrix)
    matrix.set_images(pictures(4, 7, 1))
    matrix.show()
    usual = matrix.minimumSizeHint()
    matrix.set_least(64)
    for width, side in ((700, 64), (420, 48)):
        matrix.resize(width, 10)
        assert matrix.minimumSizeHint().width() == usual.width(), "a narrow window stays possible"
        matrix.resize(width, matrix.minimumSizeHint().height())
        assert matrix.rect_of(Spot(0, 0, 0)).width() == pytest.approx(side, abs=2)
        before = matrix.minimumSizeHint()
        for bar in (8, matrix.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)):
            matrix.resize(width - bar, 600)
            assert matrix.minimumSizeHint() == before
    matrix.resize(90, 10)
    assert matrix.minimumSizeHint().height() == usual.height()
