"""What the views of the GAN's lab share."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from playground.core.recipe import change
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.history import History
from playground.ui.lab.scene import Order, TrainingScene
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.gan.lab.state import GanLabState

_LASTING = ("data_points", "fake_noise", "mesh_noise", "curve_noise")
_MEASURES = ("js", "kl")


class GanLabScene(TrainingScene):
    """The training of two players on the plane.

    In slow motion the training itself is held: it makes one part of an update at a time, as often as the
    view's pace says, or whenever a step is asked for.
    """

    kept = _LASTING

    def __init__(self, store: Store, link: Link, parent: QObject | None = None) -> None:
        super().__init__("gan/lab", store, link, parent)
        self.measures = History(self.feed, _MEASURES, "measured", self)
        self._pace = QTimer(self)
        self._pace.timeout.connect(self._go_on)

    @property
    def state(self) -> GanLabState:
        """The current state."""
        state: GanLabState = self.store.state
        return state

    @property
    def recipe(self) -> GanLab:
        """The current recipe of the run."""
        return self.state.run

    def sent(self, recipe: GanLab) -> GanLab:
        """In slow motion nothing is trained but what is asked for step by step."""
        told: GanLab = super().sent(recipe)
        return change(told, training=False) if told.slow else told

    def watch(self, watched: bool) -> None:
        """Train, or walk on in slow motion, while somebody looks."""
        super().watch(watched)
        self._set_pace()

    def train(self, order: Order) -> None:
        """Go on or pause, make one step or one part of it, or begin anew."""
        if order == "step" and self.recipe.slow and self.recipe.training:
            self.act("pause training", self.run, training=False)
            return
        super().train(order)

    @property
    def walking(self) -> bool:
        """Whether slow motion goes on by itself."""
        return self._pace.isActive()

    def _follow(self, old: GanLabState, new: GanLabState) -> None:
        super()._follow(old, new)
        if (old.run.slow, old.run.training, old.view.pace) != (new.run.slow, new.run.training, new.view.pace):
            self._set_pace()

    def _set_pace(self) -> None:
        state, was = self.state, self.walking
        if not (self._watched and state.run.slow and state.run.training):
            self._pace.stop()
            return
        self._pace.start(round(1000 * state.view.pace))
        if not was:
            self._go_on()

    def _go_on(self) -> None:
        if not (self.failed or self.stepping):
            self.make_step()
