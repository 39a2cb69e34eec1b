"""The way from noise to data: synchronised columns, the chosen sample's filmstrip, and the schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core.frames import Scalar
from playground.core.recipe import change
from playground.core.words import counted, number, plain
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.recipes import ONE_AFTER_ANOTHER, Samples
from playground.paradigms.denoising.trajectory import Moment
from playground.ui.sampling.clock import levels_of
from playground.ui.sampling.filmstrip import Filmstrip
from playground.ui.sampling.interpolate_panel import add_samples_menu, varied_words
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.schedule_plots import SchedulePlots
from playground.ui.sampling.spec import STEPS
from playground.ui.sampling.state import DenoisingImages
from playground.ui.sampling.why import refusal_note
from playground.ui.stage.exports import ANIMATION, GRID, STRIP, Written, frame_exports
from playground.ui.stage.panel import Panel
from playground.ui.stage.samples import LEAST_SAMPLE
from playground.ui.stage.saving import Ways
from playground.ui.stage.spec import Equations, Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.timers import once
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.menus import picture_menu
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.splitter import over

_WRITTEN = (
    Written("Samples, grid and arrays", "samples", options=GRID),
    Written("Samples, a folder of pictures", "samples", ("",)),
)
_MOMENTS = 11
_FINE = 49


def sample_exports(scene: SamplingScene[DenoisingImages]) -> list[Export]:
    """The samples, and their trajectories in x and in predicted data, once the run is over."""
    shown = scene.whole("samples")
    if shown is None or scene.trajectory.final is None:
        return []
    exports = frame_exports(scene, shown, *_WRITTEN)
    for output, what in (("trajectory", "X on the way"), ("predictions", "Predicted data on the way")):
        strips = Written(f"{what}, a filmstrip for each sample", output, options={**STRIP, "scale": 3})
        moving: Ways = {"scale": 4, "spacing": 1, "fps": 12}
        animated = Written(f"{what}, animated", output, ANIMATION, moving)
        for written, moments in ((strips, _MOMENTS), (animated, _FINE)):
            if (frame := scene.trajectory.along(shown.frame, output, moments)) is not None:
                along = Shown(change(shown.recipe, output=output, moments=moments), frame)
                options: Ways = {**written.options, "moments": int(frame.scalars["columns"])}
                exports += frame_exports(scene, along, written._replace(options=options))
    return exports


_TITLES = {
    "x": ("xₜ", "What the sampler holds at this step"),
    "data": ("predicted data", "The mean of the data that the network sees in x at this step"),
    "noise": ("predicted noise", "The noise that the network sees in x at this step"),
}


class SynchronisedColumns(QWidget):
    """Three grids that show the same step and mark the same sample.

    ``set_moment`` takes ``x``, ``data`` and ``noise``, each (count, channels, height, width) uint8.
    """

    chosen = Signal(int)
    """A sample was clicked, in any of the grids."""

    released = Signal()

    menu_asked = Signal(str, int, QPoint)
    """(``x``, ``data`` or ``noise``; sample; place on the screen)."""

    def __init__(self) -> None:
        super().__init__()
        self.grids: dict[str, ImageStrip] = {}
        self._titles: dict[str, Paragraph] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(2)
        layout.setRowStretch(1, 1)
        for column, (name, (title, tip)) in enumerate(_TITLES.items()):
            label = self._titles[name] = Paragraph(strong(title))
            set_tip(label, tip)
            grid = ImageStrip(f"{name}: {tip}", 40)
            grid.set_fit(True)
            grid.setMinimumSize(90, 90)
            grid.viewport().setStatusTip("Click a picture to follow that sample; arrow keys walk on.")
            grid.chosen.connect(self.chosen)
            grid.released.connect(self.released)
            grid.menu_asked.connect(
                lambda sample, where, name=name: self.menu_asked.emit(name, sample, where)
            )
            layout.addWidget(label, 0, column)
            layout.addWidget(grid, 1, column)
            layout.setColumnStretch(column, 1)
            self.grids[name] = grid

    def set_simple(self, simple: bool) -> None:
        """Show what the sampler holds alone, as large as can be, or what the network sees in it, too."""
        layout = self.layout()
        for column, (name, grid) in enumerate(self.grids.items()):
            grid.set_least(LEAST_SAMPLE if simple else 0)
            shown = name == "x" or not simple
            for each in (self._titles[name], grid):
                each.setVisible(shown)
            if isinstance(layout, QGridLayout):
                layout.setColumnStretch(column, int(shown))

    def set_moment(self, arrays: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show one step."""
        for name, grid in self.grids.items():
            grid.set_images(arrays[name])

    def set_names(self, names: Callable[[int], str]) -> None:
        """Tell what each sample is, where it is shown large."""
        for grid in self.grids.values():
            grid.set_names(names)

    def set_current(self, sample: int) -> None:
        """Mark a sample in all three."""
        for grid in self.grids.values():
            grid.set_current(sample)

    def set_stale(self, stale: bool) -> None:
        """Dim the pictures: they are older than what was asked for."""
        for grid in self.grids.values():
            grid.set_stale(stale)


_TITLE = Markup("<b>step {}</b> of {}{} &nbsp;·&nbsp; {}<b>{} NFE</b>")
_LEVELS = Markup("{} &nbsp;·&nbsp; ")
_FILM_MS = 120
_GRID = "spacing steps"
"""Fields on which the times of the steps depend."""


class DenoisePanel(Panel[SamplingScene[DenoisingImages]], QWidget):
    """Shows every step of the run as it arrives; the transport, the filmstrip and the schedule scrub it.

    The position is part of the state, from 0 (noise) to 1 (data): it survives another number of steps, and 1
    follows a run that is still going.
    """

    def __init__(self, scene: SamplingScene[DenoisingImages]) -> None:
        super().__init__(scene)
        self.columns = SynchronisedColumns()
        self.film = Filmstrip()
        self.schedule = SchedulePlots()
        self.title = Paragraph(selectable=True, tip="NFE: network evaluations made for each sample so far")
        self.again = push("Next seed", "Draw other samples")
        self.why = refusal_note(scene)
        self.columns.set_names(self._name)
        self.film.set_classes(lambda _spot: self._name(scene.state.look.sample))
        self._shown: Moment | None = None
        # While a run goes on, all pictures of the strip move with every step: too fast to be looked at.
        self._later = once(self, _FILM_MS, self._show_film)
        self._lay_out()
        self._connect()

    @property
    def place(self) -> int:
        """The moment of the trajectory that is shown, −1 for none."""
        return self.scene.trajectory.at(self.scene.state.look.position)

    def _lay_out(self) -> None:
        self.film.setMinimumHeight(96)
        below = over((self.columns, 5), (self.film, 4), (self.schedule, 2), sizes=(230, 210, 130))
        top = across((self.title, 1), self.again)
        lay_out(self, down(top, self.why, (below, 1), spacing=4), top=2)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.title, self.again, self.film, self.schedule

    def set_simple(self, simple: bool) -> None:
        super().set_simple(simple)
        self.columns.set_simple(simple)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_path, f"{_GRID} model", "denoise")
        scene.follow(self._mark_sample, "sample", "denoise")
        scene.follow(self._show_state, panel="denoise")
        scene.stepped.connect(self._take)
        scene.feeds["samples"].stale_changed.connect(lambda _: self._show_stale())
        scene.feeds["samples"].busy_changed.connect(lambda _: self._write())
        self.columns.chosen.connect(lambda sample: scene.edit("Follow a sample", sample=sample))
        self.columns.released.connect(scene.store.end_gesture)
        self.columns.menu_asked.connect(self._show_menu)
        self.film.asked.connect(self._seek)
        self.film.released.connect(scene.store.end_gesture)
        self.schedule.asked.connect(self._seek_time)
        self.schedule.released.connect(scene.store.end_gesture)
        self.again.clicked.connect(lambda: scene.draw_again("Draw other samples"))

    def _name(self, sample: int) -> str:
        labels = self.scene.trajectory.labels
        known = sample < len(labels) and self.scene.told_classes
        return self.scene.label_name(int(labels[sample])) if known else ""

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The chosen sample, as the network predicts it at the step that is shown."""
        if self.place < 0:
            return None
        data = self.scene.trajectory.moments[self.place].arrays["data"]
        picture: NDArray[np.uint8] = data[min(self.scene.state.look.sample, len(data) - 1)]
        return picture

    def status(self) -> Mapping[str, Scalar]:
        """What the samples cost."""
        if not len(self.scene.trajectory):
            return {}
        newest = self.scene.trajectory.moments[-1]
        each = float(newest.scalars["milliseconds"]) / max(1, newest.step)
        return {"steps": newest.step, "NFE": newest.scalars["nfe"], "ms per step": round(each, 1)}

    def exports(self) -> list[Export]:
        """The samples, and their ways."""
        return sample_exports(self.scene)

    def _show_path(self) -> None:
        self.schedule.set_path(self.scene.path, self.scene.clock)
        self.schedule.set_times(self.scene.times)

    def _mark_sample(self) -> None:
        self.columns.set_current(self.scene.state.look.sample)
        self._show_film()

    def _show_state(self) -> None:
        self._show_stale()
        self._draw()

    def _take(self) -> None:
        trajectory = self.scene.trajectory
        if len(trajectory.times) > 2:
            self.schedule.set_times(trajectory.times)
        if trajectory.final is not None:
            self._show_film()
        elif not self._later.isActive():
            self._later.start()
        self._show_stale()
        self._draw()

    def _show_film(self) -> None:
        self.film.show_trajectory(self.scene.trajectory, self.scene.state.look.sample)
        self.film.mark(self.place)

    def _draw(self) -> None:
        moment = self.scene.moment
        if moment is None:
            self._let_walk(None)
            self.schedule.set_now(None)
            self.title.setText("")
            return
        if moment is not self._shown:
            self._shown = moment
            self.columns.set_moment(moment.arrays)
        self.film.mark(self.place)
        self.schedule.set_now(float(moment.scalars["t"]))
        self._let_walk(moment.step)
        self._write()

    def _let_walk(self, step: int | None) -> None:
        """Lend the transport the steps, unless another panel has been opened while the run goes on."""
        if self.scene.state.panel == "denoise":
            self.scene.player.set_count(self.scene.trajectory.last_step + 1, step, first=0)

    def _write(self) -> None:
        moment, trajectory = self._shown, self.scene.trajectory
        if moment is None or not len(trajectory):
            return
        scalars = moment.scalars
        alpha, sigma = (float(scalars[name]) for name in ("alpha", "sigma"))
        levels = levels_of(self.scene.path, alpha, sigma)
        ongoing = "…" if self.scene.feeds["samples"].busy else " (stopped)"
        told = (
            plain(moment.step),
            plain(trajectory.last_step),
            "" if trajectory.final is not None else ongoing,
            _LEVELS.format(levels) if levels else "",
            number(float(scalars["nfe"]), 0),
        )
        self.title.setText(_TITLE.format(*told))

    def _show_stale(self) -> None:
        """What was asked for and stopped on the way is not stale: it is the beginning of what was wanted."""
        current = self.scene.is_of_state("samples")
        stale = self.scene.refusal is not None or (self.scene.feeds["samples"].stale and not current)
        self.columns.set_stale(stale)
        self.film.set_stale(stale and len(self.scene.trajectory) > 0)

    # To the state

    def _seek(self, place: int) -> None:
        # The film of the run before stands there until this one has made a moment.
        if place >= len(self.scene.trajectory):
            return
        self.scene.player.pause()
        self.scene.edit("Go to a step", position=self.scene.trajectory.position(place))

    def _seek_time(self, time: float) -> None:
        moments = self.scene.trajectory.moments
        if moments:
            times = np.array([float(moment.scalars["t"]) for moment in moments])
            self._seek(int(np.abs(times - time).argmin()))

    def _show_menu(self, name: str, sample: int, where: QPoint) -> None:
        if self._shown is None:
            return
        picture = self._shown.arrays[name][sample]
        menu = picture_menu(picture, self)
        menu.addAction("Follow this sample", lambda: self.scene.act("Follow a sample", sample=sample))
        label = self.scene.state.samples.label
        if label == ONE_AFTER_ANOTHER:
            denoising = Denoising.of(self.scene.card)
            label = sample % max(1, denoising.classes if denoising else 0)
        add_samples_menu(menu, self.scene, sample, label)
        menu.popup(where)


_AT_A_STEP = {
    "start": "start",
    "now": "x",
    "time": "t",
    "label": "label",
    "prediction": "noise",
    "estimate": "data",
    "data": "end",
}
"""What parts of the dataflow look like at the step that is looked at."""


def _sees(scene: SamplingScene[DenoisingImages]) -> str:
    moment, last = scene.moment, scene.trajectory.last_step
    if moment is None:
        return ""
    asked = counted(round(float(moment.scalars["nfe"])), "time")
    sentence = (
        f"This is **step {moment.step:,} of {last:,}**: the network has been asked {asked} for each sample."
    )
    return sentence + varied_words(scene.state.samples.vary)


def denoise(
    recipe: type[Samples],
    sampler: Group,
    equations: str | Equations,
    explains: str,
    also: str,
    tip: str = "From noise to data, step by step",
) -> PanelSpec:
    """The way from noise to data; parts of the dataflow look as they do at a step, unless it is said."""
    samples = View(
        "samples",
        recipe,
        opens="denoise",
        resets={"sample": 0, "position": 1.0},
        left="output moments",
        strict=True,
    )
    return PanelSpec(
        "denoise",
        "Denoising",
        tip,
        walk=STEPS,
        equations=equations,
        explains=_at_a_step(explains),
        also=_at_a_step(also),
        draws=DenoisePanel,
        asks=(samples,),
        controls=(sampler, Group("Samples", "factors samples.count seed vary spread")),
        simple=Simple("steps label factors", draw_again(), sees=_sees),
    )


def _at_a_step(parts: str) -> str:
    return " ".join(
        f"{each}=samples/{_AT_A_STEP[each]}" if each in _AT_A_STEP else each for each in parts.split()
    )
