"""The GAN's 2-D lab as a stage of the tab: the game, its curves, and the training that goes on."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.ui.floors import floor_of
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.key_strip import KeyStrip
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.gan.judgements import FAKE
from playground.ui.tabs.gan.lab.controls import GanLabControls
from playground.ui.tabs.gan.lab.exports import gan_lab_exports
from playground.ui.tabs.gan.lab.planes import POSITIONS, Planes
from playground.ui.tabs.gan.lab.players_bar import PlayersBar
from playground.ui.tabs.gan.lab.scene import GanLabScene
from playground.ui.tabs.gan.lab.slow_strip import SlowStrip
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.tabs.gan.lab.words import keys, most_readings, readings

_PANELS_HEIGHT, _NARROW, _LOW = 128, 520, 640
_PER_SECOND = (POSITIONS - 1) / 1.5
_FAR = 1500
"""Rounds after which there is something to see."""


class GanLabStage(TrainingStage):
    """Both players train while they can be seen."""

    scene: GanLabScene

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`GanLabState`."""
        super().__init__(GanLabScene(store, context.link), Player(_PER_SECOND), parent)
        self.players = PlayersBar(self.scene)
        self.curves = QWidget()
        self.slow, self.planes, self.keys = SlowStrip(), Planes(self.scene, self.player), KeyStrip()
        self.losses = CurvesPlot(
            ("loss of D", "loss of G"), (FAKE.name(),), short=(("loss D", "G"), ("D", "G"))
        )
        self.js, self.kl = SeriesPlot("JS", "floor"), SeriesPlot("KL(G\u200a‖\u200adata)", "floor")
        set_tip(
            self.js,
            "Jensen–Shannon divergence of the generated points from the known density, in nats, on a grid\n"
            "of cells: from 0 to log 2 ≈ 0.693. The floor is what as many exact samples give: 95 % of\n"
            "such sets lie in the band, and what does, too, cannot be told from the data.",
        )
        set_tip(
            self.kl,
            "Kullback–Leibler divergence from the known density to the generated points, in nats: how far\n"
            "points are where no data are. The curve has gaps where it is infinite.\n"
            "It is of shares of points in cells, which chance alone puts at the floor and its band.",
        )
        self._lay_out()
        self.scene.changed.connect(self._follow)
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout(self.curves)
        bottom.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.bar, 1)
        top.addWidget(self.players)
        bottom.setSpacing(10)
        for plot in (self.losses, self.js, self.kl):
            plot.setFixedHeight(_PANELS_HEIGHT)
            bottom.addWidget(plot, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(top)
        column.addWidget(self.slow)
        column.addWidget(self.planes, 1)
        column.addWidget(self.keys)
        column.addWidget(self.numbers)
        column.addWidget(self.curves)

    def _follow(self, _old: GanLabState, new: GanLabState) -> None:
        self.slow.setVisible(new.run.slow)
        self._show_curves()
        self._show_keys()

    def _show_curves(self) -> None:
        """In slow motion curves stand nearly still: where there is little room the planes need it more."""
        self.curves.setVisible(not self.scene.recipe.slow or self.height() >= _LOW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, words are short."""
        super().resizeEvent(event)
        self._show_curves()
        self.players.set_short(self.width() < _NARROW)

    def _show_keys(self) -> None:
        scale = str(self.scene.feed.scalars.get("d_scale", ""))
        self.keys.set_keys(keys(self.scene.state, scale))

    # Numbers

    def readings(self) -> str:
        """What the newest frame says in numbers."""
        return readings(self.scene.feed.scalars)

    def most_readings(self) -> str:
        """As many numbers as there may be of these data and this objective."""
        return most_readings(self.scene.feed.scalars)

    def draw_panels(self) -> None:
        """Draw the curves, and say in slow motion what happens."""
        feed, measures = self.scene.feed, self.scene.measures
        arrays, scalars = feed.arrays, feed.scalars
        self.slow.tell(arrays, scalars)
        self._show_keys()
        if "d_real" in scalars:
            self.planes.judgements.show_means(float(scalars["d_real"]), float(scalars["d_fake"]))
        of_d, of_g = arrays.get("losses_d"), arrays.get("losses_g")
        if of_d is not None and of_g is not None:
            both = np.stack([of_d[:, 1], of_g[:, 1]], axis=1)
            newest = [float(scalars[name]) for name in ("loss_d", "loss_g")]
            self.losses.set_curves(of_d[:, 0], both, newest=newest)
        steps, values = measures.steps, measures.values
        floor, low, high = floor_of(scalars, "js_floor")
        self.js.set_series(steps, values[:, 0], floor, band=(low, high))
        # Where the other divergence is known, this one is left out because it is infinite.
        infinite = np.isfinite(values[:, 0]) & np.isnan(values[:, 1])
        floor, low, high = floor_of(scalars, "kl_floor")
        self.kl.set_series(steps, np.where(infinite, np.inf, values[:, 1]), floor, band=(low, high))

    # What the tab asks for

    def has_come_far(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        scalars, recipe = self.scene.feed.scalars, self.scene.recipe
        if not scalars or not self.told():
            return False
        held = recipe.slow or not recipe.training
        return held or ("sliced_wasserstein" in scalars and int(scalars["step"]) >= _FAR)

    def controls(self) -> GanLabControls:
        """The form for the left column."""
        return GanLabControls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return gan_lab_exports(self.scene, self.planes, self.losses, self.js, self.kl)

    def copy(self) -> bool:
        """Put the picture of the planes on the clipboard."""
        QGuiApplication.clipboard().setImage(self.planes.grab().toImage())
        return True
