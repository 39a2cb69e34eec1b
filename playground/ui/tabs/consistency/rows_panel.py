"""The consistency model in a few evaluations beside its teacher in many, from the same noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.core.words import counted, number
from playground.gaussian import samplers
from playground.paradigms import consistency
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
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

_WHO = ("Consistency", "Teacher")
_ABOUT = "Every column begins in the same noise. The teacher is {}, sampled by {}."


_FEW = 5
"""Of each row so many pictures are shown in Simple, so that they are large in a small window, too."""


class RowsPanel(Panel[SamplingScene[ConsistencyImages]], QWidget):
    """A row for each number of steps, with what it cost."""

    def __init__(self, scene: SamplingScene[ConsistencyImages]) -> None:
        super().__init__(scene)
        self._simple = False
        self.about = Paragraph()
        self.why = Note("Why nothing can be drawn with this model")
        self.matrix = PictureMatrix("Consistency model and teacher by number of steps", tight=True)
        lay_out(self, down(self.about, self.why, (self.matrix, 1)), top=4)
        scene.follow(lambda: self.why.say(scene.why_not("rows"), warning=True), panel="rows")
        self.matrix.set_classes(lambda spot: scene.named("rows")(spot.column))
        scene.show("rows", self._draw, self.matrix)

    def exports(self) -> list[Export]:
        """The rows with their headings and costs, and their pictures alone."""
        scene, shown, title = self.scene, self.scene.whole("rows"), "Beside the teacher"
        if shown is None:
            return []
        arrays = shown.frame.arrays
        columns: dict[str, Array] = {
            name: arrays[name] for name in ("teacher", "steps", "nfe", "milliseconds")
        }
        return [
            *plot_export(scene, shown, f"{title}, with headings", "rows", self.matrix.picture(), columns),
            *grid_export(scene, shown, f"{title}, pictures and arrays", "rows", arrays["images"].shape[1]),
        ]

    def set_simple(self, simple: bool) -> None:
        super().set_simple(simple)
        self._simple = simple
        if (shown := self.scene.current("rows")) is not None:
            self._draw(shown)

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        drawn = _ends(arrays["teacher"]) if self._simple else np.arange(len(arrays["teacher"]))
        solver = samplers.sampler(shown.recipe.teacher_sampler)
        self.about.setText(_ABOUT.format(scalars["teacher_name"], solver.title))
        taught, steps, nfe, spent = (
            arrays[name][drawn] for name in ("teacher", "steps", "nfe", "milliseconds")
        )
        self.matrix.set_headings(
            [
                Heading(f"{_WHO[int(of_teacher)]}, {counted(int(count), 'step')}", _cost(*each))
                for of_teacher, count, *each in zip(taught, steps, nfe, spent, strict=True)
            ]
        )
        images = arrays["images"][drawn, : _FEW if self._simple else None]
        filled = np.broadcast_to(np.isfinite(nfe)[:, None], images.shape[:2])
        self.matrix.set_images(images[:, :, None], filled)


def _ends(teacher: Array) -> NDArray[np.intp]:
    """All rows of the model, and of its teacher the first and the last."""
    taught = np.flatnonzero(teacher)
    return np.union1d(np.flatnonzero(np.asarray(teacher) == 0), taught[[0, -1]] if len(taught) else taught)


def _cost(nfe: float, milliseconds: float) -> str:
    return f"{number(nfe, 0)} NFE, {number(milliseconds, 0)} ms" if np.isfinite(nfe) else "…"


SAMPLES = Group("Samples", "rows.count seed")


def _sees(scene: SamplingScene[ConsistencyImages]) -> str:
    shown = scene.current("rows")
    if shown is None:
        return ""
    arrays = shown.frame.arrays
    taken = [arrays["nfe"][np.asarray(arrays["teacher"]) == taught] for taught in (0, 1)]
    if not all(np.isfinite(each).any() for each in taken):
        return ""
    fewest, most = (int(np.nanmin(taken[0])), int(np.nanmax(taken[1])))
    return f"The first row takes **{counted(fewest, 'evaluation')}** of a network, the last one {most:,}."


PANEL = PanelSpec(
    "rows",
    "Beside the teacher",
    "Few steps beside the teacher’s many",
    "Teacher",
    equations="self_consistency boundary trajectory_distillation",
    explains="network",
    also="start label step data=rows/images",
    draws=RowsPanel,
    asks=(View("rows", consistency.Rows, free=True, impossible=why_not),),
    controls=(Group("", "rows.steps teacher_steps teacher_sampler label spacing"), SAMPLES),
    simple=Simple("rows.steps label", draw_again(), sees=_sees),
)
