"""How the equations of the Compare tab depend on what it shows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.ui.sampling.explanation import Binding, StagedExplanation, Values
from playground.ui.sampling.staged_tab import StagedTab
from playground.ui.tabs.compare.league.equations import LEAGUE_EQUATIONS, LEAGUE_TERMS
from playground.ui.tabs.compare.quality.equations import QUALITY_EQUATIONS, QUALITY_TERMS

_TERMS = {**QUALITY_TERMS, **LEAGUE_TERMS}


class CompareBinding(Binding):
    """The stages bring their own equations, terms and values, if they have any.

    A stage may have ``equations()``, the names of those that belong to what it shows now, ``values()``, by
    equation and term what the term is now, and ``section()``, the id of its section.
    """

    name = "compare"
    equations: tuple[str, ...] = (*QUALITY_EQUATIONS, *LEAGUE_EQUATIONS)
    terms = _TERMS

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage."""
        told = getattr(tab.stages.get(tab.store.state.stage), "equations", None)
        return () if told is None else tuple(told())

    def section(self, tab: StagedTab) -> str:
        """The id of the explanation's section on the open stage."""
        return str(tab.store.state.stage)

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        told = getattr(tab.stages.get(tab.store.state.stage), "values", None)
        values: Values = {} if told is None else told()
        # Equations that another stage wrote on forget what it wrote.
        return {each: values.get(each, {}) for each in self.equations}


class CompareExplanation(StagedExplanation):
    """The explanation of a tab with four stages.

    A stage that has a signal ``values_changed`` says by it that its ``values()`` are other ones.
    """

    def __init__(self, tab: StagedTab, binding: Binding, parent: QWidget | None = None) -> None:
        """Raises ``ContentError`` where a text is missing."""
        super().__init__(tab, binding, parent)
        self._show_equations()
        tab.stage_built.connect(self._show_equations)

    def _show_equations(self) -> None:
        """A stage that is built later brings its equations, and one without any shows none."""
        self._shown = self.binding.shown(self.tab)
        self.panel.show_equations(self._shown)

    def _listen(self, stage: str) -> None:
        super()._listen(stage)
        changed = getattr(self.tab.stages[stage], "values_changed", None)
        if changed is not None:
            changed.connect(self._refresh_soon)
        # A stage may have had something to tell before anybody listened.
        self._refresh_soon()
