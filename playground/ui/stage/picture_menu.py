"""The menu of pictures that are offered one by one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint

from playground.ui.plots.picture_matrix import PictureMatrix, Spot
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.picture_menu import picture_menu

copy_menu = picture_menu


def offer_copy(matrix: PictureMatrix) -> PictureMatrix:
    """Let a right click on a picture of a matrix offer to copy it; gives the matrix."""

    def show(spot: Spot, where: QPoint) -> None:
        copy_menu(matrix.picture_at(spot), matrix).popup(where)

    matrix.menu_asked.connect(show)
    return matrix


def offer_copies(strip: ImageStrip, picture: Callable[[int], NDArray[np.uint8] | None]) -> None:
    """Let a right click on a picture of a strip offer to copy it, where there is one."""

    def show(index: int, where: QPoint) -> None:
        found = picture(index)
        if found is not None:
            copy_menu(found, strip).popup(where)

    strip.menu_asked.connect(show)


def offer_copy_of(view: ImageView) -> None:
    """Let a right click on the one picture of a view offer to copy it, unless it is not current."""

    def show(where: QPoint) -> None:
        if view.picture is not None and not view.stale:
            copy_menu(view.picture, view).popup(where)

    view.menu_asked.connect(show)
