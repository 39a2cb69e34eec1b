"""Editing the lanes: which there are, whose model each runs, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.cards import Card
from playground.core.fields import Field
from playground.core.recipe import Recipe, change
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Path
from playground.paradigms.denoising.legality import Refusal, idle, refusal_of, usual_sampler
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Sampling
from playground.paradigms.race.candidates import (
    candidate_for,
    class_of,
    default_candidates,
    maker_of,
    model_of,
)
from playground.paradigms.race.recipes import MAX_LANES, LaneRecipe
from playground.paradigms.spoken import knows_words, words_of
from playground.ui.sampling.editors import walk_editors
from playground.ui.sampling.told import StyleChoice, finished_text
from playground.ui.state.store import Store
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.widgets.buttons import NarrowButton
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.plain import set_tip, strong


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


class LaneEditor(QWidget):
    """The list of lanes with what adds and removes them, the chosen one's model, and a form of its recipe."""

    touched = Signal(str)

    def __init__(self, scene: RaceScene) -> None:
        super().__init__()
        self.scene = scene
        self.lanes, self.model = ChoiceBox(), ChoiceBox()
        self.lanes.setAccessibleName("Lane")
        set_tip(self.lanes, "The lane that is edited; a click on a lane chooses it, too.")
        self.model.setAccessibleName("Model of the lane")
        self.add = _button("Add", "Another lane like this one")
        self.remove = _button("Remove", "Take this lane out of the race")
        self.reset = _button("Reset", "The lanes that the program comes with")
        self.share = _button(
            "Same words in all lanes", "Tell all lanes that know words what this one is told"
        )
        self.data = ChoiceBox()
        self.data.setAccessibleName("Data of the race")
        set_tip(self.data, "What is drawn: another choice brings the lanes of its models.")
        self.note = Note("What this lane does not read of its words")
        self.forms: dict[type[LaneRecipe], Form] = {}
        self._stack = Pages()
        self.heading = Label()
        buttons = across(self.add, self.remove, self.reset, spacing=4)
        parts = (
            Label("Models of"), self.data, self.heading, self.lanes, buttons, Label("Model"), self.model,
            self.note, self.share, self._stack,
        )  # fmt: skip
        lay_out(self, down(*parts, spacing=8))
        self._connect()
        self._list_models()

    def _connect(self) -> None:
        self.lanes.activated.connect(lambda index: self.scene.act("Choose a lane", chosen=index))
        self.model.activated.connect(lambda _index: self._choose_model(self.model.currentData()))
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self.scene.reset)
        self.share.clicked.connect(self.scene.share_words)
        self.data.activated.connect(lambda _index: self.scene.race_of(self.data.currentData()))
        self.scene.queued.connect(lambda _view: self._tell())
        self.scene.changed.connect(self._follow)
        self.scene.models_changed.connect(self._list_models)

    @property
    def form(self) -> Form:
        """The form of the chosen lane."""
        state = self.scene.state
        return self.forms[type(state.race.lanes[state.lane])]

    def _choose_model(self, name: str) -> None:
        state, card = self.scene.state, self.scene.cards[name]
        lane, fresh = state.race.lanes[state.lane], candidate_for(card)
        # Who comes to a race of words is told the same as the others.
        spoken = next((each for each in state.race.lanes if knows_words(each)), fresh)
        fresh = change(fresh, **words_of(spoken)) if knows_words(fresh) else fresh
        # What was said of a recipe of the same type still means something.
        self.scene.set_lane(
            f"Run {card.title}", state.lane, change(lane, model=name) if type(lane) is type(fresh) else fresh
        )

    def _list_models(self) -> None:
        self.model.clear()
        self.data.clear()
        for card in self.scene.cards.values():
            self.model.addItem(card.title, card.name)
        for data in sorted({card.data for card in self.scene.cards.values()}):
            # Of some data there are exact models alone, which nobody races.
            if default_candidates(data, self.scene.cards):
                self.data.addItem(data, data)
        self._follow(self.scene.state, self.scene.state)

    def _add(self) -> None:
        state = self.scene.state
        lanes = (*state.race.lanes, state.race.lanes[state.lane])
        self.scene.act("Add a lane", lanes=lanes, chosen=len(lanes) - 1)

    def _remove(self) -> None:
        state = self.scene.state
        lanes = (*state.race.lanes[: state.lane], *state.race.lanes[state.lane + 1 :])
        self.scene.act("Remove a lane", lanes=lanes, chosen=min(state.lane, len(lanes) - 1))

    def _follow(self, old: RaceState, new: RaceState) -> None:
        if old is not new and (old.race.lanes, old.look.chosen) == (new.race.lanes, new.look.chosen):
            return
        named = self.scene.grid.named
        self.heading.setText(strong(f"Lane {new.lane + 1} of {len(new.race.lanes)}"))
        self.lanes.clear()
        self.lanes.addItems([f"{lane.lane + 1}  {lane.title}, {lane.how}" for lane in named])
        self.lanes.setCurrentIndex(new.lane)
        lane = new.race.lanes[new.lane]
        self.model.setCurrentIndex(self.model.findData(model_of(lane)))
        self.add.setEnabled(len(new.race.lanes) < MAX_LANES)
        self.remove.setEnabled(len(new.race.lanes) > 1)
        self.data.setCurrentIndex(self.data.findData(self.scene.data))
        self.share.setVisible(knows_words(lane) and sum(map(knows_words, new.race.lanes)) > 1)
        self._stack.setCurrentWidget(self._form(lane))
        if isinstance(lane, Sampling):
            self.form.leave_out(idle(lane.sampler, lane.clip))
        self._tell()

    def _tell(self) -> None:
        """What the chosen lane did not read, once it has been run."""
        self.note.say(self.scene.grid.named[self.scene.state.lane].note)

    def _form(self, lane: LaneRecipe) -> Form:
        kind = type(lane)
        if kind not in self.forms:
            store = ChosenLane(self.scene, kind, self)
            editors: Mapping[str, EditorFactory] = {}
            if isinstance(lane, Sampling) and any(Denoising.of(card) for card in self.scene.cards.values()):
                editors = editors_of(LaneScene(self.scene, store))
            form = self.forms[kind] = Form(store, maker_of(lane).edited, editors)
            form.touched.connect(self.touched)
            self._stack.addWidget(form)
        return self.forms[kind]


def editors_of(scene: LaneScene) -> dict[str, EditorFactory]:
    """Those of how a lane walks, and of what it is told: that counts when it is finished, since all is run
    anew."""

    def styles(field: Field) -> StyleChoice:
        editor = StyleChoice(field, lambda: scene.card)
        scene.follow(lambda: editor.show_value(getattr(scene.asked, "style", "")))
        return editor

    return {**walk_editors(scene), "prompt": finished_text, "negative": finished_text, "style": styles}


def _button(text: str, tip: str) -> NarrowButton:
    button = NarrowButton(text)
    set_tip(button, tip)
    button.setAccessibleName(f"{text}: {tip}")
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
