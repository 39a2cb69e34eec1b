"""What the league measures, as equations, with the numbers of who is best by each."""

from __future__ import annotations

from playground.core.words import number
from playground.paradigms.league.results import LeagueResult

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
