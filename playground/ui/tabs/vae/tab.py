"""The VAE tab, Images stage: lays the views out and connects them with the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.frames import Array
from playground.core.recipe import Recipe, change
from playground.ui.clipboard import copy_picture
from playground.ui.player import Player
from playground.ui.store import Store
from playground.ui.tab import Context, Export, Tab
from playground.ui.tabs.vae.exports import codes_export, frame_exports, plot_export
from playground.ui.tabs.vae.panels import Panels
from playground.ui.tabs.vae.picture_view import PictureView
from playground.ui.tabs.vae.plane_view import PlaneView
from playground.ui.tabs.vae.scene import Scene
from playground.ui.tabs.vae.sliders import LatentSliders
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.tabs.vae.switch import most_informative, with_model

if TYPE_CHECKING:
    from playground.ui.tabs.vae.explain import VaeExplanation

_STATUS_MS = 250
_GESTURE_MS = 700


class VaeTab(Tab):
    """Latent plane, decoded picture and sliders above; panels of encoder, interpolation and samples below."""

    name = "vae"
    title = "VAE"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        cards = tuple(card for card in context.cards if card.paradigm == "vae")
        self.player = Player(parent=self)
        self.store = Store(_first_state(cards), context.undo, self)
        self.scene: Scene | None = None
        self._explanation: VaeExplanation | None = None
        if not cards:
            self._say_none()
            return
        self.scene = Scene(self.store, context.link, cards, self)
        self.scene.report.connect(self.report)
        self._build(self.scene)
        self._connect(self.scene)
        self.scene.start()

    def _say_none(self) -> None:
        text = QLabel(
            "No VAE was found among the models. Put a model's folder into the models folder and start again."
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        QVBoxLayout(self).addWidget(text)

    def _build(self, scene: Scene) -> None:
        self.plane_view = PlaneView(scene)
        self.picture_view = PictureView(scene)
        self.sliders = LatentSliders(scene)
        self.panels = Panels(scene, self.player)
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.picture_view)
        side.addWidget(self.sliders)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 1)
        side.setSizes([300, 90])
        top = QSplitter(Qt.Orientation.Horizontal)
        top.addWidget(self.plane_view)
        top.addWidget(side)
        top.setStretchFactor(0, 3)
        top.setStretchFactor(1, 2)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.addWidget(top)
        whole.addWidget(self.panels)
        whole.setStretchFactor(0, 3)
        whole.setStretchFactor(1, 2)
        whole.setSizes([390, 250])
        for splitter in (side, top, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(7)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(whole)

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

    def _tell_status(self) -> None:
        if self.scene is not None and self.scene.decode.milliseconds:
            self.status.emit({"ms per picture": round(self.scene.decode.milliseconds, 1)})

    # What the window asks for

    def controls(self) -> QWidget:
        """Model and fields."""
        if self.scene is None:
            return QWidget()
        from playground.ui.tabs.vae.controls import Controls

        self._controls = Controls(self.scene)
        return self._controls

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        if self.scene is None:
            return QWidget()
        from playground.ui.tabs.vae.explain import VaeExplanation

        try:
            explanation = VaeExplanation(self.scene)
        except PlaygroundError as error:
            text = QLabel(error.sentence)
            text.setWordWrap(True)
            return text
        self._explanation = explanation
        self._controls.touched.connect(explanation.light)
        explanation.pointed.connect(self._controls.light)
        explanation.asked.connect(self._controls.ask_for)
        return explanation

    def copy(self) -> bool:
        """Put the decoded picture on the clipboard."""
        picture = None if self.scene is None else self.picture_view.view.picture
        if picture is not None:
            copy_picture(picture)
        return picture is not None

    def explain(self) -> None:
        """Open the section on the panel in use."""
        if self._explanation is not None:
            self._explanation.explain()

    def exports(self) -> tuple[Export, ...]:
        """Everything that is shown whole now."""
        if self.scene is None:
            return ()
        scene = self.scene
        picture = self.plane_view.plane.picture()
        plane = plot_export(scene, scene.plane, "Latent plane, plot", "plane", picture, {})
        return (*frame_exports(scene), *plane, *codes_export(scene), *self._norm_export(scene))

    def _norm_export(self, scene: Scene) -> list[Export]:
        plot = self.panels.norm_plot
        if plot is None or not len(plot.t):
            return []
        columns: dict[str, Array] = {"t": plot.t, "norm": plot.norms, "distance": plot.distances}
        title = "Norm along the path, plot"
        return plot_export(scene, scene.interpolate, title, "norm", plot.picture(), columns)

    def accept(self, recipe: Recipe) -> bool:
        """Show a recipe as one undoable step."""
        state: VaeImages = self.store.state
        wanted = state.applying(recipe)
        if self.scene is None or wanted is None:
            return False
        card = self.scene.cards.get(wanted.model)
        if card is None:
            self.report.emit(f"The recipe needs the model “{wanted.model}”, which was not found.", "")
            return True
        fitting = state if card is self.scene.card else with_model(state, self.scene.card, card)
        shown = fitting.applying(recipe)
        if shown is None:
            return False
        self.store.end_gesture()
        self.store.replace("Show a recipe", shown)
        return True

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now."""
        if self.scene is None or isinstance(recipe, VaeImages):
            return False
        from playground.ui.compare import CompareDialog

        CompareDialog(self.context.link.channel("vae/compare"), recipe, picture, self).show()
        return True


def _frame(state: VaeImages) -> int:
    return round(state.t * (state.frames - 1))


def _first_state(cards: tuple[Card, ...]) -> VaeImages:
    state = VaeImages()
    if cards and all(card.name != state.model for card in cards):
        horizontal, vertical = most_informative(cards[0])
        return change(state, model=cards[0].name, horizontal=horizontal, vertical=vertical)
    return state
