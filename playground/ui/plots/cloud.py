"""Very many moving points, stamped into one picture: the cost of a frame hardly depends on their number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from playground.ui.plots.colours import worn
from playground.ui.plots.item import Item, square

_RIM = QColor(8, 9, 12, 190)
_SIDE_PER_PIXEL = 1 / 200
"""Side of a point's square as a share of the side of the picture."""
_RIMMED = 20_000
"""Up to this many points have a dark rim, which would cost more than it helps where they cover each other."""


def stamp(
    pixels: NDArray[np.intp],
    height: int,
    width: int,
    core: int,
    rim: int,
    inks: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """A picture of squares around ``pixels`` (n, 2) of x and y: 2 inside, 1 on their edge, 0 elsewhere.

    ``core`` is the side of the square, ``rim`` the width of its edge. With ``inks`` (n,) each has its own
    number inside.
    """
    pad = core + rim
    stride = width + 2 * pad
    x, y = pixels[:, 0], pixels[:, 1]
    near = (x >= -pad) & (x < width) & (y >= -pad) & (y < height)
    flat = (y[near] + pad) * stride + x[near] + pad
    canvas = np.zeros((height + 2 * pad) * stride + pad, dtype=np.uint8)
    low = -(core // 2)
    for value, start, side in ((1, low - rim, core + 2 * rim), (2, low, core)):
        if value == 1 and rim == 0:
            continue
        for row in range(start, start + side):
            for column in range(start, start + side):
                inside = value if value == 1 or inks is None else inks[near]
                canvas[flat + (row * stride + column)] = inside
    return canvas[: (height + 2 * pad) * stride].reshape(-1, stride)[pad : pad + height, pad : pad + width]


class Cloud(Item):
    """Points as small squares, larger by ``size`` than the smallest that suit the picture.

    They have one colour, or each has one of those that :meth:`set_colours` was given. What is seen of the
    plane are the bounds.
    """

    def __init__(self, colour: QColor, size: int = 0) -> None:
        super().__init__()
        self._inks: NDArray[np.uint8] | None = None
        self.points: NDArray[np.floating] = np.zeros((0, 2))
        """What is drawn, ``(n, 2)``."""
        self.set_bounds(square(1.0))
        self._size = size
        self._colours: tuple[QColor, ...] = (colour,)

    def set_points(self, points: NDArray[np.floating] | None) -> None:
        """Show ``points`` (n, 2), or none."""
        self.points = np.zeros((0, 2)) if points is None else points
        self.update()

    def set_colour(self, colour: QColor) -> None:
        """Give all points a colour."""
        self._colours, self._inks = (colour,), None
        self.update()

    def set_colours(self, colours: Sequence[QColor], labels: NDArray[np.integer]) -> None:
        """Give each point the colour of its label (n,)."""
        self._colours = tuple(colours)
        self._inks = (2 + labels % len(colours)).astype(np.uint8)
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Stamp the points in the device's own pixels and draw the picture."""
        if not len(self.points):
            return
        seen, ratio = self.boundingRect(), painter.device().devicePixelRatio()
        area = painter.worldTransform().mapRect(seen)
        width, height = round(area.width() * ratio), round(area.height() * ratio)
        if width < 1 or height < 1:
            return
        scale = width / seen.width(), height / seen.height()
        share = (self.points - (seen.left(), seen.top())) * scale
        pixels = np.floor(np.nan_to_num(share, nan=-1e6, posinf=1e6, neginf=-1e6)).astype(np.intp)
        pixels[:, 1] = height - 1 - pixels[:, 1]  # the plane's vertical axis points up
        core = max(1, round(width * _SIDE_PER_PIXEL + self._size * ratio))
        rim = max(1, round(ratio)) if len(pixels) <= _RIMMED else 0
        inks = self._inks if self._inks is not None and len(self._inks) == len(pixels) else None
        levels = np.ascontiguousarray(stamp(pixels, height, width, core, rim, inks))
        image = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable([0, int(_RIM.rgba()), *(int(worn(each).rgba()) for each in self._colours)])
        painter.save()
        painter.resetTransform()
        painter.drawImage(area, image)
        painter.restore()
