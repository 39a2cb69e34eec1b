"""The second of two trainings side by side as its views see it: a part of the first one's run and frames."""

from __future__ import annotations

import msgspec

from playground.core.frames import Frame
from playground.core.recipe import change
from playground.paradigms.lab import pair
from playground.paradigms.lab.beside import are_two, second_of
from playground.ui.lab.feed import LabFeed, T
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.state.link import Channel


class SecondFeed(LabFeed):
    """What of the frames is of the second training."""

    def told(self, recipe: T, frame: Frame) -> tuple[T, Frame]:
        arrays, scalars = pair.second_of(frame.arrays), pair.second_of(frame.scalars)
        return second_of(recipe), msgspec.structs.replace(frame, arrays=arrays, scalars=scalars)

    def _take(self, frame: Frame) -> None:
        # Frames of a run before may still come.
        asked = self._channel.recipe
        if asked is not None and are_two(asked) and pair.second_of(frame.scalars):
            super()._take(frame)


class SecondScene(TrainingScene[S, R]):
    """Shows the state with the second recipe in the place of the first; nothing is trained by it."""

    def __init__(self, first: TrainingScene[S, R]) -> None:
        self._seen: tuple[S, S, R] | None = None
        super().__init__(first.name, first.store, first.link, first.kept, None)
        self.setParent(first)

    def make_feed(self, channel: Channel) -> LabFeed:
        return SecondFeed(channel, self.kept, self)

    @property
    def state(self) -> S:
        return self._seen_now()[1]

    @property
    def recipe(self) -> R:
        return self._seen_now()[2]

    def _seen_now(self) -> tuple[S, S, R]:
        """The state, that with the second recipe, and this: to read it takes long."""
        state: S = self.store.state
        if self._seen is None or self._seen[0] is not state:
            second = second_of(super().recipe)
            self._seen = state, change(state, run=second), second
        return self._seen

    def _follow(self, old: S, new: S) -> None:
        self.changed.emit(_with_second(old), _with_second(new))


def _with_second(state: S) -> S:
    return change(state, run=second_of(state.run))
