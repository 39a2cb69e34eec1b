"""The left column: what of the results is shown, and what is measured."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.evaluate.sweep.choices import measurable, unmeasurable, usual_pictures
from playground.evaluate.sweep.points import measured_by, wanted
from playground.ui.state.store import Store
from playground.ui.tabs.compare.board import Board
from playground.ui.tabs.compare.names_editor import NamesEditor
from playground.ui.tabs.compare.quality.add_setting import AddSetting
from playground.ui.tabs.compare.quality.measure_bar import totals
from playground.ui.tabs.compare.quality.setting_list import SettingList
from playground.ui.tabs.compare.quality.state import QualityState, key_of, with_added, with_chosen, without
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.form import Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel

_SHOWN = ("data", "measure", "cost", "origin", "logarithmic", "intervals", "front", "lines")
_SIMPLE = ("data", "measure")
_MEASURED = ("pictures", "repeats", "workers")


class QualityControls(FormColumn):
    """A form for the plot, and under it the settings that *measure here* measures."""

    def __init__(self, store: Store[QualityState], board: Board) -> None:
        super().__init__(10)
        self.store, self.board = store, board
        names = {"data": lambda field: NamesEditor(field, board.data)}
        self.form = Form(store, _SHOWN, names, {"data": self._along_data})
        self.measured = Form(store, _MEASURED)
        self.list = SettingList()
        self.fold = Fold("Add a setting")
        self.adding = AddSetting(measurable(board.cards))
        self.fold.body.addWidget(self.adding)
        self.note = Note("Models that cannot be measured")
        self.total = FittingLabel(name="What is chosen to be measured")
        every = tool("All", "Choose every setting that does not take long", name="Choose all settings")
        none = tool("None", "Choose no setting", name="Choose no settings")
        every.clicked.connect(lambda: self.list.choose_every(True))
        none.clicked.connect(lambda: self.list.choose_every(False))
        chosen = lay_out(QWidget(), across((self.total, 1), every, none, spacing=4))
        heading = Label(strong("Measure here"))
        self._sweep = (heading, self.measured, self.fold, chosen, self.list, self.note)
        self.add(self.form, *self._sweep)
        self._say_why_not()
        self.list.chosen.connect(self._choose)
        self.list.removed.connect(self._remove)
        self.adding.added.connect(self._add)
        store.changed.connect(self._show)
        self.form.editors["measure"].edited.connect(lambda _value: self._show_measure(store.state))
        for change in (board.results.changed, board.placed):
            change.connect(lambda: self._show(store.state, store.state))
        board.models_changed.connect(self._list_models)
        self._show(store.state, store.state)

    def show_rows(self) -> None:
        """In Simple, what is drawn, and nothing of what is measured, unless it was asked for."""
        self.leave(self.form, _SIMPLE)
        hides = self._simple and self._revealed.isdisjoint(_MEASURED)
        for each in self._sweep:
            each.setHidden(hides)
        self._show_measure(self.store.state)

    def _along_data(self, data: str) -> dict[str, int]:
        """As many pictures as is usual for other data, unless somebody has chosen another number."""
        state, cards = self.store.state, self.board.cards
        chosen = state.pictures != usual_pictures(state.data, cards)
        return {} if chosen else {"pictures": usual_pictures(data, cards)}

    def _list_models(self) -> None:
        self.adding.list_models(measurable(self.board.cards))
        self._say_why_not()
        self.form.editors["data"].show_value(self.store.state.data)
        self._show(self.store.state, self.store.state)

    def _say_why_not(self) -> None:
        """Models that are not in the list, and why."""
        reasons = unmeasurable(self.board.cards)
        more = f" {len(reasons) - 1:,} more for other reasons." if len(reasons) > 1 else ""
        self.note.say(f"{reasons[0]}{more}" if reasons else "")

    def _show(self, _old: QualityState, new: QualityState) -> None:
        self._show_measure(new)
        titles = {name: card.title for name, card in self.board.cards.items()}
        choices = self.board.choices(new)
        self.list.set_choices(choices, titles)
        self.total.set_texts(totals(choices))

    def _show_measure(self, state: QualityState) -> None:
        """Show the measure that the plot has, which results of few held-out pictures may have it choose."""
        known = wanted(self.board.results.known, state, self.board.cards)
        measure = measured_by(known, state.measure)
        self.form.editors["measure"].show_value(measure)
        few = self._simple and "logarithmic" not in self._revealed
        self.form.set_shown("logarithmic", measure == "Fréchet distance" and not few)

    def _choose(self, keys: tuple[str, ...], chosen: bool) -> None:
        self.store.step("Choose what is measured", with_chosen(self.store.state, keys, chosen))

    def _remove(self, key: str) -> None:
        self.store.step("Remove a setting", without(self.store.state, key))

    def _add(self, recipe: Recipe) -> None:
        """Add a setting, or choose the one that is like it, and show where it stands."""
        key, before = key_of(recipe), {choice.key: choice for choice in self.board.choices(self.store.state)}
        if key not in before:
            try:
                self.store.step("Add a setting", with_added(self.store.state, recipe))
            except RecipeError as error:
                self.adding.tell(error.sentence)
                return
        elif not before[key].chosen:
            self._choose((key,), True)
        self.adding.tell("" if key not in before else "This setting is in the list already.")
        # A new row has its place only after the list is laid out.
        QTimer.singleShot(0, self, lambda: self.list.point_at(key))
