"""Guidance at every step: what is predicted with the words and without, where it leads, and what it adds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.words import number, plain
from playground.paradigms.denoising.trajectory import Moment
from playground.paradigms.denoising.walks import moments_of
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.sampling.spec import STEPS
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.prompt_panel import SAMPLES
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, SAMPLER, WORDS, of_guidance
from playground.ui.timers import once
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import over

SHOWN = ("x", "conditional", "unconditional", "data", "added")
_HEADINGS = (
    Heading("xₜ"),
    Heading("with words"),
    Heading("without"),
    Heading("guided"),
    Heading("added"),
)
_IDLE = "Guidance does not act here: the guided prediction is that with the words."
_NONE = "At guidance 0 the words are not asked for: the guided prediction is that without them."
_ADDS = "Guidance adds {} times the difference of the two; grey is no change."
_MOST = 11
_FILM_MS = 120


class GuidancePanel(Panel[WordsScene], QWidget):
    """The chosen picture at one step, large, and below it at all of them; pressing one goes there."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.told = Paragraph(name="The step that is shown", selectable=True)
        self.large = PictureMatrix("The chosen picture at this step")
        self.film = PictureMatrix("The chosen picture at every step", tight=True)
        self.film.setStatusTip("Click a picture to go to its step.")
        self._places: list[int] = []
        self._later = once(self, _FILM_MS, self._show_film)
        parts = over((self.large, 2), (self.film, 5), sizes=(150, 330))
        lay_out(self, down(self.box, self.told, (parts, 1), spacing=4), top=2)
        self._connect()

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._draw, "position row sample samples.count", "guidance")
        scene.follow(self._show_film, "row sample model", "guidance")
        scene.stepped.connect(self._take)
        for part in (self.large, self.film):
            scene.feeds["samples"].stale_changed.connect(part.set_stale)
        self.film.clicked.connect(self._seek)

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The guided prediction at the step that is shown."""
        moment = self.scene.moment
        return None if moment is None else self._of(moment, "data")

    def exports(self) -> list[Export]:
        """What is predicted at every step, with headings, and the pictures."""
        scene, shown = self.scene, self.scene.whole("samples")
        title, count = "Guidance at every step", scene.state.samples.count
        across = Written("Pictures, grid and arrays", "words", options={**GRID, "columns": count})
        return [
            *plot_export(scene, shown, title, "guidance", self.film.picture()),
            *frame_exports(scene, shown, across),
        ]

    def _of(self, moment: Moment, name: str) -> NDArray[np.uint8] | None:
        found = moment.arrays.get(name)
        return None if found is None else found[min(self.scene.picture_index, len(found) - 1)]

    def _take(self) -> None:
        if self.scene.state.panel != "guidance":
            return
        if self.scene.trajectory.final is not None:
            self._show_film()
        elif not self._later.isActive():
            self._later.start()
        self._draw()

    def _draw(self) -> None:
        moment, trajectory = self.scene.moment, self.scene.trajectory
        if moment is None:
            self.scene.player.set_count(1)
            return
        if self.scene.state.panel == "guidance":
            self.scene.player.set_count(trajectory.last_step + 1, moment.step, first=0)
        pictures = [self._of(moment, name) for name in SHOWN]
        self.large.set_headings((), _HEADINGS)
        self.large.set_images(*_filled([pictures]))
        self._tell(moment)
        self._mark()

    def _tell(self, moment: Moment) -> None:
        trajectory = self.scene.trajectory
        adds = _ADDS.format(number(float(trajectory.recipe.guidance) - 1, 2))
        with_words, without = (name in moment.arrays for name in ("conditional", "unconditional"))
        said = _IDLE if not without else adds if with_words else _NONE
        clock, t = self.scene.clock, float(moment.scalars["t"])
        told = number(clock.told(t), 2) if clock.from_noise else plain(t)
        self.told.setText(f"step {moment.step:,} of {trajectory.last_step:,}, t = {told}. {said}")

    def _show_film(self) -> None:
        moments = self.scene.trajectory.moments
        if not moments:
            return
        self._places = list(moments_of(len(moments) - 1, _MOST))
        chosen = [moments[place] for place in self._places]
        rows = [[self._of(moment, name) for moment in chosen] for name in SHOWN]
        columns = [Heading(str(moment.step)) for moment in chosen]
        self.film.set_headings(_HEADINGS, columns)
        images, filled = _filled(rows)
        self.film.set_images(images, filled)
        self._mark()

    def _mark(self) -> None:
        if self._places:
            place = self.scene.trajectory.at(self.scene.state.look.position)
            self.film.set_lit(None, int(np.abs(np.asarray(self._places) - place).argmin()))

    # To the state

    def _seek(self, spot: Spot) -> None:
        place = self._places[spot.column]
        # The film of the run before stands there until this one has come as far.
        if place < len(self.scene.trajectory):
            self.scene.player.pause()
            self.scene.act("Go to a step", position=self.scene.trajectory.position(place))


def _filled(
    rows: list[list[NDArray[np.uint8] | None]],
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Pictures as a matrix has them, ``(rows, columns, 1, …)``, and which of them there are."""
    there = next(each for row in rows for each in row if each is not None)
    empty = np.zeros_like(there)
    images = np.stack([np.stack([empty if each is None else each for each in row]) for row in rows])
    return images[:, :, None], np.array([[each is not None for each in row] for row in rows])


PANEL = PanelSpec(
    "guidance",
    "Guidance",
    "With the words, without them, and beyond",
    "Guid.",
    STEPS,
    of_guidance,
    explains="guided=samples/added now=samples/x time=samples/t",
    also="prediction=samples/conditional read network step words start=samples/start data=samples/end",
    draws=GuidancePanel,
    asks=(SAMPLES, ATLAS),
    controls=(WORDS, Group("Pictures", "samples.count seed"), SAMPLER),
    simple=Simple("guidance steps", draw_again()),
)
