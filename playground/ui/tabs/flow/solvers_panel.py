"""Solvers side by side: the same noise, and the same number of network evaluations for each."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.frames import Array, Frame
from playground.core.words import counted, number
from playground.gaussian import samplers
from playground.gaussian.card import Denoising
from playground.paradigms import flow
from playground.paradigms.denoising.solvers import Solvers, apart, contenders
from playground.ui.explain.formulas import beside_flow
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.queue import Queue
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.flow.reflow_panel import SAMPLES
from playground.ui.tabs.flow.state import FlowImages
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph

_ABOUT = Markup(
    "The same noise with at most {} network evaluations for each solver. <i>Apart</i> is the root mean "
    "square distance from the adaptive solver’s pictures, in grey levels of 255."
)
_NONE = "No solver can make a step with so few evaluations; with guidance each step costs twice as many."


class SolversPanel(Panel[SamplingScene[FlowImages]], QWidget):
    """A row for each solver with what it cost and how far from the exact path's end it came."""

    def __init__(self, scene: SamplingScene[FlowImages]) -> None:
        super().__init__(scene)
        self.about = Paragraph()
        self.why = Note("Why nothing is drawn")
        self.matrix = PictureMatrix("Pictures by solver", tight=True)
        self.matrix.set_classes(lambda spot: scene.named("solvers")(spot.column))
        lay_out(self, down(self.about, self.why, (self.matrix, 1)), top=4)
        scene.follow(
            lambda: self.about.setText(_ABOUT.format(scene.state.solvers.budget)), "budget", "solvers"
        )
        scene.follow(self._draw, panel="solvers")
        scene.show("solvers", self._take, self.matrix)

    def exports(self) -> list[Export]:
        """The matrix with its headings and the table of costs, once all have finished."""
        queue, reference = self._queue, self._reference
        frames = [frame for frame in map(queue.result, queue.planned) if frame is not None]
        if not queue.complete or reference is None:
            return []
        columns: dict[str, Array] = {
            "solver": np.array([recipe.sampler for recipe in self._planned]),
            "nfe": np.array([frame.scalars["nfe"] for frame in frames]),
            "milliseconds": np.array([frame.scalars["milliseconds"] for frame in frames]),
            "apart": np.array([apart(frame.arrays["images"], reference) for frame in frames]),
        }
        whole, picture = Shown(self.scene.recipe("solvers"), frames[0]), self.matrix.picture()
        return plot_export(self.scene, whole, "Solvers, with headings", "solvers", picture, columns)

    @property
    def _queue(self) -> Queue:
        return self.scene.queues["solvers"]

    @property
    def _planned(self) -> tuple[flow.Sample, ...]:
        return tuple(recipe for recipe in self._queue.planned if isinstance(recipe, flow.Sample))

    @property
    def _reference(self) -> NDArray[np.uint8] | None:
        """The pictures of the adaptive solver, if they are there."""
        frames = [self._queue.result(recipe) for recipe in self._planned if _is_adaptive(recipe)]
        return frames[0].arrays["images"] if frames and frames[0] is not None else None

    def _take(self, shown: Shown) -> None:
        if shown.frame.final:
            self._draw()

    def _draw(self) -> None:
        planned = self._planned
        self.why.say(_NONE if all(map(_is_adaptive, planned)) else "", warning=True)
        frames = [self._queue.result(recipe) for recipe in planned]
        done = [frame.arrays["images"] for frame in frames if frame is not None]
        empty = np.zeros(
            done[0].shape if done else (self.scene.state.solvers.count, *self.scene.card.image.shape),
            dtype=np.uint8,
        )
        rows = [empty if frame is None else frame.arrays["images"] for frame in frames]
        self.matrix.set_headings([self._heading(*pair) for pair in zip(planned, frames, strict=True)])
        filled = np.array([[frame is not None] for frame in frames], dtype=np.bool_).reshape(-1, 1)
        filled = np.repeat(filled, len(empty), axis=1)
        self.matrix.set_images(np.stack(rows)[:, :, None] if rows else empty[None, :, None][:0], filled)

    def _heading(self, recipe: flow.Sample, frame: Frame | None) -> Heading:
        title, adaptive = samplers.sampler(recipe.sampler).title, _is_adaptive(recipe)
        if frame is None:
            return Heading(title, "" if adaptive else counted(recipe.steps, "step"))
        # The adaptive solver finds its number of steps on the way.
        steps = counted(int(frame.scalars["step"]), "step")
        spent = f"{steps}, {frame.scalars['nfe']:,} NFE, {number(float(frame.scalars['milliseconds']), 0)} ms"
        reference = self._reference
        if reference is None or adaptive:
            return Heading(title, spent)
        gap = apart(frame.arrays["images"], reference)
        return Heading(f"{title}, {number(gap, 1)} apart", spent)


def _is_adaptive(recipe: flow.Sample) -> bool:
    return samplers.sampler(recipe.sampler).adaptive


def _contenders(images: FlowImages, card: Card) -> list[flow.Sample]:
    """Solvers of the flow that can make a step with ``budget`` evaluations, then the adaptive reference."""
    denoising, asked = Denoising.of(card), images.solvers
    if denoising is None:
        return []
    return [
        flow.Sample(
            sampler=name, steps=steps, model=asked.model, guidance=asked.guidance, label=asked.label,
            count=asked.count, seed=asked.seed,
        )
        for name, steps in contenders(asked, denoising)
    ]  # fmt: skip


def _equations(_images: FlowImages, _card: Card | None) -> tuple[str, ...]:
    """Those of all solvers."""
    return beside_flow()


PANEL = PanelSpec(
    "solvers",
    "Solvers",
    "As many evaluations for every solver",
    equations=_equations,
    explains="step",
    also="start now time label network prediction data",
    draws=SolversPanel,
    asks=(View("solvers", Solvers, asked="on demand", queue=_contenders, free=True),),
    controls=(Group("", "budget guidance label"), SAMPLES),
    simple=Simple("budget label"),
)
