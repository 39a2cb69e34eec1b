"""The lines above the planes: trains, pauses, makes one step, begins anew, and looks back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from playground.core.fields import Field, fields
from playground.core.frames import Scalar
from playground.core.recipe import Recipe
from playground.core.words import counted
from playground.paradigms.lab.frames import BUDGET, MOST_MOMENTS
from playground.ui.actions import COMMANDS, shortcut_text
from playground.ui.lab.feed import LabFeed, phase_of
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.tab import Order
from playground.ui.timers import paced
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.editors import SegmentEditor
from playground.ui.widgets.icons import icon
from playground.ui.widgets.inputs import Slider, Title
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.still_label import FittingLabel, RoomyLabel

_TELL_MS = 200
_ABOUT = (
    "Drag to the left to look back: everything is drawn as it was then, from the weights kept of that\n"
    "moment. The training waits meanwhile; at the right end is the present, from which it goes on."
)


class LookBack(QWidget, Generic[S, R]):
    """Goes through the kept moments; behind the last of them is the present."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__()
        self.scene = scene
        self.slider, self.text = Slider(), RoomyLabel("step 00,000 of 00,000")
        self.slider.setAccessibleName("History of the training")
        self.slider.setStatusTip("Drag to look back at the training; at the right end is the present.")
        self.slider.picked.connect(self._go)
        lay_out(self, across(Label("History"), (self.slider, 1), self.text, spacing=6))
        self._was_past = False
        self._tell_soon = paced(self, self.tell, _TELL_MS)
        scene.feed.arrived.connect(self._follow)
        scene.feed.emptied.connect(self.tell)
        self.tell()

    def _follow(self) -> None:
        """Tell at once what is looked back at, and a few times a second how much there is to look back at."""
        if self.scene.feed.past or self._was_past:
            self.tell()
        else:
            self._tell_soon()

    def _go(self, position: int) -> None:
        self.scene.look_back(position if position <= self._count else 0)

    @property
    def _count(self) -> int:
        return int(self.scene.feed.scalars.get("moments", 0))

    def tell(self) -> None:
        """Follow what is kept, and what is seen."""
        scalars, count, self._was_past = self.scene.feed.scalars, self._count, self.scene.feed.past
        self.slider.setEnabled(count > 1)
        self.slider.setRange(1, count + 1)
        self.slider.setPageStep(max(1, count // 10))
        if not self.slider.isSliderDown():
            self.slider.setValue(self.scene.moment or count + 1)
        self.text.setText(_place(self.scene.feed))
        set_tip(self, f"{_kept(scalars)}\n{_ABOUT}")


def _place(feed: LabFeed) -> str:
    scalars = feed.scalars
    if not scalars.get("moments"):
        return ""
    if not feed.past:
        return "the present"
    step, phase = f"step {int(scalars['step']):,}", phase_of(scalars)
    # Each phase counts its own steps.
    return f"{step} of {feed.present:,}" if phase == feed.present_phase else f"{phase}, {step}"


def _kept(scalars: Mapping[str, Scalar]) -> str:
    megabytes = float(scalars.get("moments_bytes", 0)) / 1e6
    count = int(scalars.get("moments", 0))
    kept = f"{counted(count, 'moment')} of the training {'is' if count == 1 else 'are'} kept"
    return (
        f"{kept}, at most {MOST_MOMENTS}, evenly spread,\n"
        f"in {megabytes:.1f} MB of at most {BUDGET / 1e6:.0f} MB."
    )


_LEFT = ("error",)
"""The planes that cannot be chosen in Simple."""

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
        self._held, self._simple = False, False
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

    def set_simple(self, simple: bool) -> None:
        """Show two buttons, with their words, or all of them."""
        self._simple = simple
        for order, button in self.buttons.items():
            button.setVisible(order != "step" or not simple)
            button.setAutoRaise(not simple)
        if self.large is not None:
            self.large.leave(_LEFT if simple else ())
        self.tell()

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
        self.buttons["toggle"].setText("Start" if fresh else "Train" if held else "Pause")
        self.buttons["reset"].setText("Begin anew")
        for order, worded in (("toggle", fresh or self._simple), ("reset", self._simple)):
            shown = style.ToolButtonTextBesideIcon if worded else style.ToolButtonIconOnly
            self.buttons[order].setToolButtonStyle(shown)
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
