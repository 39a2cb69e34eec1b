"""Points and grid between noise and data, the learned density, and the known one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from playground.core.frames import Array, Scalar
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.lab.densities import LOG_DENSITY, RATIO, log_ratio, logarithm
from playground.ui.lab.parts import Figure, in_units
from playground.ui.lab.planes import LabPlanes
from playground.ui.plots.colours import DATA
from playground.ui.plots.ellipses import PriorRings, cosmetic
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.heat import DENSITY, SIGNED, to_levels
from playground.ui.plots.key_strip import Key
from playground.ui.plots.mesh import Mesh
from playground.ui.plots.strokes import Strokes
from playground.ui.plots.wheel import parts, wheel
from playground.ui.tabs.nflow.lab.places import NflowLabScene, data_end, hold, place_names
from playground.ui.tabs.nflow.lab.state import NflowLabState

GRID = QColor(255, 255, 255, 105)
AHEAD = QColor(255, 138, 212, 110)
"""The probe's way that lies before it."""

LOG_AREA = 3.0
"""Natural logarithms of areas up to this size differ in their tint."""

_EVERY = 2
"""Of the nodes of the grid every so many has a line through it."""


_TITLES = {"flow": "Flow plane", "learned": "Learned plane", "known": "Known plane"}


class NflowPlanes(LabPlanes[NflowLabState, NflowLab]):
    """Draws the newest frame."""

    smallest = (260, 200)
    least = 180
    """Both densities belong beside a large plane in a small window, too."""

    def __init__(self, scene: NflowLabScene) -> None:
        super().__init__(scene)
        self.flow = FlowPlane()
        self.learned = DensityPlane("Learned plane")
        self.known = DensityPlane("Known plane")
        self.flow.moved.connect(lambda x, y: hold(scene, x, y, scene.recipe.layer))
        for plane in (self.learned, self.known):
            plane.moved.connect(lambda x, y: hold(scene, x, y, data_end(scene.recipe)))
        self.show_planes({"flow": self.flow, "learned": self.learned, "known": self.known})

    def keys_of(self, name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Densities and data are on the other planes than the flow."""
        beside = (DENSITY, SIGNED, (DATA.name(),))
        return tuple(key for key in keys if (key.colours in beside) == (name != "flow"))

    def figures(self) -> Iterator[Figure]:
        """The planes that are shown."""
        for name, plane in self.planes.items():
            columns = self._columns() if name == "flow" else {}
            if plane.isVisibleTo(self):
                yield Figure(_TITLES[name], name, plane.picture(), columns)

    def _columns(self) -> dict[str, Array]:
        run, feed = self.scene.recipe, self.scene.feed
        columns = _points(feed.arrays)
        at_data = float(feed.scalars["position"]) == min(data_end(run), run.layers)
        return in_units(columns, run, ("x", "y")) if at_data else columns

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        scalars, state = self.scene.feed.scalars, self.scene.state
        for plane in self.planes.values():
            plane.set_extent(float(scalars["extent"]))
        self.flow.draw(arrays, scalars, state)
        learned, known = arrays.get("density"), arrays.get("density_exact")
        points = arrays.get("data_points") if state.view.data_points else None
        if state.view.error:
            self.learned.draw_error(learned, known, points)
        else:
            self.learned.draw_density("Learned density p(x)", learned, points)
        self.known.draw_density("Known density", known, points)
        self.place_handles()

    def place_handles(self) -> None:
        """Where the probe is held it is at once where the mouse is; elsewhere the run says where it is."""
        run, arrays = self.scene.recipe, self.scene.feed.arrays
        fresh = self.scene.feed.scalars.get("direction") == run.direction
        here = there = None
        if self.scene.state.view.probe and fresh and "probe_way" in arrays:
            way = arrays["probe_way"]
            here, there = _point(arrays["probe_at"]), _point(way[-1 if run.back else 0])
        if here is not None and run.held_at == run.position:
            here = run.probe
        if there is not None and run.held_at == min(data_end(run), run.layers):
            there = run.probe
        self.flow.set_handle(here)
        for plane in (self.learned, self.known):
            plane.set_handle(there)


class FlowPlane(FieldPlane):
    """Points and grid at a place between noise and data, over the prior's rings where they are noise."""

    def __init__(self) -> None:
        super().__init__("Flow plane", axes=False)
        self.mesh, self.grid = Mesh(), Strokes(pen=cosmetic(GRID, 1))
        self.ahead = Strokes(pen=cosmetic(AHEAD, 1.6, Qt.PenStyle.DotLine))
        self.rings = PriorRings()
        self.add(self.mesh, 0)
        self.add(self.grid, 1)
        self.add(self.rings, 20)
        self.add(self.ahead, 21)

    def draw(self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar], state: NflowLabState) -> None:
        """Draw a frame."""
        view, run = state.view, state.run
        position, layers = float(scalars["position"]), int(scalars["layers"])
        self.set_note(_note(position, layers, place_names(run)))
        noise = 0.0 if scalars["direction"] == "noise to data" else float(layers)
        self.rings.setVisible(position == noise)
        nodes = arrays.get("grid")
        self.mesh.set_mesh(nodes if view.areas else None, arrays.get("log_areas"), -LOG_AREA, LOG_AREA)
        lines = None if nodes is None or not view.grid else grid_lines(nodes)
        self.grid.set_ways(lines)
        points, angles = arrays.get("points"), arrays.get("angles")
        self.cloud.set_points(points if view.points else None)
        if angles is not None:
            self.cloud.set_colours(wheel(), parts(angles))
        self._draw_way(arrays if view.probe else {}, position)

    def _draw_way(self, arrays: Mapping[str, Array], position: float) -> None:
        way, here = arrays.get("probe_way"), arrays.get("probe_at")
        if way is None or here is None:
            self.way.set_way(None)
            self.ahead.set_way(None)
            self.stops.set_points(None)
            return
        before = int(position)
        passed = np.concatenate([way[: before + 1], here[None]])
        self.way.set_way(passed)
        self.stops.set_points(way[: before + 1])
        self.ahead.set_way(np.concatenate([here[None], way[before + 1 :]]))


class DensityPlane(FieldPlane):
    """A density of the data, or how far it is from another."""

    def __init__(self, name: str) -> None:
        super().__init__(name, axes=False)

    def draw_density(self, title: str, density: Array | None, points: Array | None) -> None:
        """Draw the logarithm of a density ``(n, n)``."""
        logs = logarithm(density)
        self.heat.set_colours(DENSITY)
        self._draw(title, None if logs is None else to_levels(logs, *LOG_DENSITY), points)

    def draw_error(self, learned: Array | None, known: Array | None, points: Array | None) -> None:
        """Draw the logarithm of the ratio of two densities."""
        ratio = log_ratio(learned, known)
        self.heat.set_colours(SIGNED)
        shown = None if ratio is None else to_levels(ratio, -RATIO, RATIO)
        self._draw("Error of the learned density", shown, points)

    def _draw(self, title: str, levels: Array | None, points: Array | None) -> None:
        self.set_note(title)
        self.heat.set_levels(levels, self.extent)
        self.data.set_points(points)


def grid_lines(nodes: Array) -> Array:
    """Lines through some of the rows and columns of a grid ``(n, n, 2)``: ``(lines, n, 2)``."""
    return np.concatenate([nodes[::_EVERY], nodes.swapaxes(0, 1)[::_EVERY]])


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    points, angles, radii = (arrays.get(name) for name in ("points", "angles", "radii"))
    if points is None or angles is None or radii is None:
        return {}
    return {"x": points[:, 0], "y": points[:, 1], "noise_angle": angles, "noise_radius": radii}


def _point(at: Array) -> tuple[float, float]:
    return float(at[0]), float(at[1])


def _note(position: float, layers: int, names: tuple[str, ...]) -> str:
    """What one sees at a position."""
    if layers + 1 != len(names):
        return ""  # The frame is of a run that is over.
    before = int(position)
    if position > before:
        return f"Between {names[before]} and {names[before + 1]}"
    words = {"x": "Data x", "z": "Noise z"}
    return words.get(names[before], f"{names[before]}: after layer {before} of {layers}")
