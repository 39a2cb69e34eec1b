"""Numbers of the league that ships."""

from __future__ import annotations

from functools import cache

from playground.core.folders import assets
from playground.evaluate.sweep.stability import largest, leagues_at_hand
from playground.paradigms.league.results import LeagueResult, Standing
from tests.claims.quantities import quantity


@cache
def shipped_league() -> LeagueResult:
    """The league in the plane that ships."""
    _, shipped, problems = leagues_at_hand(assets() / "compare" / "none")
    found = largest(shipped)
    if found is None:
        raise LookupError(f"no league ships: {problems}")
    return found


def standing(paradigm: str) -> Standing:
    """A paradigm's place."""
    found = shipped_league().standing(paradigm)
    if found is None:
        raise LookupError(f"{paradigm} took no part")
    return found


@quantity()
def league(paradigm: str, measure: str, part: str = "mean", times: float = 1.0) -> float:
    """A measure of a paradigm over its seeds, or the ``least`` or ``most`` of them."""
    found = standing(paradigm)
    if part in ("least", "most"):
        of_runs = [run.measures[measure] for run in found.runs]
        return times * (min(of_runs) if part == "least" else max(of_runs))
    return times * float(getattr(found.spreads[measure], part))


@quantity()
def league_step(paradigm: str) -> float:
    """Milliseconds that a gradient step of a paradigm takes."""
    runs = standing(paradigm).runs
    return 1000 * sum(run.measures["seconds"] for run in runs) / sum(run.measures["steps"] for run in runs)


@quantity(slow=True)
def league_after(paradigm: str, steps: int, measure: str) -> float:
    """A measure of a paradigm that learned eight Gaussians for so many steps."""
    from tests.support.league import of, play, value

    return value(play(of(paradigm, steps=steps)), paradigm, measure)


@quantity()
def league_runs(part: str) -> int:
    """How many runs there were, or how many of them diverged, or covered all modes."""
    runs = [run for each in shipped_league().standings for run in each.runs]
    modes = shipped_league().modes
    counts = {
        "all": len(runs),
        "diverged": sum(run.diverged for run in runs),
        "whole": sum(run.measures["modes_covered"] == modes for run in runs),
    }
    return counts[part]


@quantity()
def league_rank(paradigm: str) -> int:
    """A paradigm's place, 1 for the best."""
    return [each.name for each in shipped_league().standings].index(paradigm) + 1


@quantity()
def league_floor(name: str) -> float:
    """What exact samples come to."""
    return shipped_league().floors[name]


@quantity()
def as_good_as_exact(measure: str = "sliced_wasserstein", floor: str = "noise_floor_high") -> int:
    """How many paradigms’ means may lie within the band of exact samples: their intervals reach into it."""
    top = shipped_league().floors[floor]
    return sum((each.spreads[measure].low or 0.0) <= top for each in shipped_league().standings)
