"""Learned, exact and error side by side on one range: a large plane, and two small ones to go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

import msgspec
import numpy as np

from playground.core.frames import Array
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.tracks import points_at, trails_at
from playground.ui.lab.densities import LOG_DENSITY, RATIO, log_ratio, logarithm
from playground.ui.lab.parts import Figure, in_units
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import TrainingScene
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.heat import SIGNED, to_levels
from playground.ui.plots.key_strip import Key
from playground.ui.plots.strokes import arrow_lines, thinned
from playground.ui.sampling.lab.state import PlaneState, PlaneView

PlaneName = Literal["learned", "exact", "error"]
PLANES: tuple[PlaneName, ...] = ("learned", "exact", "error")

L = TypeVar("L", bound=Lab)

_TRAILS, _BESIDE = 48, 400
"""Ways that are drawn, and flowing points while they are."""
_DATA = 250
"""Data that are drawn over flowing points."""
_OVER = 0.5
_SPARSE = 260
"""A plane with fewer pixels a side has room for a quarter of the arrows."""


class Arrows(msgspec.Struct, frozen=True):
    """What the arrows are, the size that has half of the longest one's length, and in which direction they
    are drawn: −1 lets a velocity point the way the points flow, to the data."""

    what: str
    half: float
    sign: float = 1.0


class Planes(LabPlanes[PlaneState, L]):
    """Draws the newest frame, and the flowing points at the time that is looked at."""

    def __init__(self, scene: TrainingScene[PlaneState, L], arrows: Arrows) -> None:
        super().__init__(scene)
        self._arrows = arrows
        self._stale, self._undrawn = set[PlaneName](), set[PlaneName]()
        """Planes on which more has changed than what flows, and those on which anything has."""
        self._turns: list[PlaneName] = list(PLANES)
        planes: dict[str, FieldPlane] = {name: self._plane(name) for name in PLANES}
        planes["error"].heat.set_colours(SIGNED)
        # Before the planes follow what it has brought.
        scene.feed.arrived.connect(self._refresh)
        self.show_planes(planes)

    def _plane(self, name: PlaneName) -> FieldPlane:
        plane = FieldPlane(f"{name} plane".capitalize(), axes=False)
        plane.moved.connect(self._move)
        plane.set_note(name.capitalize())
        plane.data.setZValue(plane.cloud.zValue() + _OVER)
        return plane

    def keys_of(self, name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """The colours of the error are on its plane alone."""
        return tuple(key for key in keys if name == "error" or key.colours != SIGNED)

    def figures(self) -> Iterator[Figure]:
        """The planes that are shown, and where the flowing points begin and end."""
        for name in PLANES:
            if self._shown(name):
                yield Figure(f"{name.capitalize()} plane", name, self.planes[name].picture(), {})
        if (track := self.scene.feed.arrays.get("track")) is not None:
            noise, data = track[0], track[-1]
            ends = {"noise_x": noise[:, 0], "noise_y": noise[:, 1], "x": data[:, 0], "y": data[:, 1]}
            yield Figure(
                "Flowing points at their ends", "points", None, in_units(ends, self.scene.recipe, ("x", "y"))
            )

    # What is drawn, and when

    def arrange(self) -> None:
        """Give every plane its place, and draw all that is on it."""
        self._refresh()
        super().arrange()

    def follow(self, old: PlaneState, new: PlaneState) -> None:
        self._undrawn.update(PLANES)
        if old.view != new.view:
            self._refresh()
        super().follow(old, new)

    def _refresh(self) -> None:
        self._stale.update(PLANES)
        self._undrawn.update(PLANES)

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw what flows, and all else where it has changed."""
        for name in self._in_turn():
            self._undrawn.discard(name)
            if name in self._stale:
                self._stale.discard(name)
                self._draw_still(name, arrays)
            self._draw_flow(name, arrays)
        if self._undrawn:
            self.turn.wait()

    def _in_turn(self) -> list[PlaneName]:
        """The planes to draw now: all, or one where the window has too much to do, every other time the large
        one.
        """
        waiting = [name for name in self._turns if name in self._undrawn]
        shown = [name for name in waiting if self._shown(name)]
        if not self.turn.pressed or len(shown) < 2:
            return waiting
        large = self.large_name
        one_of_small = self._turns[-1] == large or large not in shown
        taken = next(name for name in shown if (name != large) == one_of_small)
        self._turns.remove(taken)
        self._turns.append(taken)
        return [taken]

    def _shown(self, name: PlaneName) -> bool:
        return self.planes[name].isVisibleTo(self)

    def _draw_still(self, name: PlaneName, arrays: Mapping[str, Array]) -> None:
        extent = float(self.scene.feed.scalars.get("extent", 3.5))
        self.planes[name].set_extent(extent)
        self._place_handle(name)
        self._draw_density(name, arrays, extent)
        self._draw_ways(name, arrays)

    def _draw_density(self, name: PlaneName, arrays: Mapping[str, Array], extent: float) -> None:
        learned = arrays.get("density")
        field, true = arrays.get("arrows"), arrays.get("arrows_exact")
        if name == "learned":
            self._draw_field(name, logarithm(learned), field, LOG_DENSITY, extent)
        elif name == "exact":
            self._draw_field(name, logarithm(arrays.get("density_exact")), true, LOG_DENSITY, extent)
        else:
            self.planes[name].set_note(error_note(self.scene.state.view))
            wrong = None if field is None or true is None else field - true
            ratio = log_ratio(learned, arrays.get("density_alike"))
            self._draw_field(name, ratio, wrong, (-RATIO, RATIO), extent)

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
        plane, view, drawn = self.planes[name], self.scene.state.view, self._arrows
        shown = to_levels(density, *levels) if density is not None and view.density else None
        plane.heat.set_levels(shown, extent)
        pairs = None
        if arrows is not None and view.arrows:
            sparse = thinned(arrows) if plane.width() < _SPARSE else arrows
            pairs = arrow_lines(drawn.sign * sparse, extent, drawn.half)
        plane.arrows.set_pairs(pairs)

    def _draw_ways(self, name: PlaneName, arrays: Mapping[str, Array]) -> None:
        view, plane = self.scene.state.view, self.planes[name]
        way, fine, true = (
            arrays.get(each) if view.start else None
            for each in ("probe_path", "probe_reference", "probe_exact")
        )
        plane.exact_way.set_way(true)
        if name != "exact":
            plane.way.set_way(way)
            plane.stops.set_points(way)
        if name != "error":
            data = arrays.get("data_points") if view.data_points else None
            plane.data.set_points(data[:_DATA] if data is not None and view.flow else data)
        if name == "learned":
            plane.reference.set_way(fine)
            lines = arrays.get("lines") if view.lines else None
            plane.lines.set_pairs(None if lines is None else lines.reshape(-1, 2))
            self._draw_jumps(plane, arrays, view)

    def _draw_jumps(self, plane: FieldPlane, arrays: Mapping[str, Array], view: PlaneView) -> None:
        starts, ends = arrays.get("jump_starts"), arrays.get("jump_ends")
        if not view.jumps or starts is None or ends is None:
            starts = ends = np.zeros((0, 2))
        plane.jumps.set_pairs(np.stack([starts, ends], axis=1).reshape(-1, 2))
        plane.ends.set_points(ends)

    def _draw_flow(self, name: PlaneName, arrays: Mapping[str, Array]) -> None:
        if name == "error":
            return
        track = "track" if name == "learned" else "track_exact"
        self._draw_points(name, arrays.get(track), arrays.get(f"{track}_times"))

    def _draw_points(self, name: PlaneName, track: Array | None, times: Array | None) -> None:
        view, plane = self.scene.state.view, self.planes[name]
        if track is None or times is None or not self._shown(name):
            plane.cloud.set_points(None)
            plane.trails.set_ways(None)
            return
        time = self.scene.recipe.time
        flowing = track[:, :_BESIDE] if view.trails else track
        plane.cloud.set_points(points_at(flowing, times, time) if view.flow else None)
        ways = trails_at(track, times, time, _TRAILS) if view.trails else None
        plane.trails.set_ways(ways, track[-1, :_TRAILS])

    # The draggable start

    def place_handles(self) -> None:
        """The start of the way is on the large plane."""
        for name in PLANES:
            self._place_handle(name)

    def _place_handle(self, name: PlaneName) -> None:
        view = self.scene.state.view
        there = view.start and name == view.large
        self.planes[name].set_handle(self.scene.recipe.probe if there else None)

    def _move(self, x: float, y: float) -> None:
        self.scene.edit("Move the start", self.scene.run, probe=(round(x, 3), round(y, 3)))


def error_note(view: PlaneView) -> str:
    """The name of the plane of errors, and why it is empty where that has a reason."""
    if view.density or view.arrows:
        return "Error"
    return "Error\nof density and arrows,\nwhich are both off"
