"""Why new: the network beside the exact answers that see all of a picture, or windows of it."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.core.recipe import Recipe
from playground.core.words import number
from playground.gaussian.local import NOISE, ladder
from playground.paradigms.denoising.answers import Answers
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.windows import Calibration
from playground.ui.plots.agreement_plot import AgreementPlot
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.plots.windows_plot import WindowsPlot
from playground.ui.sampling.answers_words import (
    ANOTHER,
    LOCAL_ANSWER,
    TITLES,
    agreement_words,
    curves_of,
    known_words,
    step_at,
    window_words,
)
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.sampling.why import refusal_note
from playground.ui.stage.exports import grid_export, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, Walk, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import Known, View
from playground.ui.tab import Export
from playground.ui.widgets.buttons import push
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import over

_COLOURS = {"local": "#d9822b", "by heart": "#c23b75", "all faces": "#2a9d6f", ANOTHER: "#7a828c"}
_GOLDEN = 0.618034
"""Turns of the circle of colours from one picture's to the next one's, so that neighbours differ."""


class AnswersPanel(Panel[SamplingScene[DenoisingImages]], QWidget):
    """A row for each answer, a column for each noise, at the step that the transport is at."""

    def __init__(self, scene: SamplingScene[DenoisingImages]) -> None:
        super().__init__(scene)
        self._simple = False
        self.about = Paragraph()
        self.why, self.refused = Note("Why nothing can be drawn with this model"), refusal_note(scene)
        self.matrix = PictureMatrix("The network’s pictures and the exact answers’, by noise", tight=True)
        self.plot = AgreementPlot(_COLOURS)
        self.windows = WindowsPlot(NOISE)
        self.calibrate = push("Calibrate", "Find the windows that foretell the network best, on other noises")
        self.use = push("Use these", "Take the windows that were found")
        buttons = across(self.calibrate, self.use, None)
        self._windows = lay_out(QWidget(), down((self.windows, 1), buttons, spacing=2))
        plots = lay_out(QWidget(), across((self.plot, 5), (self._windows, 3), spacing=8))
        whole = over((self.matrix, 5), (plots, 2), sizes=(390, 190))
        lay_out(self, down(self.about, self.why, self.refused, (whole, 1)), top=4)
        self.matrix.set_classes(lambda spot: scene.named("answers")(spot.column))
        scene.follow(self._say_why_not, panel="answers")
        scene.follow(self._show_step, "position", "answers")
        scene.follow(self._show_windows, "model windows steps noises", "answers")
        scene.show("answers", self._draw, self.matrix)
        self.windows.picked.connect(lambda sides: scene.edit("Change the windows", windows=sides))
        self.windows.released.connect(scene.store.end_gesture)
        self.calibrate.clicked.connect(self._calibrate)
        self.use.clicked.connect(lambda: scene.edit("Use the windows found", windows=self._found()))
        scene.show("calibration", lambda _shown: self._show_found())
        for signal in (scene.feeds["calibration"].busy_changed, scene.feeds["calibration"].stale_changed):
            signal.connect(lambda _: self._show_found())
        self._show_found()

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.about, self._windows

    def set_simple(self, simple: bool) -> None:
        super().set_simple(simple)
        self._simple = simple
        self._show_step()

    def exports(self) -> list[Export]:
        """The rows as they are drawn, the curves, and all arrays."""
        scene, shown, title = self.scene, self.scene.whole("answers"), "Why new"
        if shown is None:
            return []
        arrays = shown.frame.arrays
        columns: dict[str, Array] = {"noise": arrays["shares"]}
        columns |= {name: values.astype(np.float32) for name, values in curves_of(arrays).items()}
        picture = self.matrix.picture()
        return [
            *plot_export(scene, shown, f"{title}, with headings", "answers", picture, columns),
            *plot_export(scene, shown, f"{title}, agreement", "agreement", self.plot.picture(), columns),
            *grid_export(scene, shown, f"{title}, pictures and arrays", "answers", shown.recipe.count),
        ]

    def _say_why_not(self) -> None:
        self.why.say("" if self.scene.refusal else self.scene.why_not("answers"), warning=True)

    def _show_windows(self) -> None:
        sides = self.scene.state.value("windows")
        self.windows.set_windows(sides, ladder(*self.scene.card.image.shape[1:]))
        self._show_found()

    def _calibrate(self) -> None:
        if self.scene.feeds["calibration"].busy:
            self.scene.feeds["calibration"].drop()
        else:
            self.scene.measure("calibration")

    def _found(self) -> tuple[int, ...]:
        """The windows that were found for this model and its steps; none before."""
        shown = self.scene.whole("calibration")
        if shown is None or not self.scene.is_of_state("calibration"):
            return ()
        return tuple(map(int, shown.frame.arrays["windows"]))

    def _show_found(self) -> None:
        scene, shown, found = self.scene, self.scene.whole("calibration"), self._found()
        busy = scene.feeds["calibration"].busy
        self.windows.set_calibrated(found, 0 if shown is None else int(shown.frame.scalars["noises"]))
        self.calibrate.setText("Stop" if busy else "Calibrate")
        self.calibrate.setEnabled(busy or (not found and not scene.why_not("calibration")))
        self.use.setEnabled(bool(found) and found != tuple(scene.state.value("windows")))

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        self.about.setText(known_words(scalars))
        self.plot.set_curves(arrays["shares"], curves_of(arrays))
        self._show_step()

    def _show_step(self) -> None:
        shown = self.scene.current("answers")
        if shown is None:
            return
        at = step_at(self.scene, shown)
        rows = [*_rows(shown, at, simple=self._simple)]
        self.matrix.set_headings([heading for heading, _ in rows])
        self.matrix.set_images(_alike([images for _, images in rows])[:, :, None])
        self.plot.set_mark(at)
        self.windows.set_mark(float(shown.frame.arrays["shares"][at]))
        if self.scene.state.panel == "answers":
            self.scene.player.set_count(len(shown.frame.arrays["times"]), at, first=0)


def _rows(shown: Shown, at: int, *, simple: bool) -> list[tuple[Heading, NDArray[np.uint8]]]:
    """What is drawn of a step: every answer, and unless it is Simple what they are put together from."""
    arrays, scalars = shown.frame.arrays, shown.frame.scalars
    answers, curves = arrays["answers"], curves_of(arrays)
    away = float(np.median(arrays["away"][at]))
    rows = [(Heading("network", ""), answers[0, at])]
    if not simple:
        rows.append((Heading("nearest known", f"{number(away, 0)} levels away"), arrays["nearest"][at]))
    for row, title in enumerate(TITLES, 1):
        if row >= len(answers):
            break
        agrees = f"r² {number(float(curves[title][at]), 2)}" if np.isfinite(curves[title][at]) else ""
        if title == "local":
            side = int(arrays["sides"][at])
            window = window_words(side, int(scalars["whole"]))
            rows.append((Heading(f"local, {window}", agrees), answers[row, at]))
            if not simple:
                rows.append((Heading("from these", "a colour a picture"), mosaic(arrays, at)))
        else:
            rows.append((Heading(title, agrees), answers[row, at]))
    return rows


def mosaic(arrays: Mapping[str, Array], at: int) -> NDArray[np.uint8]:
    """From which picture each pixel of the local answer comes: a colour for each, darker where it weighs
    less; ``(count, 3, height, width)``."""
    source, weight = arrays["source"][at], arrays["weight"][at]
    colours = np.array(
        [colorsys.hls_to_rgb(index * _GOLDEN % 1, 0.6, 0.8) for index in range(int(source.max()) + 1)]
    )
    tinted = colours[source] * np.sqrt(np.clip(weight, 0, 1))[..., None]
    return np.asarray(255 * tinted.transpose(0, 3, 1, 2), dtype=np.uint8)


def _alike(rows: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Rows of pictures as one array: grey ones get three channels where another has them."""
    most = max(row.shape[1] for row in rows)
    return np.stack([np.repeat(row, most, axis=1) if row.shape[1] < most else row for row in rows])


def _values(scene: SamplingScene[DenoisingImages], position: int) -> Mapping[str, float]:
    shown = scene.current("answers")
    if shown is None or step_at(scene, shown) == position:
        return {}
    return {"position": position / max(1, len(shown.frame.arrays["times"]) - 1)}


def _reads(scene: SamplingScene[DenoisingImages], position: int) -> str:
    shown = scene.current("answers")
    if shown is None or position >= len(shown.frame.arrays["times"]):
        return f"step {position}"
    return scene.clock.sentence(float(shown.frame.arrays["times"][position]))


def why_not(recipe: Recipe, scene: Known) -> str:
    """Why these answers cannot be asked for."""
    return refusal_of(recipe, scene.card) or ""


def answers(recipe: type[Answers], calibration: type[Calibration]) -> PanelSpec:
    """The declaration of the panel in a tab whose state has these types of recipes."""
    return PanelSpec(
        "answers",
        "Why new?",
        "The network beside exact answers",
        equations=LOCAL_ANSWER,
        also="start now time label network prediction step data=answers/nearest",
        draws=AnswersPanel,
        walk=Walk("Steps of the sampler", "Go to a step", lambda _scene: None, _values, reads=_reads),
        asks=(View("answers", recipe, impossible=why_not), _found_on_demand(calibration)),
        controls=(
            Group("", "sampler steps label along spacing"),
            Group("Samples", "answers.count seed"),
            Group("Calibration", "noises"),
        ),
        simple=Simple("steps label along", draw_again(), sees=agreement_words),
    )


def _found_on_demand(recipe: type[Calibration]) -> View:
    return View(
        "calibration", recipe, opens="answers", asked="on demand", strict=True, free=True, impossible=why_not
    )
