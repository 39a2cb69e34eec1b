"""How the equations of the Compare tab depend on what it shows."""

from __future__ import annotations

from playground.ui.sampling.explanation import Binding, Values
from playground.ui.stage.tab import StagedTab
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
