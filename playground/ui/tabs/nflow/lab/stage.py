"""The flow's 2-D lab as a stage of the tab: planes, the way through the layers, and the training."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.core.recipe import change
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.key_strip import KeyStrip
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.nflow.lab.controls import NflowLabControls
from playground.ui.tabs.nflow.lab.exports import nflow_lab_exports
from playground.ui.tabs.nflow.lab.layer_bar import LayerBar
from playground.ui.tabs.nflow.lab.planes import NflowPlanes
from playground.ui.tabs.nflow.lab.scene import STOPS, NflowLabScene, layer_of, stop_of
from playground.ui.tabs.nflow.lab.state import NflowLabState
from playground.ui.tabs.nflow.lab.words import keys, most_readings, readings
from playground.ui.words import subscript

_PANELS_HEIGHT, _PANELS_LEAST, _PANELS_SHARE = 140, 104, 0.2
"""Pixels of the small plots, and the share of the stage that they have between the two."""
_PER_SECOND = 20.0
_SETTLE_MS = 700
_FAR = 1500
"""Training steps after which there is something to see."""


class NflowLabStage(TrainingStage):
    """Trains while it can be seen; the transport walks through the layers."""

    scene: NflowLabScene

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`NflowLabState`."""
        super().__init__(NflowLabScene(store, context.link), Player(_PER_SECOND), parent)
        self.planes, self.layers = NflowPlanes(self.scene), LayerBar(self.scene)
        self.keys = KeyStrip()
        self.curve = CurvesPlot(("−log p(x)",), (), "entropy")
        set_tip(
            self.curve,
            "Nats per point. The mean over the data cannot fall below their entropy:\n"
            "−log p = entropy + KL(data‖model).",
        )
        self.waterfall = WaterfallPlot("log p(x)", "nats", "known")
        set_tip(
            self.waterfall,
            "The probe’s log-likelihood: the log-density of its noise, and each layer’s log|det J|\n"
            "in the sense from data to noise, in nats.",
        )
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(store.end_gesture)
        self._lay_out()
        self.layers.picked.connect(self._go)
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _playing: store.end_gesture())
        self.scene.changed.connect(self._follow)
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for plot, stretch in ((self.curve, 2), (self.waterfall, 3)):
            row.addWidget(plot, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        column.addWidget(self.planes, 1)
        column.addWidget(self.layers)
        column.addWidget(self.keys)
        column.addWidget(self.numbers)
        column.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the planes."""
        super().resizeEvent(event)
        height = min(max(round(_PANELS_SHARE * self.height()), _PANELS_LEAST), _PANELS_HEIGHT)
        for plot in (self.curve, self.waterfall):
            plot.setFixedHeight(height)

    # The way through the layers

    def _go(self, stop: int) -> None:
        self.player.pause()
        self.player.seek(stop)

    def _walk(self, stop: int) -> None:
        run = self.scene.recipe
        if stop == stop_of(run):
            return
        layer = layer_of(stop, run.layers)
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.run.load(change(run, layer=layer))
        else:
            self.scene.edit("go to a layer", self.scene.run, layer=layer)
            self._settle.start()

    def _follow(self, old: NflowLabState, new: NflowLabState) -> None:
        self.player.set_count(STOPS * new.run.layers + 1, stop_of(new.run))
        if old is new or old.view != new.view:
            self.keys.set_keys(keys(new.view))

    # Numbers

    def readings(self) -> str:
        """What the newest frame says in numbers."""
        return readings(self.scene.feed.scalars)

    def most_readings(self) -> str:
        """As many numbers as there may be of these data."""
        return most_readings(self.scene.feed.scalars)

    def draw_panels(self) -> None:
        """Draw the curve and the waterfall."""
        arrays, scalars = self.scene.feed.arrays, self.scene.feed.scalars
        losses, terms = arrays.get("losses"), arrays.get("waterfall")
        if losses is not None:
            level, newest = float(scalars.get("entropy", "nan")), [float(scalars["loss"])]
            self.curve.set_curves(losses[:, 0], losses[:, 1:], level, newest)
        if terms is None:
            return
        names = [f"f{subscript(index)}" for index in range(1, len(terms))]
        if scalars["direction"] == "noise to data":
            # In the order in which they are walked through.
            names, terms = names[::-1], terms[[0, *range(len(terms) - 1, 0, -1)]]
        level = float(scalars.get("log_density_exact", "nan"))
        self.waterfall.set_terms(
            ("log p(z)", *names, "log p(x)"), terms, level, round(float(scalars["position"]))
        )

    # What the tab asks for

    def has_come_far(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        scalars = self.scene.feed.scalars
        known = {"nll", "sliced_wasserstein", "condition_median"} <= scalars.keys()
        return known and int(scalars.get("step", 0)) >= _FAR and self.told()

    def controls(self) -> NflowLabControls:
        """The form for the left column."""
        return NflowLabControls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return nflow_lab_exports(self.scene, self.planes, self.curve, self.waterfall)

    def copy(self) -> bool:
        """Put the picture of the large plane on the clipboard."""
        QGuiApplication.clipboard().setImage(self.planes.large.grab().toImage())
        return True
