"""Straight lines between noise and data, against the curved paths of the model from the same noise."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.core.words import number
from playground.paradigms.denoising.lines import Paths
from playground.ui.plots.flow_lines import FlowLinesPlot
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.sampling.resize import enlarged
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.spec import SAMPLER
from playground.ui.sampling.why import refusal_note
from playground.ui.stage.exports import grid_export, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.flow.state import FlowImages, why_not
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import beside

_KEY = Markup(
    "<span style='color: {ends}'>●</span> noise &nbsp; <span style='color: {line}'>┄ ●</span> to its "
    "pair’s data &nbsp; <span style='color: {curve}'>— ●</span> the model’s path from there"
)
_COLUMNS = (Heading("noise"), Heading("data"), Heading("end"))
_MOST = 8


class LinesPanel(Panel[SamplingScene[FlowImages]], QWidget):
    """The plane at the left, the pairs' pictures at the right; a pair under the mouse is lit in both."""

    def __init__(self, scene: SamplingScene[FlowImages]) -> None:
        super().__init__(scene)
        self.plot = FlowLinesPlot()
        self.key = Paragraph()
        self.numbers = Paragraph(selectable=True)
        self.why, self.refused = Note("Why nothing can be drawn with this model"), refusal_note(scene)
        self.matrix = PictureMatrix("Noise, its pair’s data and the path’s end of each pair")
        self._lay_out()
        self._write_key()
        scene.follow(self._say_why_not, panel="lines")
        scene.show("lines", self._draw, self.matrix)
        self.plot.lit.connect(self._light)
        self.matrix.hovered.connect(self._hover)

    def _lay_out(self) -> None:
        side = lay_out(QWidget(), down(self.numbers, (self.matrix, 1)), left=8)
        left = lay_out(QWidget(), down(self.key, (self.plot, 1), spacing=2))
        whole = beside((left, 5), (side, 2), sizes=(560, 260), handle=4)
        lay_out(self, down(self.why, self.refused, (whole, 1)), top=2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write_key()

    # From the state and frames

    def exports(self) -> list[Export]:
        """The plane with its lines and paths, and the pairs' pictures."""
        scene, shown, title = self.scene, self.scene.whole("lines"), "Lines and paths"
        if shown is None:
            return []
        arrays = shown.frame.arrays
        columns = path_columns(arrays["curves"], scene.clock.told(arrays["times"]))
        return [
            *plot_export(scene, shown, f"{title}, plot", "paths", self.plot.picture(), columns),
            *grid_export(scene, shown, f"{title}, pairs and arrays", "pairs", shown.recipe.count),
        ]

    def _say_why_not(self) -> None:
        """What the sampler is to blame for is said beside it."""
        self.why.say("" if self.scene.refusal else self.scene.why_not("lines"), warning=True)

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        self._show_pictures([arrays[name] for name in ("starts", "data", "ends")])
        if "curves" in arrays:
            self.plot.set_paths(arrays["lines"], arrays["curves"], arrays["explained"])
        if "straightness" in scalars:
            straightness = float(scalars["straightness"])
            share = straightness / float(scalars["travelled"])
            self.plot.set_note(f"straightness {number(straightness, 3)}")
            self.numbers.setText(
                Markup(
                    "<b>Straightness {}</b> (0 is straight)<br>"
                    "{:.1%} of the mean squared distance between a path’s ends<br>"
                    "{} paths, {} NFE<br>pairs {} apart per dimension"
                ).format(
                    number(straightness, 3),
                    share,
                    len(arrays["lines"]),
                    scalars["nfe"],
                    number(float(scalars["distance"])),
                )
            )
        else:
            self.numbers.setText(f"step {scalars['step']:,} of {shown.recipe.steps:,} …")

    def _show_pictures(self, columns: list[NDArray[np.uint8]]) -> None:
        # The noise of a latent model is a mosaic of channels of another size than a picture.
        columns = enlarged(columns, columns[1].shape)
        self.matrix.set_headings((), _COLUMNS)
        self.matrix.set_images(np.stack([column[:_MOST] for column in columns], axis=1)[:, :, None])

    def _write_key(self) -> None:
        colours = zip(("ends", "line", "curve"), self.plot.item.colours, strict=True)
        self.key.setText(_KEY.format(**{name: colour.name() for name, colour in colours}))
        self.plot.set_key(self.key.said)

    # Lighting a pair

    def _light(self, pair: int) -> None:
        self.matrix.set_lit(pair if 0 <= pair < _MOST else None, None)

    def _hover(self, spot: Spot | None) -> None:
        pair = -1 if spot is None else spot.row
        self.plot.item.set_lit(pair)
        self._light(pair)


def path_columns(curves: NDArray[np.floating], times: NDArray[np.floating]) -> dict[str, Array]:
    """Paths ``(n, steps + 1, 2)`` as columns, one row for each point of each."""
    count, moments = curves.shape[:2]
    return {
        "path": np.repeat(np.arange(count), moments),
        "t": np.tile(times, count),
        "pc1": curves[..., 0].reshape(-1),
        "pc2": curves[..., 1].reshape(-1),
    }


PANEL = PanelSpec(
    "lines",
    "Lines and paths",
    "Straight lines against the model’s paths",
    "Paths",
    equations="straight_path marginal_velocity straightness",
    explains="now",
    also="start time label network prediction step data=lines/ends",
    draws=LinesPanel,
    asks=(View("lines", Paths, impossible=why_not),),
    controls=(SAMPLER, Group("Pairs", "pairs lines.count seed")),
    simple=Simple("steps label", draw_again("New pairs", "Draw other pairs")),
)
