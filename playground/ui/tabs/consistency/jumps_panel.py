"""One trajectory of the teacher, and where the model jumps to from a dozen places on it."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.paradigms import consistency
from playground.ui.plots.jumps_plot import JumpsPlot
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.plots.time_plot import TimePlot
from playground.ui.sampling.resize import enlarged
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import grid_export, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.consistency.state import ConsistencyImages, why_not
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import beside, over

_KEY = Markup("— the teacher’s trajectory &nbsp; → from x at t to f(x, t): a perfect model ends in one point")
_ROWS = (Heading("x", "at time t"), Heading("f(x, t)", "its end"))


def _short(time: float) -> str:
    """A time in at most four signs."""
    return f"{time:.0f}" if time >= 10 else f"{time:.2f}"


class JumpsPanel(Panel[SamplingScene[ConsistencyImages]], QWidget):
    """Plane and spread above, the pictures below; a place under the mouse is lit in all three."""

    def __init__(self, scene: SamplingScene[ConsistencyImages]) -> None:
        super().__init__(scene)
        self.plot = JumpsPlot()
        self.spread = TimePlot("Spread of the ends", "RMS per pixel")
        self.matrix = PictureMatrix("x and the end of the jump at each place")
        self.why = Note("Why nothing can be drawn with this model")
        self._times = np.zeros(0)
        top = beside((self.plot, 5), (self.spread, 3), sizes=(440, 260))
        both = over((top, 5), (self.matrix, 2), sizes=(380, 170))
        lay_out(self, down(Paragraph(_KEY), self.why, (both, 1)), top=4)
        scene.follow(lambda: self.why.say(scene.why_not("jumps"), warning=True), panel="jumps")
        scene.show("jumps", self._draw, self.matrix)
        self.plot.lit.connect(self._light)
        self.matrix.hovered.connect(self._hover)

    def exports(self) -> list[Export]:
        """The plane with its jumps, the spread, and the pictures."""
        scene, shown, what = self.scene, self.scene.whole("jumps"), "Self-consistency"
        if shown is None:
            return []
        arrays = shown.frame.arrays
        times, curve, ends = (arrays[name] for name in ("times", "curve", "jumps"))
        plane: dict[str, Array] = {
            "t": times, "x_pc1": curve[:, 0], "x_pc2": curve[:, 1],
            "end_pc1": ends[:, 0], "end_pc2": ends[:, 1],
        }  # fmt: skip
        spread: dict[str, Array] = {"t": times, "spread": arrays["spread"]}
        exports = [
            *plot_export(scene, shown, f"{what}, plane", "jumps", self.plot.picture(), plane),
            *plot_export(scene, shown, f"{what}, spread", "spread", self.spread.picture(), spread),
        ]
        if arrays["x"].shape == arrays["ends"].shape:
            exports += grid_export(scene, shown, f"{what}, pictures and arrays", "jumps", len(times))
        return exports

    def _draw(self, shown: Shown) -> None:
        arrays, done = shown.frame.arrays, int(shown.frame.scalars["done"])
        self._times = arrays["times"]
        x, ends = enlarged((arrays["x"], arrays["ends"]), arrays["ends"].shape)
        self.matrix.set_headings(_ROWS, [Heading(_short(float(time))) for time in self._times])
        there = np.broadcast_to(np.arange(len(self._times)) < done, (2, len(self._times)))
        self.matrix.set_images(np.stack([x, ends])[:, :, None], there)
        if "curve" in arrays:
            self.plot.set_jumps(arrays["curve"], arrays["curve"], arrays["jumps"], arrays["explained"])
            self.spread.set_curve(self._times, arrays["spread"])

    # Lighting a place

    def _light(self, place: int) -> None:
        there = 0 <= place < len(self._times)
        self.matrix.set_lit(None, place if there else None)
        self.spread.set_mark(float(self._times[place]) if there else None)

    def _hover(self, spot: Spot | None) -> None:
        place = -1 if spot is None else spot.column
        self.plot.set_lit(place)
        self._light(place)


PANEL = PanelSpec(
    "jumps",
    "Self-consistency",
    "From one trajectory to its end",
    "Self-cons.",
    equations="self_consistency spread",
    explains="now=jumps/x[0] time=jumps/times[0]",
    also="start label network data=jumps/ends[0]",
    draws=JumpsPanel,
    asks=(View("jumps", consistency.Jumps, free=True, impossible=why_not),),
    controls=(Group("", "points label fine"), Group("Start", "seed")),
    simple=Simple("points label", draw_again("New start", "Begin in other noise")),
)
