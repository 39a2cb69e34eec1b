"""Both players at every kept moment of their training, on the same noise."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.fields import Value
from playground.core.frames import Array, Scalar
from playground.core.recipe import change
from playground.core.words import number
from playground.paradigms.gan_images.recipes import LAST, Moments
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.exports import plot_export, rows_exports
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, Walk, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.gan.explain_images import of_training
from playground.ui.tabs.gan.gauge import BELOW, in_words, on_strip, under_matrix
from playground.ui.tabs.gan.judgements import Judgements
from playground.ui.tabs.gan.players_plot import PlayersPlot
from playground.ui.tabs.gan.scene import LABELS, NETWORKS, PLAYERS, GanScene, spent_by_both
from playground.ui.tabs.gan.state import GanImages
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.splitter import beside

_COLUMNS = 6
_BINS = 10


class MomentsPanel(Panel[GanScene], QWidget):
    """A scrubber over the moments, with pictures, decisions and histograms, beside all at a glance."""

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.slider = Slider()
        self.slider.setAccessibleName("Moment of the training")
        self.slider.setPageStep(1)
        self.title = Label(name="Moment that is shown")
        self.use = push("Use in all panels", "Let all panels show both players as they were at this moment")
        self.rows = PictureMatrix("The same noise at all moments", tight=True, below=BELOW)
        self.rows.setStatusTip("Click a row to go to its moment.")
        self.judgements, self.plot = Judgements(), PlayersPlot()
        self.fakes = ImageStrip("Generated at this moment")
        self.reals = ImageStrip("Real, as judged at this moment")
        self._named = scene.named("moments")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for strip in (self.fakes, self.reals):
            strip.set_fit(True)
            strip.setMinimumHeight(60)
        for plot in (self.judgements, self.plot):
            plot.setMinimumHeight(92)
        overview = down(Label(strong("All moments")), (self.rows, 1), spacing=3)
        now = down(
            Label(strong("Generated")),
            (self.fakes, 3),
            Label(strong("Real, held out")),
            (self.reals, 3),
            (across((self.judgements, 1), (self.plot, 1)), 4),
            spacing=3,
        )
        left, right = lay_out(QWidget(), overview), lay_out(QWidget(), now)
        both = beside((left, 4), (right, 5), sizes=(360, 420), handle=9)
        lay_out(self, down(across((self.title, 1), self.use), self.slider, (both, 1)), top=4)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_moment, "moment model", "moments")
        scene.follow(self._let_use, "moment snapshot model", "moments")
        parts = self.rows, self.fakes, self.reals
        scene.show("moments", self._draw, *parts, anew="moment verdicts", panel="moments")
        scene.let(self.slider.picked, self.slider.sliderReleased, self._seek)
        self.rows.clicked.connect(self._click)
        self.use.clicked.connect(self._use)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The first generated picture of the moment."""
        shown = self.scene.current("moments")
        if shown is None or self.scene.moment >= int(shown.frame.scalars["done"]):
            return None
        return np.asarray(shown.frame.arrays["images"][0, self.scene.moment])

    # From the state and frames

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs the generator, and what a decision costs the discriminator."""
        shown = self.scene.feeds["moments"].last
        if shown is None:
            return {}
        return spent_by_both(shown, shown.recipe.count * int(shown.frame.scalars["done"]))

    def exports(self) -> list[Export]:
        """The rows with the moment that is looked at, and the means of both players."""
        scene, shown, title = self.scene, self.scene.whole("moments"), "Through the training"
        if shown is None:
            return []
        shown = Shown(change(shown.recipe, snapshot=scene.state.look.moment), shown.frame)
        means: dict[str, Array] = {
            "step": self.plot.steps, "mean_real": self.plot.real, "mean_generated": self.plot.fake,
        }  # fmt: skip
        plot = self.plot.picture()
        return [
            *rows_exports(scene, shown, title, "training"),
            *plot_export(scene, shown, f"{title}, with headings", "training", self.rows.picture()),
            *plot_export(scene, shown, "Mean of D by moment, plot", "players", plot, means),
        ]

    def _let_use(self) -> None:
        count = len(self.scene.gan.steps)
        self.use.setEnabled(self.scene.state.sample.snapshot % count != self.scene.moment)

    def _show_moment(self) -> None:
        moment, count = self.scene.moment, len(self.scene.gan.steps)
        self.slider.setRange(0, count - 1)
        self.slider.setValue(moment)
        self.title.setText(f"Moment {moment + 1} of {count}: " + strong(self.scene.moment_name(moment)))

    def _draw(self, shown: Shown) -> None:
        self._draw_rows(shown)
        self._draw_moment(shown)

    def _draw_rows(self, shown: Shown) -> None:
        arrays, done = shown.frame.arrays, int(shown.frame.scalars["done"])
        images = np.asarray(arrays["images"])[:_COLUMNS].swapaxes(0, 1)
        said = self.scene.said(np.asarray(arrays["probabilities"])[:_COLUMNS].T[..., None])
        self.rows.set_overlay(under_matrix(said))
        self.rows.set_classes(in_words(said, lambda spot: self._named(spot.column)))
        names = [Heading(number(int(step), 0)) for step in arrays["steps"]]
        self.rows.set_headings(names)
        filled = np.broadcast_to((np.arange(len(images)) < done)[:, None], images.shape[:2])
        self.rows.set_images(images[:, :, None], filled)
        self.rows.set_lit(self.scene.moment, None)
        reals, fakes = (
            np.asarray(arrays[name]).mean(axis=0) for name in ("real_probabilities", "probabilities")
        )
        self.plot.set_players(np.asarray(arrays["steps"]), reals, fakes)

    def _draw_moment(self, shown: Shown) -> None:
        arrays, at = shown.frame.arrays, self.scene.moment
        self.plot.set_moment(at)
        if at >= int(shown.frame.scalars["done"]):
            return
        fake, real = (np.asarray(arrays[name][:, at]) for name in ("probabilities", "real_probabilities"))
        for strip, pictures, said in (
            (self.fakes, arrays["images"][:, at], fake),
            (self.reals, arrays["real"], real),
        ):
            strip.set_overlay(on_strip(self.scene.said(said)))
            strip.set_names(in_words(self.scene.said(said), self._named))
            strip.set_images(np.asarray(pictures))
        edges = np.linspace(0, 1, _BINS + 1)
        of_real, of_fake = (np.histogram(said, edges)[0] / len(said) for said in (real, fake))
        self.judgements.show_shares(of_real, of_fake)
        self.judgements.show_means(float(real.mean()), float(fake.mean()))

    # To the state

    def _seek(self, moment: int) -> None:
        self.scene.player.pause()
        self.scene.edit("Go to a moment", moment=moment)

    def _click(self, spot: Spot) -> None:
        self.scene.player.pause()
        self.scene.act("Go to a moment", moment=spot.row)

    def _use(self) -> None:
        last = len(self.scene.gan.steps) - 1
        self.scene.act(
            "Use a moment everywhere", snapshot=-1 if self.scene.moment == last else self.scene.moment
        )


def _at_the_end(images: GanImages) -> Moments:
    """All moments are shown, whichever the others' is."""
    return change(images.moments, snapshot=LAST)


def _looked_at(_images: GanImages, recipe: Moments) -> dict[str, Value]:
    return {} if recipe.snapshot == LAST else {"moment": recipe.snapshot}


def _place(scene: GanScene) -> tuple[int, int]:
    return len(scene.gan.steps), scene.moment


PANEL = PanelSpec(
    "moments",
    "Training",
    "Both players as they learned",
    # Each moment is to be looked at.
    walk=Walk("Moments of the training", "Go to a moment", _place, lambda _, at: {"moment": at}, pace=1.5),
    equations=of_training,
    explains="loss",
    also=f"{PLAYERS} z=moments/noise[0] w fake=moments/images[0][#moment] real=moments/real[0]",
    draws=MomentsPanel,
    asks=(View("moments", Moments, computed=_at_the_end, left="snapshot", writes=_looked_at),),
    controls=(LABELS, Group("Pictures", "moments.count seed"), NETWORKS),
    simple=Simple("sample.label", draw_again()),
)
