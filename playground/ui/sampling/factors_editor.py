"""What each picture is to show, for a network conditioned on factors: a menu of those that it knows."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from playground.core.cards import Factor, FactorCondition
from playground.core.conditions import condition_of, known_factors
from playground.core.errors import RecipeError
from playground.core.fields import Field, Value
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.widgets.buttons import push
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.menus import closing_menu
from playground.ui.widgets.plain import set_tip, unmarked

_OPEN, _ALL_OPEN = "Left open", "Leave all open"
_MOST_NAMED = 2
"""Values that stand on the button; of more, how many others there are."""


class FactorsEditor(Editor):
    """A button with what is asked for, whose menu has a list of values for each factor of the model."""

    def __init__(self, field: Field, scene: SamplingScene[DenoisingImages]) -> None:
        super().__init__(field)
        self._scene = scene
        self._text = ""
        self.button = push("")
        self.button.clicked.connect(self._show_menu)
        self.add_titled(self.button)
        scene.follow(self._write, "model factors")
        self.show_value(scene.state.value(field.name))

    def show_value(self, value: Value) -> None:
        """Say on the button which values are asked for."""
        self._text = str(value)
        self._write()

    @property
    def _factors(self) -> tuple[Factor, ...]:
        condition = condition_of(self._scene.card)
        return condition.factors if isinstance(condition, FactorCondition) else ()

    @property
    def asked(self) -> dict[str, str]:
        """The values that are asked for, by their factors; none where the model does not know them."""
        factors = self._factors
        try:
            codes = known_factors(FactorCondition(factors=factors), self._text)
        except RecipeError:
            return {}
        return {
            factor.name: factor.values[code]
            for factor, code in zip(factors, codes.tolist(), strict=True)
            if code < len(factor.values)
        }

    def menu(self) -> QMenu:
        """The factors, each with its values, and a way back to none."""
        menu, asked = closing_menu(self), self.asked
        clear = menu.addAction(_ALL_OPEN, partial(self._give, ""))
        clear.setEnabled(bool(asked))
        menu.addSeparator()
        for factor in self._factors:
            chosen = asked.get(factor.name, "")
            title = f"{_named(factor.name)}: {_shown(chosen)}" if chosen else _named(factor.name)
            values = menu.addMenu(title)
            group = QActionGroup(values)
            for value in ("", *factor.values):
                action = QAction(_shown(value) if value else _OPEN, values, checkable=True)
                action.setChecked(value == chosen)
                action.triggered.connect(partial(self._ask, factor.name, value))
                group.addAction(action)
                values.addAction(action)
        return menu

    def _show_menu(self) -> None:
        self.menu().popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _ask(self, factor: str, value: str, _checked: bool = True) -> None:
        found = {**self.asked, factor: value}
        self._give(", ".join(f"{name}={each}" for name, each in found.items() if each))

    def _write(self) -> None:
        named = [f"{_named(name).lower()} {_shown(value)}" for name, value in self.asked.items()]
        beyond = len(named) - _MOST_NAMED
        short = ", ".join(named[:_MOST_NAMED]) + (f", {beyond} more" if beyond > 0 else "")
        self.button.setText(f"{short[:1].upper()}{short[1:]} ▾" if named else "Any ▾")
        set_tip(self.button, "; ".join(named) or "Say what each picture is to show; the rest is left open.")


def _named(factor: str) -> str:
    words = _shown(factor)
    return words[:1].upper() + words[1:]


def _shown(name: str) -> str:
    """A name of a card as plain text of a menu or a button."""
    return unmarked(name.replace("_", " "))
