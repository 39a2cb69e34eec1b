"""The line above the planes: trains, pauses, makes one step, begins anew, and says how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from playground.core.fields import Field, fields
from playground.core.frames import Scalar
from playground.core.recipe import Recipe
from playground.ui.actions import COMMANDS, shortcut_text
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.tab import Order
from playground.ui.timers import paced
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.editors import SegmentEditor
from playground.ui.widgets.icons import icon
from playground.ui.widgets.inputs import Title
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.still_label import FittingLabel

_ORDERS: tuple[tuple[Order, str, str], ...] = (
    ("toggle", "pause", "Train, or pause"),
    ("step", "next", "One training step"),
    ("reset", "first", "Begin the training anew"),
)
"""(order, icon, what it does); the commands of the window are called “train-” and the order."""


class TrainBar(Restyled, QWidget, Generic[S, R]):
    """Buttons for the training, its phase and speed, and which plane is large, where that can be chosen."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__()
        self.scene = scene
        self.buttons: dict[Order, QToolButton] = {}
        buttons = [self._button(order, text) for order, _icon, text in _ORDERS]
        self.text = FittingLabel()
        self.text.setAccessibleName("Training")
        view: type[Recipe] = type(scene.state.view)
        self.large = next((self._choice(spec) for spec in fields(view) if spec.name == "large"), None)
        lay_out(self, across(*buttons, 6, (self.text, 1), *filter(None, (self.large,)), spacing=2))
        self._held = False
        self._tell_paced = paced(self, self.tell)
        scene.changed.connect(self._follow)
        scene.feed.failed.connect(self.tell)
        scene.feed.interrupted.connect(self.tell)
        self._ink()
        self._follow(scene.state, scene.state)

    def _button(self, order: Order, text: str) -> QToolButton:
        keys = [shortcut_text(command) for command in COMMANDS if command.name == f"train-{order}"]
        button = tool("", f"{text} ({keys[0]})" if keys else text, name=text, flat=True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStatusTip(text)
        button.clicked.connect(lambda: self.scene.train(order))
        self.buttons[order] = button
        return button

    def _choice(self, spec: Field) -> SegmentEditor:
        editor = SegmentEditor(spec)
        editor.edited.connect(lambda name: self.scene.act(f"Show {name}", self.scene.view, large=name))
        for title in editor.findChildren(Title):
            title.hide()  # the buttons say what they show
        return editor

    def _follow(self, _old: S, new: S) -> None:
        if self.large is not None:
            self.large.show_value(getattr(new.view, self.large.field.name))
        self._tell_paced()

    def _ink(self) -> None:
        for order, name, _text in _ORDERS:
            play = order == "toggle" and self._held
            self.buttons[order].setIcon(icon("play" if play else name, self.palette()))

    def tell(self) -> None:
        """Say what goes on now."""
        over = self.scene.feed.scalars.get("phase") == "over"
        past = self.scene.moment > 0
        held = over or past or self.scene.failed or not self.scene.recipe.training
        for order, button in self.buttons.items():
            button.setEnabled(not self.scene.empty and not (over and not past and order != "reset"))
        if held != self._held:
            self._held = held
            self._ink()
        fresh = held and not over and not self.scene.failed and not self.scene.feed.scalars.get("step", 0)
        style = Qt.ToolButtonStyle
        toggle = self.buttons["toggle"]
        toggle.setText("Start")
        toggle.setToolButtonStyle(style.ToolButtonTextBesideIcon if fresh else style.ToolButtonIconOnly)
        texts = summaries(self.scene.feed.scalars, self.scene.recipe.training, self.scene.failed)
        if past:
            texts = waiting(self.scene.feed.present)
        if self.scene.empty:
            texts = ("Nothing is drawn yet", "Nothing drawn")
        # Where not even the fewest words have room there are none; the tip tells them.
        self.text.set_texts((*texts, ""))
        set_tip(self.text, texts[0])
        self.text.setAccessibleDescription(texts[0])


def waiting(step: int) -> tuple[str, ...]:
    """What is said of the training while one looks back: longer and longer words are left out."""
    return f"Looking back: training waits at step {step:,}", f"waits at step {step:,}", "waits"


def summaries(scalars: Mapping[str, Scalar], training: bool, failed: bool = False) -> tuple[str, ...]:
    """Phase, steps and speed of the training in a few words, and in fewer and fewer."""
    if failed and not scalars:
        return ("Stopped",)
    if failed:
        return (f"Stopped at step {int(scalars.get('step', 0)):,}", "Stopped")
    if not scalars:
        return ("begins …",)
    phase, step = stands(scalars)
    if not step.startswith("step"):
        return f"{phase}: {step}", step
    if not training and not scalars.get("step", 0):
        return ("not started",)
    if phase == "Over":
        return f"{phase}: {step}", step
    pace = f"{float(scalars.get('steps_per_second', 0.0)):,.0f}/s" if training else "paused"
    return f"{phase}: {step}, {pace}", f"{phase}: {step}", step


def stands(scalars: Mapping[str, Scalar]) -> tuple[str, str]:
    """The phase, and its step, or how much of it is done where pairs are made."""
    phase = str(scalars.get("phase", "training")).capitalize()
    share = float(scalars.get("phase_share", 0.0))
    if phase.startswith("Pairs") and share:
        return phase, f"{share:.0%}"
    return phase, f"step {int(scalars.get('step', 0)):,}"
