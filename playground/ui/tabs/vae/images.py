"""The Images stage of the VAE tab: lays the views out and connects them with the tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.recipe import change
from playground.ui.clipboard import copy_picture
from playground.ui.sampling.covered import Covered
from playground.ui.sampling.exports import plot_export
from playground.ui.sampling.watched_stage import WatchedStage
from playground.ui.store import Store
from playground.ui.tab import Context, Export, not_now
from playground.ui.tabs.vae.exports import codes_export, frame_exports
from playground.ui.tabs.vae.panels import Panels
from playground.ui.tabs.vae.picture_view import PictureView
from playground.ui.tabs.vae.plane_view import PlaneView
from playground.ui.tabs.vae.scene import Scene
from playground.ui.tabs.vae.sliders import LatentSliders
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.widgets.splitter import beside, over

if TYPE_CHECKING:
    from playground.ui.tabs.vae.controls import Controls

_STATUS_MS = 250
_GESTURE_MS = 700


class VaeStage(WatchedStage):
    """Latent plane, decoded picture and sliders above; panels of encoder, interpolation and samples below."""

    scene: Scene

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.store = scene.store
        self._build(scene)
        self._connect(scene)
        self.follow_lost()
        scene.start()

    def _build(self, scene: Scene) -> None:
        self.plane_view = PlaneView(scene)
        self.picture_view = PictureView(scene)
        self.sliders = LatentSliders(scene)
        self.panels = Panels(scene, self.player)
        self.plane_place, self.picture_place = Covered(self.plane_view), Covered(self.picture_view)
        side = over((self.picture_place, 3), (self.sliders, 1), sizes=(300, 90))
        top = beside((self.plane_place, 3), (side, 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(over((top, 3), (self.panels, 2), sizes=(390, 250)))

    def _connect(self, scene: Scene) -> None:
        scene.changed.connect(self._follow)
        self.panels.hinted.connect(self.plane_view.show_hint)
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _: self.store.end_gesture())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_GESTURE_MS)
        self._settle.timeout.connect(self.store.end_gesture)
        self._status_timer = QTimer(self)
        self._status_timer.setSingleShot(True)
        self._status_timer.setInterval(_STATUS_MS)
        self._status_timer.timeout.connect(self._tell_status)
        scene.decode.arrived.connect(lambda _: self._status_timer.isActive() or self._status_timer.start())

    @property
    def panel_bar(self) -> QTabBar:
        """Where the panels are chosen."""
        return self.panels.bar

    # The player walks from A to B

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        if new.panel == "interpolate":
            self.player.set_count(new.frames, _frame(new))
        else:
            self.player.set_count(1)

    def _walk(self, position: int) -> None:
        state: VaeImages = self.store.state
        if state.panel != "interpolate" or position == _frame(state):
            return
        t = position / (state.frames - 1)
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.store.load(change(state, t=t))
        else:
            self.store.edit("Walk from A to B", t=t)
            self._settle.start()

    @property
    def _below(self) -> str:
        """The feed of the open panel."""
        panel = self.store.state.panel
        return "reconstruct" if panel == "encode" else str(panel)

    @property
    def is_lost(self) -> bool:
        """Whether the open panel or the decoder has nothing to show."""
        return bool(self.scene.lost(self._below) or self.scene.lost("decode"))

    def show_lost(self) -> None:
        """Cover each view for itself: the encoder may be broken where the decoder is whole."""
        self.plane_place.cover(self.scene.lost("plane"))
        self.picture_place.cover(self.scene.lost("decode"))
        self.panels.covered.cover(self.scene.lost(self._below))

    def _tell_status(self) -> None:
        if self.scene.decode.milliseconds and not self.scene.lost("decode"):
            self.status.emit({"ms per picture": round(self.scene.decode.milliseconds, 1)})

    # What the tab asks for

    def controls(self) -> Controls:
        """Model and fields."""
        from playground.ui.tabs.vae.controls import Controls

        return Controls(self.scene)

    def copy(self) -> bool:
        """Put the decoded picture on the clipboard."""
        picture = None if self.picture_place.covered else self.picture_view.view.picture
        if picture is not None:
            copy_picture(picture)
        return picture is not None

    def exports(self) -> tuple[Export, ...]:
        """Everything that is shown whole now, and why the open panel has nothing where it has nothing."""
        scene, below = self.scene, self.scene.feeds[self._below]
        picture = self.plane_view.plane.picture()
        plane = plot_export(scene, scene.plane, "Latent plane, plot", "plane", picture, {})
        made = (*frame_exports(scene, below), *plane, *codes_export(scene), *self._norm_export(scene))
        return made if scene.whole(below) is not None else (*made, not_now(self.panels.title, below.lack))

    def _norm_export(self, scene: Scene) -> list[Export]:
        plot = self.panels.norm_plot
        if plot is None or not len(plot.t) or self._below != "interpolate":
            return []
        columns: dict[str, Array] = {"t": plot.t, "norm": plot.norms, "distance": plot.distances}
        title = "Norm along the path, plot"
        return plot_export(scene, scene.interpolate, title, "norm", plot.picture(), columns)


def _frame(state: VaeImages) -> int:
    return round(state.t * (state.frames - 1))


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> VaeStage:
    """The stage that runs these models."""
    return VaeStage(Scene(store, context.link, cards))
