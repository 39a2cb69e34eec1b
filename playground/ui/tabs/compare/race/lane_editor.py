"""Editing the lanes: which there are, whose model each runs, and how."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.recipe import change
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.legality import idle
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.race.lanes import lane_for, maker_of, model_of
from playground.paradigms.race.recipes import DEFAULT_LANES, MAX_LANES, LaneRecipe
from playground.ui.sampling.editors import walk_editors
from playground.ui.tabs.compare.race.chosen_lane import ChosenLane, LaneScene
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.narrow_button import NarrowButton
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.plain import set_tip, strong


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
        self.forms: dict[type[LaneRecipe], Form] = {}
        self._stack = Pages()
        self.heading = Label()
        buttons = across(self.add, self.remove, self.reset, spacing=4)
        parts = (self.heading, self.lanes, buttons, Label("Model"), self.model, self._stack)
        lay_out(self, down(*parts, spacing=8))
        self._connect()
        self._list_models()

    def _connect(self) -> None:
        self.lanes.activated.connect(lambda index: self.scene.act("Choose a lane", chosen=index))
        self.model.activated.connect(lambda _index: self._choose_model(self.model.currentData()))
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(lambda: self.scene.act("Reset the lanes", lanes=DEFAULT_LANES, chosen=0))
        self.scene.changed.connect(self._follow)
        self.scene.models_changed.connect(self._list_models)

    @property
    def form(self) -> Form:
        """The form of the chosen lane."""
        state = self.scene.state
        return self.forms[type(state.lanes[state.lane])]

    def _choose_model(self, name: str) -> None:
        state, card = self.scene.state, self.scene.cards[name]
        lane, fresh = state.lanes[state.lane], lane_for(card)
        # What was said of a recipe of the same type still means something.
        self.scene.set_lane(
            f"Run {card.title}", state.lane, change(lane, model=name) if type(lane) is type(fresh) else fresh
        )

    def _list_models(self) -> None:
        self.model.clear()
        for card in self.scene.cards.values():
            self.model.addItem(card.title, card.name)
        self._follow(self.scene.state, self.scene.state)

    def _add(self) -> None:
        state = self.scene.state
        lanes = (*state.lanes, state.lanes[state.lane])
        self.scene.act("Add a lane", lanes=lanes, chosen=len(lanes) - 1)

    def _remove(self) -> None:
        state = self.scene.state
        lanes = (*state.lanes[: state.lane], *state.lanes[state.lane + 1 :])
        self.scene.act("Remove a lane", lanes=lanes, chosen=min(state.lane, len(lanes) - 1))

    def _follow(self, old: RaceState, new: RaceState) -> None:
        if old is not new and (old.lanes, old.chosen) == (new.lanes, new.chosen):
            return
        named = self.scene.grid.named
        self.heading.setText(strong(f"Lane {new.lane + 1} of {len(new.lanes)}"))
        self.lanes.clear()
        self.lanes.addItems([f"{lane.lane + 1}  {lane.title}, {lane.setting}" for lane in named])
        self.lanes.setCurrentIndex(new.lane)
        lane = new.lanes[new.lane]
        self.model.setCurrentIndex(self.model.findData(model_of(lane)))
        self.add.setEnabled(len(new.lanes) < MAX_LANES)
        self.remove.setEnabled(len(new.lanes) > 1)
        self._stack.setCurrentWidget(self._form(lane))
        if isinstance(lane, Samples):
            self.form.leave_out(idle(lane.sampler, lane.clip))

    def _form(self, lane: LaneRecipe) -> Form:
        kind = type(lane)
        if kind not in self.forms:
            store = ChosenLane(self.scene, kind, self)
            editors: Mapping[str, EditorFactory] = {}
            if isinstance(lane, Samples) and any(Denoising.of(card) for card in self.scene.cards.values()):
                editors = walk_editors(LaneScene(self.scene, store))
            form = self.forms[kind] = Form(store, maker_of(lane).edited, editors)
            form.touched.connect(self.touched)
            self._stack.addWidget(form)
        return self.forms[kind]


def _button(text: str, tip: str) -> NarrowButton:
    button = NarrowButton(text)
    set_tip(button, tip)
    button.setAccessibleName(f"{text}: {tip}")
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
