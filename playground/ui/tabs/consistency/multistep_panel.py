"""Jump, noise, jump: what more jumps make of the same start, and one sample's way through them."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.words import counted, number
from playground.paradigms import consistency
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.sampling.resize import enlarged
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.consistency.rows_panel import SAMPLES
from playground.ui.tabs.consistency.state import ConsistencyImages, why_not
from playground.ui.tabs.consistency.ways import Ways
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import over

_ENDS = "The same noise after different numbers of jumps; click a picture to see its way."
_WAY = "Its way, from noise: after each jump (1, 2, …) some noise is added again (~), less every time."


class MultistepPanel(Panel[SamplingScene[ConsistencyImages]], QWidget):
    """Above, a row for each number of jumps; below, the chosen sample's way in each of them."""

    def __init__(self, scene: SamplingScene[ConsistencyImages]) -> None:
        super().__init__(scene)
        self.why = Note("Why nothing can be drawn with this model")
        self.ends = PictureMatrix("Samples by number of jumps", tight=True)
        self.way = PictureMatrix("The chosen sample’s jumps by their number", tight=True)
        self.ends.set_classes(lambda spot: scene.named("ways")(spot.column))
        self.way.set_classes(lambda _spot: scene.named("ways")(self._sample))
        self.ways = Ways(scene.queues["ways"])
        self._lay_out()
        scene.follow(self._show_state, panel="multistep")
        scene.show("ways", self._take, self.ends, self.way)
        self.ends.clicked.connect(self._choose)

    def _lay_out(self) -> None:
        parts = []
        for text, matrix in ((_ENDS, self.ends), (_WAY, self.way)):
            parts.append((lay_out(QWidget(), down(Paragraph(text), (matrix, 1))), 0))
        lay_out(self, down(self.why, (over(*parts), 1)), top=4)

    def exports(self) -> list[Export]:
        """Both matrices with their headings, once all ways are there; the recipe is that of the last row."""
        queue = self.ways.queue
        last = queue.result(queue.planned[-1]) if queue.complete else None
        if last is None:
            return []
        shown = Shown(queue.planned[-1], last)
        return [
            *plot_export(self.scene, shown, "Jumps, samples", "multistep", self.ends.picture()),
            *plot_export(self.scene, shown, "Jumps, one sample’s way", "way", self.way.picture()),
        ]

    def _show_state(self) -> None:
        recipes = self.ways.recipes
        self.why.say(self.scene.why_not("ways", recipes[0]) if recipes else "", warning=True)
        self._draw()

    def _take(self, shown: Shown) -> None:
        self.ways.take(self.scene.feeds["ways"].run, shown.recipe, shown.frame)
        self._draw()

    def _choose(self, spot: Spot) -> None:
        self.scene.act("Follow a sample", sample=spot.column)

    @property
    def _sample(self) -> int:
        return min(self.scene.state.look.sample, self.scene.state.rows.count - 1)

    def _draw(self) -> None:
        ways = self.ways
        headings = [Heading(counted(recipe.steps, "jump"), self._cost(recipe)) for recipe in ways.recipes]
        found = ways.ends()
        if found is not None:
            self.ends.set_headings(headings)
            self.ends.set_images(found[0][:, :, None], found[1])
            self.ends.set_lit(None, self._sample)
        self._draw_ways(headings)

    def _draw_ways(self, headings: list[Heading]) -> None:
        recipes = self.ways.recipes
        ways = [self.ways.way(recipe, self._sample) for recipe in recipes]
        jumps = max((recipe.steps for recipe in recipes), default=0)
        pictures = [picture for way in ways for picture in way]
        if not pictures:
            return
        # Where x is a latent, its tiles are of another size than the pictures that are jumped to.
        shape = (1, *pictures[1].shape)
        images = np.zeros((len(ways), 2 * jumps, *shape), dtype=np.uint8)
        filled = np.zeros(images.shape[:2], dtype=np.bool_)
        for row, way in enumerate(ways):
            for column, picture in enumerate(way):
                images[row, column] = enlarged([picture[None]], shape)[0]
                filled[row, column] = True
        titles = [Heading("~" if place % 2 == 0 else str(place // 2 + 1)) for place in range(2 * jumps)]
        self.way.set_headings([Heading(heading.title) for heading in headings], titles)
        wanted = np.arange(2 * jumps) < np.array([[2 * recipe.steps] for recipe in recipes])
        self.way.set_images(images, filled, wanted)

    def _cost(self, recipe: consistency.Sample) -> str:
        frame = self.ways.queue.result(recipe)
        if frame is None:
            return "…"
        return f"{frame.scalars['nfe']} NFE, {number(float(frame.scalars['milliseconds']), 0)} ms"


def _ways(images: ConsistencyImages, _card: Card | None = None) -> list[consistency.Sample]:
    """Samples in each of the numbers of jumps, from the same noise: those of the rows without a teacher."""
    rows = images.rows
    return [
        consistency.Sample(
            model=rows.model, steps=steps, spacing=rows.spacing, label=rows.label, count=rows.count,
            seed=rows.seed,
        )
        for steps in rows.steps
    ]  # fmt: skip


PANEL = PanelSpec(
    "multistep",
    "Jump, noise, jump",
    "More jumps from one start",
    "Jump",
    equations="multistep self_consistency",
    explains="step",
    also="start now time label network data=ways/images",
    draws=MultistepPanel,
    asks=(
        View(
            "ways",
            consistency.Sample,
            computed=lambda images: _ways(images)[0],
            shows=False,
            asked="on demand",
            queue=_ways,
            free=True,
            impossible=why_not,
        ),
    ),
    controls=(Group("", "rows.steps label spacing"), SAMPLES),
    simple=Simple("rows.steps label"),
)
