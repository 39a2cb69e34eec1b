"""The VAE's 2-D lab as a stage of the tab: two planes, small plots, and the training that goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.core.recipe import Recipe
from playground.ui.lab.panels import DistancePanel
from playground.ui.lab.scene import Order
from playground.ui.lab.train_bar import TrainBar
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
from playground.ui.tabs.vae.lab.words import keys, readings

CURVES = ("−ELBO", "reconstruction", "KL")
COLOURS = ("#d9822b", "#1b998b")
_TELL_MS = 200
_PANELS_HEIGHT = 140
_FAR = 1500
"""Training steps after which there is something to see."""


class VaeLabStage(QWidget):
    """Trains while it can be seen, and is held while it is hidden."""

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    status = Signal(dict)
    """Numbers for the status line."""

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`VaeLabState`."""
        super().__init__(parent)
        self.scene = VaeLabScene(store, context.link, self)
        self.scene.report.connect(self.report)
        self.player = Player(parent=self)
        self.bar, self.sides, self.keys = TrainBar(self.scene), Sides(self.scene), KeyStrip()
        self.numbers = QLabel()
        self.curves = CurvesPlot(CURVES, COLOURS, "entropy of the data")
        self.curves.setToolTip(
            "Nats per point. The bound cannot fall below the entropy of the data:\n"
            "−ELBO = entropy + KL(data‖model) + the mean KL of the encoder’s posteriors from the true ones."
        )
        self.distance = DistancePanel()
        self._lay_out()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(_TELL_MS)
        self._turn.timeout.connect(self.tell)
        self.scene.feed.arrived.connect(lambda: self._turn.isActive() or self._turn.start())
        self.scene.changed.connect(self._follow)
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        self.numbers.setWordWrap(True)
        self.numbers.setAccessibleName("Measured")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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

    # Training goes on while it is seen

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.scene.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks; a minimised window counts as seen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.scene.watch(False)

    def _follow(self, old: VaeLabState, new: VaeLabState) -> None:
        if old is new or old.view != new.view or old.run.latent != new.run.latent:
            self.keys.set_keys(keys(new))

    # Numbers

    def tell(self) -> None:
        """Show the newest numbers; they are read, so that a few times a second suffice."""
        feed = self.scene.feed
        scalars, curves = feed.scalars, feed.arrays.get("curves")
        self.bar.tell()
        self.numbers.setText(readings(scalars))
        needed = self.numbers.heightForWidth(self.numbers.width())
        # The planes would jump with every line that goes.
        self.numbers.setMinimumHeight(max(self.numbers.minimumHeight(), needed))
        if curves is not None:
            self.curves.set_curves(curves[:, 0], curves[:, 1:], float(scalars.get("entropy", "nan")))
        self.distance.draw(feed)
        self.status.emit({"training steps/s": round(float(scalars.get("steps_per_second", 0)))})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width the numbers need other lines."""
        super().resizeEvent(event)
        self.numbers.setMinimumHeight(0)

    # What the tab asks for

    def settled(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        scalars = self.scene.feed.scalars
        known = "divergence" in scalars and int(scalars.get("step", 0)) >= _FAR
        return known and not self._turn.isActive()

    def controls(self) -> VaeLabControls:
        """The form for the left column."""
        return VaeLabControls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return vae_lab_exports(self)

    def accept(self, recipe: Recipe) -> bool:
        """Show a state or recipe of this lab as one undoable step; ``False`` for any other."""
        return self.scene.accept(recipe)

    def train(self, order: Order) -> None:
        """Train or pause, make one step, or begin anew."""
        self.scene.train(order)

    def copy(self) -> bool:
        """Put the picture of the planes on the clipboard."""
        QGuiApplication.clipboard().setImage(self.sides.grab().toImage())
        return True
