"""How the equations of the Compare tab depend on what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.words import number
from playground.paradigms.league.results import LeagueResult
from playground.ui.explain.staged import Binding
from playground.ui.stage.stage_widget import Values
from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.compare.quality.equations import QUALITY_EQUATIONS, QUALITY_TERMS, equations_of
from playground.ui.tabs.compare.state import CompareState

LEAGUE_EQUATIONS = ("league_distance", "league_kl")
LEAGUE_TERMS: dict[str, tuple[str, ...]] = {
    "data": ("league_carried", "league_cells"),
    "seeds": ("league_sw", "league_kl"),
    "points": ("league_carried",),
}
"""By the fields of the state, the terms that they enter."""


def league_values(found: LeagueResult | None) -> dict[str, dict[str, str]]:
    """By equation and term, the smallest median of all entrants."""
    if found is None:
        return {}
    return {
        "league_distance": {"league_sw": _best(found, "sliced_wasserstein")},
        "league_kl": {"league_kl": _best(found, "kl")},
    }


def _best(found: LeagueResult, measure: str) -> str:
    spreads = [each.spreads[measure] for each in found.standings if measure in each.spreads]
    return number(min(spread.median for spread in spreads), 3) if spreads else ""


_TERMS = {**QUALITY_TERMS, **LEAGUE_TERMS}


class CompareBinding(Binding):
    """The measure of quality and cost, and those of the league, each with the number in question."""

    name = "compare"
    equations: tuple[str, ...] = (*QUALITY_EQUATIONS, *LEAGUE_EQUATIONS)
    terms = _TERMS

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage."""
        state: CompareState = tab.store.state
        measure, stage = state.quality.measure, tab.stages.get("quality")
        if stage is not None:
            # It is there with the stage, and not before.
            from playground.ui.tabs.compare.quality.stage import QualityStage

            measure = stage.measured_by if isinstance(stage, QualityStage) else measure
        by_stage = {"quality": equations_of(measure), "league": LEAGUE_EQUATIONS}
        return by_stage.get(state.stage, ())

    def section(self, tab: StagedTab) -> str:
        """The id of the explanation's section on the open stage."""
        return str(tab.store.state.stage)

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        values, stage = dict[str, Mapping[str, str]](), tab.stages.get(tab.store.state.stage)
        if stage is not None:
            match tab.store.state.stage:
                case "quality":
                    values |= stage.values()
                case "league":
                    # It is there with the stage, and not before.
                    from playground.ui.tabs.compare.league.scene import LeagueScene

                    if isinstance(scene := getattr(stage, "scene", None), LeagueScene):
                        values |= league_values(scene.result())
        # Equations that another stage wrote on forget what it wrote.
        return {each: values.get(each, {}) for each in self.equations}
