"""The square between four corners as it is written to a file."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.ui.tabs.gan.square_plane import SquarePlane

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("size", [(300, 900), (900, 300), (400, 400)])
def test_a_picture_of_the_square_has_no_free_room_around_it(qtbot: QtBot, size: tuple[int, int]) -> None:
    plane = SquarePlane("Latent plane")
    qtbot.addWidget(plane)
    plane.resize(*size)
    plane.set_mosaic(np.full((28, 28), 200, np.uint8), 1, None)
    square, bounds = plane.area(), plane.picture().boundingRect()
    line = plane.fontMetrics().height()
    assert bounds.topLeft().isNull()
    assert square.width() <= bounds.width() < square.width() + 20
    # The corners' names stand above and below.
    assert square.height() + 2 * line <= bounds.height() < square.height() + 2 * line + 20
