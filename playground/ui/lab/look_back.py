"""The slider through the history of a training: what is drawn is that of the moment where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from PySide6.QtWidgets import QWidget

from playground.core.frames import Scalar
from playground.core.words import counted
from playground.paradigms.lab.frames import BUDGET, MOST_MOMENTS
from playground.ui.lab.feed import LabFeed, phase_of
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.timers import paced
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.still_label import RoomyLabel

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
