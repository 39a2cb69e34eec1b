"""The generator as a map: a mesh of its noise, warped, with the points that it carries."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent

from playground.core.frames import Array, Scalar
from playground.paradigms.gan_lab.shapes import areas, lengths
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.tinted import Tinted
from playground.ui.tabs.gan.lab.colours import CARRIED, STRETCH, tints
from playground.ui.tabs.gan.lab.game_plane import between, colour_by, on_axis

_ROOM = 1.15
"""The square of noise, before it is warped, fills the plane up to this."""

Points = NDArray[np.floating]


class GeneratorPlane(FieldPlane):
    """Shows noise on its way to points: share 0 is the noise as drawn, 1 what the generator makes of it.

    On the way every node goes straight, and the range goes from that of the noise to that of the points.
    """

    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Generator", axes=False)
        self.mesh, self.curve = Tinted(STRETCH), Tinted(STRETCH)
        for item in (self.mesh, self.curve):
            self.add(item, 0)
        colour_by(self.cloud, CARRIED, None)

    def draw(
        self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar], share: float, *, points: bool
    ) -> None:
        """Draw a frame at a share of the way, with the generated points or without."""
        nodes = arrays.get("mesh_noise", arrays.get("curve_noise"))
        if nodes is None:
            return
        share = self._share_of_part(scalars, share)
        noise = float(np.abs(nodes).max()) * _ROOM
        self.set_extent((1 - share) * noise + share * float(scalars["extent"]))
        self.set_note("Noise z" if share == 0 else "Generator G(z)")
        mesh = warped(arrays.get("mesh_noise"), arrays.get("mesh"), share)
        self.mesh.set_nodes(mesh, None if mesh is None else tints(areas(mesh)))
        line = arrays.get("curve_noise")
        curve = warped(None if line is None else on_axis(line), arrays.get("curve"), share)
        self.curve.set_nodes(curve, None if curve is None else tints(lengths(curve)))
        self.cloud.set_points(self._points(arrays, scalars, share) if points else None)

    def _share_of_part(self, scalars: Mapping[str, Scalar], share: float) -> float:
        """Noise that has just been drawn has not been turned into points yet."""
        return 0.0 if scalars.get("part") == "noise" else share

    def _points(
        self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar], share: float
    ) -> Points | None:
        if scalars.get("part"):
            noise, points = arrays.get("batch_noise"), arrays.get("batch_after", arrays.get("batch_fake"))
        else:
            noise, points = arrays.get("fake_noise"), arrays.get("fakes")
        if noise is None:
            return None
        if points is None:
            return on_axis(noise) if share == 0 else None
        return between(on_axis(noise[: len(points)]), points, share)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()


def warped(noise: Points | None, made: Points | None, share: float) -> Points | None:
    """Nodes of noise there, where there are as many of what is made of them."""
    if noise is None or made is None or noise.shape != made.shape:
        return None
    return between(noise, made, share)
