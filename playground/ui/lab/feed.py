"""The frames of a lab's endless run, with what only some of them bring."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from playground.core.frames import Array, Frame, Scalar
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.recipe import Reviewable
from playground.ui.state.link import Channel

_MOST = 4000
"""Measured distances that are kept; when there are more, every second one is forgotten."""


T = TypeVar("T", bound=Recipe)


def phase_of(scalars: Mapping[str, Scalar]) -> str:
    """The phase of the training that a frame is of; empty where there are none."""
    return str(scalars.get("phase", ""))


def at_present(recipe: T, moment: int = 0) -> T:
    """The same looking at the present of its training, or a ``moment``, where it could look at another."""
    return change(recipe, moment=moment) if isinstance(recipe, Reviewable) else recipe


class LabFeed(QObject):
    """The newest frame with the newest of what lasts, and the distances measured so far."""

    arrived = Signal()

    failed = Signal(str, str)
    """(sentence, details)."""

    emptied = Signal()
    """What was known is forgotten: another run begins, or the one that went on has been interrupted."""

    interrupted = Signal(bool)
    """The engine ended under the run; whether the training begins again by itself."""

    busy = Signal(bool)
    """Whether the first frame of the run that was asked for last is waited for."""

    stopped = Signal()
    """The run that was asked for last was given up before its first frame."""

    def __init__(self, channel: Channel, kept: Collection[str], parent: QObject) -> None:
        """``kept`` are the arrays that a frame brings when they are new."""
        super().__init__(parent)
        self._channel, self._kept = channel, kept
        self._run: object = None
        self._phase: Scalar = ""
        self._distances: list[tuple[float, float]] = []
        self._lasting: dict[str, Array] = {}
        self.present = 0
        """The training step of the newest frame that was none of the past."""
        self.present_phase = ""
        """The phase that it was of, where there are some."""
        self.recipe: Any = None
        """The recipe that was in force when the newest frame came."""
        self.frame: Frame | None = None
        channel.frame.connect(self._take)
        channel.failed.connect(self.failed)
        channel.busy.connect(self.busy)
        channel.stopped.connect(self.stopped)
        channel.interrupted.connect(self._interrupt)

    @property
    def arrays(self) -> Mapping[str, Array]:
        """Arrays of the newest frame, and those that last."""
        return {**self._lasting, **(self.frame.arrays if self.frame is not None else {})}

    @property
    def scalars(self) -> Mapping[str, Scalar]:
        """Scalars of the newest frame."""
        return self.frame.scalars if self.frame is not None else {}

    @property
    def step(self) -> int:
        """The training step that the newest run has come to, as far as is known."""
        return int(self.scalars.get("step", 0)) if self.fresh else 0

    @property
    def fresh(self) -> bool:
        """Whether the newest frame is of the run that was asked for last."""
        return self._channel.fresh

    @property
    def past(self) -> bool:
        """Whether the newest frame shows a moment of the past."""
        return bool(self.scalars.get("moment", 0))

    @property
    def distances(self) -> NDArray[np.float64]:
        """(training step, sliced Wasserstein distance) of this phase, ``(n, 2)``."""
        return np.array(self._distances, dtype=np.float64).reshape(-1, 2)

    def begin(self, recipe: Recipe) -> None:
        """Train anew by this recipe."""
        self._channel.request(recipe, live=True)

    def show(self, recipe: Recipe, frame: Frame) -> None:
        """Take a frame that no run gave in the place of the newest one."""
        self._run = None
        self._empty()
        self.recipe, self.frame = recipe, frame
        self.arrived.emit()

    def told(self, recipe: Any, frame: Frame) -> tuple[Any, Frame]:
        """Recipe and frame as the views see them: as they are."""
        return recipe, frame

    def _take(self, frame: Frame) -> None:
        if self._channel.shown != self._run:
            self._run = self._channel.shown
            self._empty()
        asked: Any = self._channel.recipe
        # Single steps that have been made are no part of what is shown, nor of what is exported; how far one
        # looks back is not, either.
        self.recipe, frame = self.told(at_present(change(asked, single_steps=0)), frame)
        self.frame = frame
        self._lasting.update({name: frame.arrays[name] for name in self._kept if name in frame.arrays})
        if not self.past:
            self.present, self.present_phase = int(frame.scalars.get("step", 0)), phase_of(frame.scalars)
            self._note_distance(frame.scalars)
        self.arrived.emit()

    def forget(self) -> None:
        """Show nothing until another run gives frames."""
        self._interrupt(again=True)

    def _interrupt(self, again: bool) -> None:
        self.frame = None
        self._empty()
        self.interrupted.emit(again)

    def _empty(self) -> None:
        self._lasting.clear()
        self._distances.clear()
        self.present = 0
        self.emptied.emit()

    def _note_distance(self, scalars: Mapping[str, Scalar]) -> None:
        if scalars.get("phase", "") != self._phase:
            self._phase = scalars.get("phase", "")
            self._distances.clear()
        distance = scalars.get("sliced_wasserstein")
        if distance is None or (self._distances and self._distances[-1][1] == distance):
            return
        # It may be of a model of some time ago, where the frame says so.
        step = float(scalars.get("measured_step", scalars["step"]))
        self._distances.append((step, float(distance)))
        if len(self._distances) > _MOST:
            del self._distances[::2]
