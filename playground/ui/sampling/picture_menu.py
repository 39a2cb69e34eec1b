"""The menu of any picture in a matrix."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from playground.ui.clipboard import copy_picture
from playground.ui.plots.picture_matrix import PictureMatrix, Spot


def offer_copy(matrix: PictureMatrix) -> None:
    """Let a right click on a picture offer to copy it."""

    def show(spot: Spot, where: QPoint) -> None:
        picture = matrix.picture_at(spot)
        menu = QMenu(matrix)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy picture", lambda: copy_picture(picture))
        menu.popup(where)

    matrix.menu_asked.connect(show)
