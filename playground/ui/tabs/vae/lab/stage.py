"""The VAE's 2-D lab as a stage of the tab: two planes, small plots, and the training that goes on."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.ui.lab.panels import DistancePanel
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.key_strip import KeyStrip
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.vae.lab.controls import VaeLabControls
from playground.ui.tabs.vae.lab.exports import vae_lab_exports
from playground.ui.tabs.vae.lab.planes import Sides
from playground.ui.tabs.vae.lab.scene import VaeLabScene
from playground.ui.tabs.vae.lab.state import VaeLabState
from playground.ui.tabs.vae.lab.words import keys, most_readings, readings

CURVES = ("−ELBO", "reconstruction", "KL")
SHORT = (("−ELBO", "reconstr.", "KL"), ("−ELBO", "rec.", "KL"))
COLOURS = ("#d9822b", "#1b998b")
_PANELS_HEIGHT = 140
_FAR = 1500
"""Training steps after which there is something to see."""


class VaeLabStage(TrainingStage):
    """Trains while it can be seen; nothing is played here."""

    scene: VaeLabScene

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`VaeLabState`."""
        super().__init__(VaeLabScene(store, context.link), Player(), parent)
        self.sides, self.keys = Sides(self.scene), KeyStrip()
        self.curves = CurvesPlot(CURVES, COLOURS, "entropy of the data", SHORT)
        set_tip(
            self.curves,
            "Nats per point. The bound cannot fall below the entropy of the data:\n"
            "−ELBO = entropy + KL(data‖model) + the mean KL of the encoder’s posteriors from the true ones.",
        )
        self.distance = DistancePanel()
        self._lay_out()
        self.scene.changed.connect(self._follow)
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for plot, stretch in ((self.curves, 3), (self.distance.widget, 2)):
            plot.setFixedHeight(_PANELS_HEIGHT)
            row.addWidget(plot, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        column.addWidget(self.sides, 1)
        column.addWidget(self.keys)
        column.addWidget(self.numbers)
        column.addLayout(row)

    def _follow(self, old: VaeLabState, new: VaeLabState) -> None:
        if old is new or old.view != new.view or old.run.latent != new.run.latent:
            self.keys.set_keys(keys(new))

    # Numbers

    def readings(self) -> str:
        """What the newest frame says in numbers."""
        return readings(self.scene.feed.scalars)

    def most_readings(self) -> str:
        """As many numbers as there may be of these data."""
        return most_readings(self.scene.feed.scalars)

    def draw_panels(self) -> None:
        """Draw the curves and the distance."""
        feed = self.scene.feed
        curves = feed.arrays.get("curves")
        if curves is not None:
            level = float(feed.scalars.get("entropy", "nan"))
            newest = [float(feed.scalars[name]) for name in ("negative_elbo", "reconstruction", "kl")]
            self.curves.set_curves(curves[:, 0], curves[:, 1:], level, newest)
        self.distance.draw(feed)

    # What the tab asks for

    def has_come_far(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        scalars = self.scene.feed.scalars
        # The first measurement is of a network that has learned nothing.
        known = int(scalars.get("measured_step", 0)) > 0 and int(scalars.get("step", 0)) >= _FAR
        return known and self.told()

    def controls(self) -> VaeLabControls:
        """The form for the left column."""
        return VaeLabControls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return vae_lab_exports(self.scene, self.sides, self.curves)

    def copy(self) -> bool:
        """Put the picture of the planes on the clipboard."""
        QGuiApplication.clipboard().setImage(self.sides.grab().toImage())
        return True
