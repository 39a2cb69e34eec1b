"""One picture with each scale of guidance in each number of steps."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.recipe import change
from playground.core.words import counted, number
from playground.paradigms.words import recipes as words
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.saving import Ways
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, FREE_SAMPLER, PICTURE, WORDS, of_guidance, of_solver
from playground.ui.tabs.words.state import MODEL, WordsImages
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph

_ABOUT = "All begin in the same noise. Click a picture to go on with its scale and number of steps."


class PlanePanel(Panel[WordsScene], QWidget):
    """Scales of guidance downwards, numbers of steps to the right."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.matrix = PictureMatrix("Pictures by scale of guidance and number of steps")
        lay_out(self, down(self.box, Paragraph(_ABOUT), (self.matrix, 1), spacing=4), top=2)
        scene.show("plane", self._draw, self.matrix, anew="guidance steps", panel="plane")
        self.matrix.clicked.connect(self._choose)

    def exports(self) -> list[Export]:
        """The plane with its headings, and its pictures."""
        scene, shown = self.scene, self.scene.whole("plane")
        if shown is None:
            return []
        nfe: dict[str, Array] = {
            "guidance": np.repeat(shown.frame.arrays["scales"], len(shown.frame.arrays["counts"])),
            "steps": np.tile(shown.frame.arrays["counts"], len(shown.frame.arrays["scales"])),
            "nfe": shown.frame.arrays["nfe"].ravel(),
        }
        across: Ways = {**GRID, "columns": len(shown.frame.arrays["counts"])}
        grid = Written("Guidance and steps, pictures and arrays", "plane", options=across)
        return [
            *plot_export(scene, shown, "Guidance and steps", "plane", self.matrix.picture(), nfe),
            *frame_exports(scene, shown, grid),
        ]

    def _draw(self, shown: Shown) -> None:
        arrays, asked = shown.frame.arrays, self.scene.state.samples
        scales, counts = shown.recipe.scales, shown.recipe.counts
        self.matrix.set_headings(
            [Heading(f"guidance {number(scale, 2)}") for scale in scales],
            [Heading(counted(steps, "step")) for steps in counts],
        )
        self.matrix.set_images(arrays["images"][:, :, None], np.isfinite(arrays["nfe"]))
        here = asked.guidance in scales and asked.steps in counts
        place = (scales.index(asked.guidance), counts.index(asked.steps)) if here else (None, None)
        self.matrix.set_lit(*place)

    def _choose(self, spot: Spot) -> None:
        # What is seen counts, not what has been asked for since.
        shown = self.scene.current("plane")
        if shown is not None:
            scale, steps = shown.recipe.scales[spot.row], shown.recipe.counts[spot.column]
            self.scene.act("Choose guidance and steps", guidance=scale, steps=steps)


_FREE = words.Plane(model=MODEL)


def _line(images: WordsImages) -> words.Plane:
    """Of a line that there is; the scale and the steps of other panels do not matter to it."""
    return change(images.plane, row=images.line.row, guidance=_FREE.guidance, steps=_FREE.steps)


def _equations(images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """That of guidance, and those of the solver that is chosen."""
    return (*of_guidance(images, card), *of_solver(images, card))


PANEL = PanelSpec(
    "plane",
    "Guidance × steps",
    "Each scale of guidance in each number of steps",
    "× steps",
    equations=_equations,
    explains="step",
    also="words read start now time network prediction guided data",
    draws=PlanePanel,
    asks=(View("plane", words.Plane, computed=_line, left="guidance steps"), ATLAS),
    controls=(WORDS, Group("Compared", "scales counts"), PICTURE, FREE_SAMPLER),
    simple=Simple("scales counts", draw_again()),
)
