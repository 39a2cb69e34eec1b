"""A warped mesh is drawn where its cells are, in the tints of their values; a wheel of colours closes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from playground.ui.lab.planes import places
from playground.ui.plots import wheel
from playground.ui.plots.heat import ramp
from playground.ui.plots.mesh import AREA, Mesh

pytestmark = pytest.mark.qt

EMPTY = QColor("#123456")


def nodes(side: int, scale: float) -> np.ndarray:
    """An even mesh of ``side`` cells a side from 0 to ``side`` · ``scale``."""
    ticks = np.arange(side + 1) * scale
    return np.stack(np.meshgrid(ticks, ticks), axis=-1)


def drawn(mesh: Mesh, side: int = 80) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(EMPTY)
    painter = QPainter(image)
    mesh.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def test_each_cell_has_the_tint_of_its_value(qtbot: QtBot) -> None:
    mesh = Mesh()
    mesh.set_mesh(nodes(2, 20.0), np.array([[-9.0, 0.0], [2.0, 9.0]]), -2.0, 2.0)
    image, colours = drawn(mesh), ramp(AREA)
    assert image.pixelColor(10, 10).rgb() == image.pixelColor(18, 3).rgb() == colours[0]
    assert image.pixelColor(10, 30).rgb() == image.pixelColor(30, 30).rgb() == colours[-1]
    assert image.pixelColor(30, 10).rgb() not in (colours[0], colours[-1], EMPTY.rgb())
    assert image.pixelColor(50, 50) == EMPTY
    assert mesh.boundingRect().getRect() == (0, 0, 40, 40)


def test_a_cell_follows_its_corners_wherever_they_go(qtbot: QtBot) -> None:
    mesh, corners = Mesh(), nodes(1, 20.0)
    corners[1, 1] = 70, 60
    mesh.set_mesh(corners, np.ones((1, 1)), 0.0, 1.0)
    image = drawn(mesh)
    assert image.pixelColor(50, 45) != EMPTY and image.pixelColor(60, 30) == EMPTY
    assert mesh.boundingRect().getRect() == (0, 0, 70, 60)


def test_a_cell_without_a_corner_is_left_out_and_another_shape_is_nothing(qtbot: QtBot) -> None:
    mesh, corners = Mesh(), nodes(2, 20.0)
    corners[0, 0] = np.nan
    mesh.set_mesh(corners, np.ones((2, 2)), 0.0, 1.0)
    image = drawn(mesh)
    assert image.pixelColor(10, 10) == EMPTY and image.pixelColor(30, 10) != EMPTY
    mesh.set_mesh(corners, np.ones((3, 2)), 0.0, 1.0)
    assert mesh.nodes is None and drawn(mesh).pixelColor(30, 10) == EMPTY


def test_the_wheel_closes_and_has_room_for_every_angle() -> None:
    colours = wheel.wheel()
    around = np.array([colour.getRgb()[:3] for colour in (*colours, colours[0])], float)
    steps = np.abs(np.diff(around, axis=0)).max(1)
    assert steps.min() > 0 and steps.max() < 30
    assert min(colour.lightness() for colour in colours) > 90
    found = wheel.parts(np.array([-np.pi + 1e-9, 0.0, np.pi]))
    assert found.tolist() == [0, len(colours) // 2, len(colours) - 1]


@pytest.mark.parametrize("count", [3, 4])
@pytest.mark.parametrize("room", [(900, 600), (640, 200), (1200, 280), (250, 240)])
def test_planes_are_squares_in_the_room_and_never_over_one_another(count: int, room: tuple[int, int]) -> None:
    names = "abcd"[:count]
    found = places(names, "b", *room)
    assert "b" in found
    for name, place in found.items():
        assert place.width() == place.height() and found["b"].width() >= place.width()
        assert place.left() >= 0 and place.top() >= 0
        assert place.right() < room[0] and place.bottom() < room[1]
        assert not any(place.intersects(other) for key, other in found.items() if key != name)
