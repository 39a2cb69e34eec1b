"""Latent side and data side, as large as there is room for, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec
import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QWidget

from playground.core.frames import Array, by_axis
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.densities import LOG_DENSITY, logarithm
from playground.ui.lab.parts import Figure, in_units, standardised
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import TrainingScene
from playground.ui.plots.colours import CLASS_COLOURS, PATH, POSTERIOR, RING, SAMPLES, WAY
from playground.ui.plots.ellipses import PriorRings, cosmetic
from playground.ui.plots.field_plane import FieldPlane, bold
from playground.ui.plots.heat import to_levels
from playground.ui.plots.key_strip import Key
from playground.ui.plots.marker import Marker
from playground.ui.plots.strokes import Strokes
from playground.ui.tabs.vae.lab import shapes
from playground.ui.tabs.vae.lab.state import VaeLabState

VaeLabScene: TypeAlias = TrainingScene[VaeLabState, VaeLab]

GRID = QColor(255, 255, 255, 110)
LINE = QColor("#ffffff")
POSTERIORS = QColor(238, 233, 232, 150)
AGGREGATE = POSTERIOR
DECODED = WAY
PROBE = PATH

LOG_AGGREGATE = (-6.0, -0.8)
"""Natural logarithms of the aggregated posterior that are darkest and brightest; the prior's top is −1.84."""

_SHOWN = 40
"""Posteriors that are drawn, of the first points."""
_GAP = 8
_HIGH = 1.2
"""Height of a plane over its width, at most: below the points there is room for what their marks mean."""


class Sides(LabPlanes[VaeLabState, VaeLab]):
    """Draws the newest frame on both planes."""

    usual, smallest = (680, 340), (330, 170)
    field, needs, slim = "", "codes", 2 / _HIGH

    def __init__(self, scene: VaeLabScene) -> None:
        super().__init__(scene)
        self.latent, self.data = LatentSide(), DataSide()
        self.latent.moved.connect(self._move_code)
        self.data.moved.connect(self._move_probe)
        self.show_planes({"latent": self.latent, "data": self.data})

    @property
    def copied(self) -> QWidget:
        """Both of them."""
        return self

    def places(self) -> dict[str, QRect]:
        side = min(self.height(), (self.width() - _GAP) // 2)
        high = min(self.height(), round(_HIGH * side))
        left, top = (self.width() - 2 * side - _GAP) // 2, (self.height() - high) // 2
        return {"latent": QRect(left, top, side, high), "data": QRect(left + side + _GAP, top, side, high)}

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw both planes."""
        scalars, state = self.scene.feed.scalars, self.scene.state
        self.latent.set_extent(self.scene.most("latent_extent"))
        self.data.set_extent(float(scalars["extent"]))
        self.data.name_axes(*standardised(self.scene.recipe))
        self.latent.draw(arrays, state, float(scalars["latent_extent"]))
        self.data.draw(arrays, state, float(scalars["sigma"]))
        self.place_handles()

    def keys_of(self, name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """What is said of one side only is of no other, and there is but one in a file."""
        mine, other = ("left: ", "right: ") if name == "latent" else ("right: ", "left: ")
        return tuple(
            msgspec.structs.replace(key, text=key.text.removeprefix(mine))
            for key in keys
            if not key.text.startswith(other)
        )

    def figures(self) -> Iterator[Figure]:
        """Both planes."""
        arrays = self.scene.feed.arrays
        yield Figure("Latent plane", "latent", self.latent.picture(), _codes(arrays))
        yield Figure("Data plane", "data", self.data.picture(), in_units(_points(arrays), self.scene.recipe))

    def place_handles(self) -> None:
        """Both are on their planes."""
        run = self.scene.recipe
        self.latent.set_handle((run.code[0], run.code[1] if run.latent == 2 else 0.0))
        self.data.set_handle(run.probe)

    def _move_code(self, x: float, y: float) -> None:
        run = self.scene.recipe
        # A line has no second coordinate: that of the plane is left as it was.
        second = round(y, 3) if run.latent == 2 else run.code[1]
        self.scene.edit("Move the latent point", self.scene.run, code=(round(x, 3), second))

    def _move_probe(self, x: float, y: float) -> None:
        self.scene.edit("Move the probe", self.scene.run, probe=(round(x, 3), round(y, 3)))


def _codes(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return by_axis(mean=arrays["codes"], deviation=arrays["code_deviations"])


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    points = arrays.get("data_points")
    if points is None:
        points = np.zeros((0, 2))
    return by_axis(x=points, reconstructed=arrays["reconstructions"][: len(points)])


_COLOURS = tuple(map(QColor, CLASS_COLOURS))


class LatentSide(FieldPlane):
    """Codes, posteriors, and the aggregated posterior beside the prior, of one dimension or two."""

    def __init__(self) -> None:
        super().__init__("Latent plane", axes=True, handle=DECODED)
        self.set_note("Latent space z")
        self.cloud.set_colour(SAMPLES)
        self.rings = PriorRings()
        self.posteriors = Strokes(pen=cosmetic(POSTERIORS, 1))
        self.prior = Strokes(pen=cosmetic(RING, 1.4, Qt.PenStyle.DashLine))
        self.mixture = bold(AGGREGATE)
        self.own = bold(PROBE)
        items: tuple[QGraphicsItem, ...] = (
            self.rings,
            self.posteriors,
            self.prior,
            self.mixture,
            self.own,
        )
        for level, item in enumerate(items):
            self.add(item, 20 + level)

    def draw(self, arrays: Mapping[str, Array], state: VaeLabState, reach: float) -> None:
        """Draw a frame, whose densities go so far."""
        view, codes, origins = state.view, arrays["codes"], arrays.get("origins")
        if origins is None or len(origins) != len(codes):
            return
        draw = self._draw_line if codes.shape[1] == 1 else self._draw_square
        self.rings.setVisible(codes.shape[1] == 2)
        # What is above the line of the only dimension is a density.
        self._plot.showAxis("left", codes.shape[1] == 2)
        draw(arrays, state, reach)
        self.data.set_colours(_COLOURS, shapes.labels_of(origins, len(_COLOURS)))
        self.data.setVisible(view.data_points)

    def _draw_square(self, arrays: Mapping[str, Array], state: VaeLabState, reach: float) -> None:
        view, codes, deviations = state.view, arrays["codes"], arrays["code_deviations"]
        if view.truth:
            shown = to_levels(np.asarray(arrays["probe_posterior"]), 0.0, 1.0)
        else:
            shown = to_levels(logarithm(arrays["aggregate"]), *LOG_AGGREGATE)  # type: ignore[arg-type]
        self.heat.set_levels(shown, reach)
        self.data.set_points(codes)
        some = slice(_SHOWN if view.posteriors else 0)
        self.posteriors.set_ways(shapes.ellipses(codes[some], deviations[some]))
        self.cloud.set_points(arrays["sample_codes"] if view.prior_codes else None)
        mean, deviation = arrays["probe_code"]
        self.own.set_way(shapes.ellipses(mean[None], deviation[None])[0])
        self.prior.set_way(None)
        self.mixture.set_way(None)

    def _draw_line(self, arrays: Mapping[str, Array], state: VaeLabState, reach: float) -> None:
        extent, view, codes, deviations = self.extent, state.view, arrays["codes"], arrays["code_deviations"]
        origins = arrays["origins"]
        self.heat.set_levels(None, extent)
        self.data.set_points(shapes.on_line(codes, origins, extent))
        some = slice(_SHOWN if view.posteriors else 0)
        self.posteriors.set_pairs(
            shapes.intervals(codes[some], deviations[some], origins[some], extent)
            if view.posteriors
            else None
        )
        noise = arrays["sample_codes"][:, 0]
        rug = np.stack([noise, np.full(len(noise), -0.03 * extent)], axis=1)
        self.cloud.set_points(rug if view.prior_codes else None)
        density = arrays["probe_posterior"] * 0.8 if view.truth else arrays["aggregate"]
        self.mixture.set_way(shapes.over_line(density, reach, extent))
        self.prior.set_way(shapes.prior_over_line(extent))
        mean, deviation = (float(each[0]) for each in arrays["probe_code"])
        self.own.set_way(np.array([[mean - deviation, 0.0], [mean + deviation, 0.0]]))


class DataSide(FieldPlane):
    """Data, reconstructions, samples and the decoded grid over a density; the probe is dragged."""

    def __init__(self) -> None:
        super().__init__("Data plane", axes=True, handle=PROBE)
        self.set_note("Data space x")
        self.cloud.set_colour(SAMPLES)
        self.grid = Strokes(pen=cosmetic(GRID, 1))
        self.rest = bold(PROBE)
        self.spread = bold(DECODED, Qt.PenStyle.DashLine)
        self.curve = bold(LINE)
        self.decoded = Marker("diamond", DECODED, 11)
        items: tuple[QGraphicsItem, ...] = (self.grid, self.curve, self.rest, self.spread, self.decoded)
        for level, item in enumerate(items):
            self.add(item, 20 + level)

    def draw(self, arrays: Mapping[str, Array], state: VaeLabState, sigma: float) -> None:
        """Draw a frame."""
        view, points, origins = state.view, arrays.get("data_points"), arrays.get("origins")
        density = arrays.get({"model": "density", "exact": "density_exact"}.get(view.ground, ""))
        logs = logarithm(density)
        self.heat.set_levels(None if logs is None else to_levels(logs, *LOG_DENSITY), self.extent)
        if points is not None and origins is not None:
            self.data.set_points(points if view.data_points else None)
            self.data.set_colours(_COLOURS, shapes.labels_of(origins, len(_COLOURS)))
            ways = np.stack([points, arrays["reconstructions"]], axis=1).reshape(-1, 2)
            self.lines.set_pairs(ways if view.reconstructions else None)
        self.cloud.set_points(arrays["samples"] if view.samples else None)
        self._draw_grid(arrays if view.grid else {})
        decoded = arrays["decoded"].astype(float)
        self.decoded.setPos(*decoded)
        self.spread.set_way(shapes.ellipses(decoded[None], np.full((1, 2), sigma))[0])
        self.rest.set_way(np.stack([np.array(state.run.probe), arrays["probe_reconstruction"]]))

    def _draw_grid(self, arrays: Mapping[str, Array]) -> None:
        self.grid.set_ways(shapes.mesh_ways(arrays["mesh"]) if "mesh" in arrays else None)
        self.curve.set_way(arrays.get("curve"))
