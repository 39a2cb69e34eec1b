"""The lane that is edited, as a store that forms edit, and as the scene that knowing controls ask."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from playground.core.cards import Card
from playground.core.recipe import Recipe, change
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Path
from playground.paradigms.denoising.legality import Refusal, refusal_of, usual_sampler
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Sampling
from playground.paradigms.race.candidates import class_of, maker_of, model_of
from playground.paradigms.race.recipes import LaneRecipe
from playground.ui.state.store import Store
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.tabs.compare.race.state import RaceState


class ChosenLane(Store[LaneRecipe]):
    """The chosen lane while it is a recipe of one type; edits of it are undoable edits of the race."""

    def __init__(self, scene: RaceScene, kind: type[LaneRecipe], parent: QObject) -> None:
        """The chosen lane is of that ``kind`` now."""
        self._whole = scene.store
        self._kind = kind
        super().__init__(_lane(scene.state), scene.store._undo, parent)
        scene.store.changed.connect(self._follow)

    def replace(self, label: str, state: LaneRecipe, merge: str = "") -> None:
        """Change the lane's recipe as one undoable step."""
        race: RaceState = self._whole.state
        key = f"lanes.{race.lane}.{merge}" if merge else ""
        self._whole.replace(label, race.with_values(lanes=race.with_lane(state, race.lane)), merge=key)

    def end_gesture(self) -> None:
        """The next edit starts a new undo step."""
        self._whole.end_gesture()

    def load(self, state: LaneRecipe) -> None:
        """Set the lane's recipe without an undo step."""
        race: RaceState = self._whole.state
        self._whole.load(race.with_values(lanes=race.with_lane(state, race.lane)))

    def _follow(self, _old: Recipe, _new: Recipe) -> None:
        # Whoever was told before may have changed the race since.
        lane = _lane(self._whole.state)
        if type(lane) is self._kind:
            self._set(lane)


class LaneScene(QObject):
    """What controls of samplers, steps and spacings want to know of a lane of a denoising model."""

    def __init__(self, scene: RaceScene, store: ChosenLane) -> None:
        super().__init__(store)
        self._scene, self._store = scene, store

    def follow(self, draw: Callable[[], None]) -> None:
        """Have ``draw`` called when the lane has changed."""
        self._store.changed.connect(lambda _old, _new: draw())

    @property
    def asked(self) -> Sampling:
        """The lane's recipe with the class that it is told in the race."""
        state = self._store.state
        if not isinstance(state, Sampling):
            raise TypeError("a lane that does not denoise has no sampler")
        card = self._scene.cards.get(model_of(state))
        return change(state, **class_of(state, self._scene.state.race.label, card))

    @property
    def card(self) -> Card:
        """The card of the lane's model; of any model of its kind where that is not there."""
        cards = self._scene.cards
        found = cards.get(self.asked.model)
        return found if found is not None else next(one for one in cards.values() if Denoising.of(one))

    @property
    def path(self) -> Path:
        """The path that the model was trained along."""
        return path_of(denoising_of(self.card))

    @property
    def refusal(self) -> Refusal | None:
        """Why sampler, steps and model do not fit together; ``None`` where they do."""
        asked = self.asked
        reason_of = maker_of(asked).refusal_of
        return refusal_of(asked, self.card, self.path, usual_sampler(type(asked)), reason_of)


def _lane(state: RaceState) -> LaneRecipe:
    return state.race.lanes[state.lane]
