"""Learned, exact and error side by side on one range: a large plane, and two small ones to go to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.ui.lab.flow import points_at, trails_at
from playground.ui.lab.one_large import OneLarge
from playground.ui.lab.scene import LabScene
from playground.ui.lab.state import LabState, LabView
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.heat import SIGNED, to_levels
from playground.ui.plots.strokes import arrow_lines, thinned

PlaneName = Literal["learned", "exact", "error"]
PLANES: tuple[PlaneName, ...] = ("learned", "exact", "error")

LOG_DENSITY = (-8.0, 0.5)
"""Natural logarithms of the densities that have the darkest and the brightest colour, at every time."""

RATIO = 1.5
"""Largest shown logarithm of the ratio of learned to exact density."""

_LEAST = 0.01
"""Added to both densities of a ratio, so that it says nothing where there are next to no points."""

_TRAILS = 120
_SPARSE = 260
"""A plane with fewer pixels a side has room for a quarter of the arrows."""


class Planes(OneLarge):
    """Draws the newest frame, and the flowing points at the time that is looked at."""

    scene: LabScene

    def __init__(self, scene: LabScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._fresh = False
        planes: dict[str, FieldPlane] = {name: self._plane(name) for name in PLANES}
        planes["error"].heat.set_colours(SIGNED)
        # Before the planes follow what it has brought.
        scene.feed.arrived.connect(self._refresh)
        self.show_planes(planes)

    def _plane(self, name: PlaneName) -> FieldPlane:
        plane = FieldPlane(f"{name} plane".capitalize(), axes=False, parent=self)
        plane.moved.connect(self._move)
        plane.set_note(name.capitalize())
        return plane

    def minimumSizeHint(self) -> QSize:
        """Room for one plane."""
        return QSize(260, 240)

    # What is drawn, and when

    def arrange(self) -> None:
        """Give every plane its place, and draw all that is on it."""
        self._refresh()
        super().arrange()

    def follow(self, old: LabState, new: LabState) -> None:
        """Show a new state."""
        self._fresh = self._fresh or old.view != new.view
        super().follow(old, new)

    def _refresh(self) -> None:
        self._fresh = True

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw what flows, and all else where it has changed."""
        if self._fresh:
            self._fresh = False
            extent = float(self.scene.feed.scalars.get("extent", 3.5))
            for plane in self.planes.values():
                plane.set_extent(extent)
            self.place_handles()
            self._draw_fields(arrays, extent)
            self._draw_ways(arrays)
        self._draw_flow(arrays)

    def _shown(self, name: PlaneName) -> bool:
        return self.planes[name].isVisibleTo(self)

    def _draw_fields(self, arrays: Mapping[str, Array], extent: float) -> None:
        learned, exact = arrays.get("density"), arrays.get("density_exact")
        field, true = arrays.get("arrows"), arrays.get("arrows_exact")
        wrong = None if field is None or true is None else field - true
        self.planes["error"].set_note(error_note(self.scene.state.view))
        self._draw_field("learned", logarithm(learned), field, LOG_DENSITY, extent)
        self._draw_field("exact", logarithm(exact), true, LOG_DENSITY, extent)
        self._draw_field("error", log_ratio(learned, exact), wrong, (-RATIO, RATIO), extent)

    def _draw_field(
        self,
        name: PlaneName,
        density: Array | None,
        arrows: Array | None,
        levels: tuple[float, float],
        extent: float,
    ) -> None:
        if not self._shown(name):
            return
        plane, view, kind = self.planes[name], self.scene.state.view, self.scene.kind
        shown = to_levels(density, *levels) if density is not None and view.density else None
        plane.heat.set_levels(shown, extent)
        pairs = None
        if arrows is not None and view.arrows:
            sparse = thinned(arrows) if plane.width() < _SPARSE else arrows
            pairs = arrow_lines(kind.sign * sparse, extent, kind.half)
        plane.arrows.set_pairs(pairs)

    def _draw_ways(self, arrays: Mapping[str, Array]) -> None:
        view = self.scene.state.view
        learned, exact, error = (self.planes[name] for name in PLANES)
        way, fine, true = (
            arrays.get(name) if view.start else None
            for name in ("probe_path", "probe_reference", "probe_exact")
        )
        for plane in (learned, error):
            plane.way.set_way(way)
            plane.stops.set_points(way)
        learned.reference.set_way(fine)
        for plane in (learned, exact, error):
            plane.exact_way.set_way(true)
        data = arrays.get("data_points") if view.data_points else None
        for plane in (learned, exact):
            plane.data.set_points(data)
        lines = arrays.get("lines") if view.lines else None
        learned.lines.set_pairs(None if lines is None else lines.reshape(-1, 2))
        self._draw_jumps(learned, arrays, view)

    def _draw_jumps(self, plane: FieldPlane, arrays: Mapping[str, Array], view: LabView) -> None:
        starts, ends = arrays.get("jump_starts"), arrays.get("jump_ends")
        if not view.jumps or starts is None or ends is None:
            starts = ends = np.zeros((0, 2))
        plane.jumps.set_pairs(np.stack([starts, ends], axis=1).reshape(-1, 2))
        plane.ends.set_points(ends)

    def _draw_flow(self, arrays: Mapping[str, Array]) -> None:
        self._draw_points("learned", arrays.get("track"), arrays.get("track_times"))
        self._draw_points("exact", arrays.get("track_exact"), arrays.get("track_exact_times"))

    def _draw_points(self, name: PlaneName, track: Array | None, times: Array | None) -> None:
        view, plane = self.scene.state.view, self.planes[name]
        if track is None or times is None or not self._shown(name):
            plane.cloud.set_points(None)
            plane.trails.set_ways(None)
            return
        time = self.scene.recipe.time
        plane.cloud.set_points(points_at(track, times, time) if view.flow else None)
        plane.trails.set_ways(trails_at(track, times, time, _TRAILS) if view.trails else None)

    # The draggable start

    def place_handles(self) -> None:
        """The start of the way is on the large plane."""
        view = self.scene.state.view
        for name, plane in self.planes.items():
            there = view.start and name == view.large
            plane.set_handle(self.scene.recipe.probe if there else None)

    def _move(self, x: float, y: float) -> None:
        self.scene.edit("move the start", self.scene.run, probe=(round(x, 3), round(y, 3)))


def error_note(view: LabView) -> str:
    """The name of the plane of errors, and why it is empty where that has a reason."""
    if view.density or view.arrows:
        return "Error"
    return "Error\nof density and arrows,\nwhich are both off"


def logarithm(density: Array | None) -> NDArray[np.float64] | None:
    """The natural logarithm of a density, −∞ where there is none."""
    if density is None:
        return None
    with np.errstate(divide="ignore"):
        return np.nan_to_num(np.log(np.asarray(density, np.float64)), nan=-np.inf, neginf=-1e9)


def log_ratio(learned: Array | None, exact: Array | None) -> NDArray[np.float64] | None:
    """The logarithm of learned over exact density, towards 0 where there is little of both."""
    if learned is None or exact is None:
        return None
    return np.log((np.asarray(learned, np.float64) + _LEAST) / (np.asarray(exact, np.float64) + _LEAST))
