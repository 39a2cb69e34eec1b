"""What each scale of z carries: a row for each, in which that scale alone is drawn anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.fields import Value
from playground.core.recipe import change
from playground.core.words import number
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.stage.exports import GRID, Written, frame_exports
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.nflow.chooser import BitsChooser
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph

_ABOUT = (
    "Each row keeps z and draws one scale of it anew; the first picture is the one that is varied, and ± is "
    "how far grey levels are from it on average."
)


class ScalesPanel(Panel[NflowScene], QWidget):
    """Held-out images to vary, and a row of pictures for each scale, the coarsest first."""

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        self.chooser = BitsChooser(scene)
        self.about = Paragraph(_ABOUT)
        self.matrix = PictureMatrix("Pictures with one scale of z drawn anew", tight=True)
        right = down(self.about, (self.matrix, 1))
        lay_out(self, across((self.chooser, 1), (right, 4), spacing=10), top=4)
        scene.follow(self._write_about, "source seed")
        scene.show("scales", self._draw, self.matrix)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is varied."""
        shown = self.scene.current("scales")
        return None if shown is None else shown.frame.arrays["images"][0]

    def exports(self) -> list[Export]:
        """The rows."""
        shown = self.scene.whole("scales")
        columns = 0 if shown is None else int(shown.frame.scalars["columns"])
        written = Written("Scales, pictures and arrays", "scales", options={**GRID, "columns": columns})
        return frame_exports(self.scene, shown, written)

    def _write_about(self) -> None:
        state = self.scene.state
        drawn = isinstance(state.inspect.source, Drawing)
        varied = f"It is the first sample of seed {state.scales.seed}." if drawn else ""
        self.about.setText(f"{_ABOUT} {varied}".strip())

    def _draw(self, shown: Shown) -> None:
        arrays, columns = shown.frame.arrays, int(shown.frame.scalars["columns"])
        images = arrays["images"].reshape(-1, 1, columns, *arrays["images"].shape[1:])
        rows = len(images)
        filled = np.zeros((rows, 1), dtype=np.bool_)
        filled[: int(shown.frame.scalars["done"])] = True
        self.matrix.set_headings(self._headings(arrays["changes"]))
        self.matrix.set_images(images, filled)

    def _headings(self, changes: NDArray[np.floating]) -> list[Heading]:
        image, last = self.scene.card.image, len(changes) - 1
        found = []
        for scale, moved in enumerate(changes.tolist()):
            name = f"{image.height >> (last - scale)} × {image.width >> (last - scale)}"
            found.append(Heading(name, "…" if np.isnan(moved) else f"±{number(moved, 1)}"))
        return found


def _taken_apart(images: NflowImages) -> recipes.Scales:
    """Scales of the picture that is inspected, or of the first sample."""
    source = images.inspect.source
    seed = images.scales.seed
    return change(images.scales, source=source if isinstance(source, HeldOut) else recipes.Noise(seed))


def _inspected(_images: NflowImages, recipe: recipes.Scales) -> dict[str, Value]:
    return {"source": recipe.source} if isinstance(recipe.source, HeldOut) else {}


PANEL = PanelSpec(
    "scales",
    "Scales",
    "What each scale of z carries",
    equations="nflow_sampling",
    explains="middle",
    also="x first last z",
    without="density",
    draws=ScalesPanel,
    asks=(View("scales", recipes.Scales, computed=_taken_apart, left="pictures source", writes=_inspected),),
    controls=(Group("Scales", "interpolate.label temperature seed noise"),),
    simple=Simple("temperature", draw_again("New noise", "Draw from other noise")),
)
