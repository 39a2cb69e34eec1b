"""The game on one plane: both kinds of points, the discriminator's field, and where the generator is sent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QEvent
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from playground.core.frames import Array, Scalar
from playground.core.words import magnitude
from playground.paradigms.gan_lab.shapes import contour
from playground.ui.plots.cloud import Cloud
from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.heat import ramp, to_levels
from playground.ui.plots.strokes import Strokes
from playground.ui.plots.tag import Tag
from playground.ui.plots.tinted import Tinted
from playground.ui.tabs.gan.lab.colours import BORDER, CHANGE, FAKE, FIELD, REAL, STICKS, STRETCH, tints
from playground.ui.tabs.gan.lab.state import GanLabView

_OVER_FIELD = 95
"""Opacity of the mesh over the discriminator's field."""
_SHADES = 16
_OVER_HEAT, _OVER_DATA, _OVER_ALL = 0, 2, 20
"""Levels of the plane's layers, each over what has the same: sticks must not hide the points that they
belong to."""
_PULL = 0.5
"""How long a pull of 1 on the discriminator is drawn."""
_LONGEST = 1.0
"""How long a stick is drawn at most: a few would else cross the whole plane."""
_KEY_FROM_EDGE = 0.35
UPDATE_MS = 900
"""How long one sees a step down the gradient being made."""

Points = NDArray[np.floating]


class GamePlane(FieldPlane):
    """Draws the frames of the game; in slow motion, the present part of an update."""

    def __init__(self) -> None:
        super().__init__("Game", axes=False)
        self.set_note("Points x")
        self.heat.set_colours(FIELD)
        colour_by(self.data, REAL, None)
        colour_by(self.cloud, FAKE, None)
        self._part: tuple[object, ...] = ()
        self._since = QElapsedTimer()
        self.moving = False
        """Whether an update is still being seen, so that the same frame has to be drawn again."""
        self.mesh, self.curve = Tinted(STRETCH, _OVER_FIELD), Tinted(STRETCH, 190)
        self.border = Strokes(pen=cosmetic(BORDER, 1.6), antialias=True)
        self.sticks = Strokes(pen=cosmetic(STICKS, 1))
        self.rises, self.falls = Strokes(pen=cosmetic(REAL, 1.4)), Strokes(pen=cosmetic(FAKE, 1.4))
        self.moves = Strokes(pen=cosmetic(CHANGE, 1))
        self.key_bar = Strokes(pen=cosmetic(STICKS, 3))
        self.key_tag = Tag("", (1, 1))
        ground, above = (self.mesh, self.curve, self.border), (self.key_bar, self.key_tag)
        strokes = (self.sticks, self.rises, self.falls, self.moves)
        layers: tuple[tuple[int, tuple[QGraphicsItem, ...]], ...] = (
            (_OVER_HEAT, ground), (_OVER_DATA, strokes), (_OVER_ALL, above),
        )  # fmt: skip
        for level, items in layers:
            for item in items:
                self.add(item, level)
        self.key_tag.setVisible(False)

    def changeEvent(self, event: QEvent) -> None:
        """Write the key as large as other text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.key_tag.set_font(self.font())

    def draw(
        self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar], view: GanLabView, share: float = 1.0
    ) -> None:
        """Draw a frame, with generated points at a ``share`` of the straight way from their noise."""
        self.set_extent(float(scalars["extent"]))
        done = self._done(scalars)
        self.moving = scalars.get("part") == "update" and done < 1
        field, before = arrays["discriminator"], arrays.get("discriminator_before")
        self._draw_field(field if before is None else before + done * (field - before), view)
        self._draw_warp(arrays, view)
        for item in (self.rises, self.falls, self.moves):
            item.set_pairs(None)
        if scalars.get("part"):
            self._draw_part(arrays, scalars, done)
            return
        fakes, sticks = arrays["fakes"], arrays["sticks"]
        noise = arrays.get("fake_noise") if share < 1 else None
        self.data.set_points(arrays.get("data_points") if view.data_points else None)
        colour_by(self.data, REAL, None)
        shown = fakes if noise is None else between(on_axis(noise[: len(fakes)]), fakes, share)
        self._draw_fakes(shown if view.fakes else None)
        pulled = sticks if view.sticks and noise is None else None
        self._draw_sticks(fakes, pulled, float(scalars["stick_scale"]))

    def _draw_field(self, field: Array, view: GanLabView) -> None:
        self.heat.set_levels(to_levels(field, 0.0, 1.0) if view.field else None, self.extent)
        self.border.set_pairs(contour(field, 0.5, self.extent) if view.border else None)

    def _draw_warp(self, arrays: Mapping[str, Array], view: GanLabView) -> None:
        mesh, curve = arrays.get("mesh"), arrays.get("curve")
        if not view.mesh:
            mesh = curve = None
        self.mesh.set_nodes(mesh, None if mesh is None else tints(arrays["mesh_areas"]))
        self.curve.set_nodes(curve, None if curve is None else tints(arrays["curve_lengths"]))

    def _draw_fakes(self, points: Points | None, judged: Points | None = None) -> None:
        """Generated points in their colour, or each in that of what the discriminator says of it."""
        self.cloud.set_points(points)
        colour_by(self.cloud, FAKE, judged)

    def _draw_sticks(self, places: Points, sticks: Points | None, scale: float) -> None:
        pairs = None
        if sticks is not None:
            pairs = np.stack([places, places + drawn_sticks(sticks, scale)], axis=1).reshape(-1, 2)
        self.sticks.set_pairs(pairs)
        self._draw_key(scale if sticks is not None else None)

    def _draw_key(self, scale: float | None) -> None:
        """A bar as long as the longest sticks that are drawn, and how long those are."""
        self.key_tag.setVisible(scale is not None)
        if scale is None:
            self.key_bar.set_way(None)
            return
        right, bottom = self.extent - _KEY_FROM_EDGE, _KEY_FROM_EDGE - self.extent
        self.key_bar.set_way(np.array([[right - _LONGEST, bottom], [right, bottom]]))
        self.key_tag.set_text(f"so long: |∂ℓ/∂x| ≥ {magnitude(_LONGEST / scale)}")
        self.key_tag.place(right + 0.1, bottom + 0.12)

    # Slow motion

    def _done(self, scalars: Mapping[str, Scalar]) -> float:
        """How much of the present part is already seen, from 0 to 1: an update takes a moment."""
        part = (scalars["step"], scalars.get("player"), scalars.get("part"))
        if part != self._part:
            self._part = part
            self._since.start()
        return min(1.0, self._since.elapsed() / UPDATE_MS)

    def _draw_part(self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar], done: float) -> None:
        """What the present part of an update is about, and what came before it."""
        fake, real = arrays.get("batch_fake"), arrays.get("batch_real")
        self.data.set_points(real if real is not None else arrays.get("data_points"))
        colour_by(self.data, REAL, arrays.get("batch_d_real"))
        self._draw_fakes(fake, arrays.get("batch_d_fake"))
        scale = float(scalars["stick_scale"])
        after = arrays.get("batch_after")
        sticks = arrays.get("batch_sticks") if after is None else None
        self._draw_sticks(np.zeros((0, 2)) if fake is None else fake, sticks, scale)
        if "batch_pull_real" in arrays and real is not None and fake is not None:
            self.rises.set_pairs(pulls(real, arrays["batch_pull_real"]))
            self.falls.set_pairs(pulls(fake, arrays["batch_pull_fake"]))
        if after is not None and fake is not None:
            now = fake + done * (after - fake)
            self.moves.set_pairs(np.stack([fake, now], axis=1).reshape(-1, 2))
            self._draw_fakes(now)


def between(noise: Points, made: Points, share: float) -> Points:
    """Places on the straight way from noise to what is made of it."""
    return made if share == 1 else (1 - share) * noise + share * made


def on_axis(noise: Points) -> Points:
    """Noise as points of the plane; that on a line lies on the horizontal axis."""
    if noise.ndim == 1:
        noise = noise[:, None]
    return noise if noise.shape[1] == 2 else np.concatenate([noise, np.zeros_like(noise)], axis=1)


def drawn_sticks(sticks: Points, scale: float) -> Points:
    """Sticks ``(n, 2)`` as long as they are drawn."""
    lengths = scale * np.linalg.norm(sticks, axis=1, keepdims=True)
    return np.asarray(scale * sticks / np.maximum(lengths / _LONGEST, 1))


def pulls(places: Points, strengths: Points) -> Points:
    """Pairs of ends of upright strokes, up where the discriminator is pulled up, ``(2n, 2)``."""
    lift = np.stack([np.zeros_like(strengths), _PULL * np.clip(strengths, -4, 4)], axis=1)
    return np.stack([places, places + lift], axis=1).reshape(-1, 2)


_RAMP = tuple(QColor(value) for value in ramp(("#ff9a2e", "#c9c2b8", "#4fb2ff"))[:: 256 // _SHADES])


def colour_by(cloud: Cloud, plain: QColor, judged: Points | None) -> None:
    """Give points one colour, or each that of what the discriminator says of it, grey for ½."""
    if judged is None:
        cloud.set_colours((plain,), np.zeros(1, np.intp))
    else:
        cloud.set_colours(_RAMP, np.minimum((judged * _SHADES).astype(np.intp), _SHADES - 1))
