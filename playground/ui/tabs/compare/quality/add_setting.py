"""A form for one more setting: a model, and how its pictures are made."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.recipe import Recipe, change
from playground.evaluate.sweep.choices import recipe_for, why_not
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.legality import idle
from playground.paradigms.denoising.recipes import Sampling
from playground.ui.state.store import Store
from playground.ui.widgets.buttons import push
from playground.ui.widgets.form import Form
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.note import Note

_FIELDS = (
    "sampler", "steps", "guidance", "guided_from", "guided_to", "eta", "spacing", "coordinates", "variance",
    "clip", "clip_limit", "clip_share", "ending", "stride", "truncation", "temperature", "output",
)  # fmt: skip


class AddSetting(QWidget):
    """Nothing of it is kept until the setting is added."""

    added = Signal(object)
    """The recipe of the new setting."""

    def __init__(self, cards: Sequence[Card]) -> None:
        super().__init__()
        self._cards: dict[str, Card] = {}
        self._undo = QUndoStack(self)
        self.store: Store[Recipe] | None = None
        self.form: Form | None = None
        self.model = ChoiceBox()
        self.model.setAccessibleName("Model of the new setting")
        self.model.activated.connect(lambda _index: self._choose())
        self.note = Note("About this setting")
        self.button = push("Add", name="Add this setting")
        self.button.clicked.connect(self._add)
        label = Label("Model")
        label.setBuddy(self.model)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        fill(self._column, label, self.model, self.note, self.button, spacing=8)
        self._column.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)
        self.list_models(cards)

    @property
    def recipe(self) -> Recipe | None:
        """The recipe as it stands in the form."""
        return None if self.store is None else self.store.state

    def list_models(self, cards: Sequence[Card]) -> None:
        """The models to choose from; what stands in the form stays, if its model does."""
        chosen, before = self.model.currentData(), self._cards.get(self.model.currentData())
        self._cards = {card.name: card for card in cards}
        self.model.clear()
        for card in cards:
            self.model.addItem(card.title, card.name)
        self.model.setCurrentIndex(max(0, self.model.findData(chosen)))
        if before is None or self._cards.get(chosen) != before:
            self._choose()

    def _choose(self) -> None:
        card = self._cards.get(self.model.currentData())
        if self.form is not None:
            self.form.deleteLater()
        self.form = self.store = None
        if card is not None:
            self.store = Store(_start(card), self._undo, self)
            names = [name for name in _FIELDS if name in self.store.state.__struct_fields__]
            if "sampler" in names:
                names.remove("output")
            self.form = Form(self.store, names)
            self._column.insertWidget(2, self.form)
            self.store.changed.connect(lambda _old, _new: self._check())
        self._check()

    def _check(self) -> None:
        card = self._cards.get(self.model.currentData())
        reason = "There is no model whose pictures can be measured."
        if self.store is not None and self.form is not None and isinstance(self.store.state, Sampling):
            self.form.leave_out(idle(self.store.state.sampler, self.store.state.clip))
        if card is not None and self.store is not None:
            reason = why_not(self.store.state, card) or ""
        self.note.say(reason, warning=True)
        self.button.setEnabled(not reason)

    def tell(self, text: str) -> None:
        """Say something of the setting that was to be added, until it is changed."""
        self.note.say(text)

    def _add(self) -> None:
        if self.store is not None:
            self.added.emit(self.store.state)


def _start(card: Card) -> Recipe:
    """The model's own recipe, made legal if it is not."""
    recipe = recipe_for(card)
    table = Denoising.of(card)
    if why_not(recipe, card) is not None and table is not None and table.kind == "denoiser":
        with contextlib.suppress(PlaygroundError, TypeError):
            return change(recipe, sampler="ab2")
    return recipe
