"""How stable training is: cells from a league in the plane, in which only the seeds differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from playground.core import folders
from playground.core.errors import DataError
from playground.evaluate.intervals import wilson
from playground.evaluate.sweep.cells import Cell, nothing
from playground.paradigms.league.results import LeagueResult, Standing, from_bytes

MEASURE = "sliced_wasserstein"
LEAST = 2
"""Seeds without which there is no spread."""

_CHI_SQUARED = (
    (0.0009820691, 5.0238862), (0.0506356160, 7.3777589), (0.2157952826, 9.3484036),
    (0.4844185571, 11.1432868), (0.8312116135, 12.8325020), (1.2373442458, 14.4493753),
    (1.6898691807, 16.0127643), (2.1797307473, 17.5345461), (2.7003894999, 19.0227678),
)  # fmt: skip
"""2.5 % and 97.5 % quantiles of χ² with 1, 2, … degrees of freedom."""

_ABSENT = "No league in the plane is kept yet; playground compare --league plays one."


def read_leagues(folder: Path) -> tuple[list[LeagueResult], list[str]]:
    """The finished leagues in a folder, the newest first, and a sentence for each file that is none."""
    found, problems = [], []
    for path in sorted(folder.glob("league-*.json")):
        try:
            league = from_bytes(path.read_bytes())
        except OSError:
            continue
        except DataError as error:
            problems.append(f"{path}: {error.sentence}")
            continue
        if league.over:
            found.append(league)
    return sorted(found, key=lambda league: league.date, reverse=True), problems


def leagues_at_hand(folder: Path) -> tuple[list[LeagueResult], list[str]]:
    """The leagues in a folder and after them those that ship, of either those with the most seeds first."""
    own, problems = read_leagues(folder)
    shipped, more = read_leagues(folders.assets() / "compare")
    return [*by_seeds(own), *by_seeds(shipped)], [*problems, *more]


def by_seeds(leagues: Iterable[LeagueResult]) -> list[LeagueResult]:
    """Leagues with the most seeds first, and of equally many the newest."""
    return sorted(leagues, key=lambda league: (_seeds(league), league.date), reverse=True)


def telling(leagues: Sequence[LeagueResult], name: str) -> LeagueResult | None:
    """The league that speaks for an entrant: the first in which it has seeds enough, or else any runs."""

    def runs(league: LeagueResult) -> int:
        standing = league.standing(name)
        return len(standing.runs) if standing else 0

    enough = (league for least in (LEAST, 1, 0) for league in leagues if runs(league) >= least)
    return next(enough, None)


def spread_cell(league: LeagueResult | None, name: str) -> Cell:
    """Standard deviation over mean of the distance, with the interval of a normal sample's deviation."""
    standing = league.standing(name) if league else None
    if league is None or standing is None:
        return nothing(_ABSENT if league is None else f"“{name}” took no part in the league.")
    spread = standing.spreads.get(MEASURE)
    if spread is None or spread.count < LEAST or spread.deviation is None or not spread.mean > 0:
        return nothing(f"Fewer than {LEAST} of its runs in the league gave a distance.")
    value = spread.deviation / spread.mean
    low, high = deviation_interval(value, spread.count)
    each = ", ".join(f"{run.measures[MEASURE]:.3g}" for run in standing.runs if MEASURE in run.measures)
    how = (
        f"Sliced Wasserstein distances of {spread.count} trainings on {_data(league)}, {_budget(league)} "
        f"each, with seeds that differ: {each}. The interval is that of a normal sample's deviation."
    )
    return _cell(league, f"{100 * value:.0f} %", value, low, high, how)


def diverged_cell(league: LeagueResult | None, name: str) -> Cell:
    """How many of the runs diverged, with Wilson's interval of the share."""
    standing = league.standing(name) if league else None
    if league is None or standing is None or not standing.runs:
        return nothing(_ABSENT if league is None else f"“{name}” took no part in the league.")
    count = len(standing.runs)
    low, high = wilson(standing.diverged, count)
    how = (
        f"Of {count} trainings on {_data(league)}, {_budget(league)} each; one has diverged if its samples "
        f"are no numbers or lie far from the data. {_reasons(standing)}"
    )
    share = standing.diverged / count
    return _cell(league, f"{standing.diverged} of {count}", share, low, high, how.strip())


def deviation_interval(deviation: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a normal distribution's deviation, from that of a sample of ``count``."""
    freedom = min(count - 1, len(_CHI_SQUARED))
    low, high = _CHI_SQUARED[freedom - 1]
    return deviation * math.sqrt(freedom / high), deviation * math.sqrt(freedom / low)


def _cell(league: LeagueResult, text: str, value: float, low: float, high: float, how: str) -> Cell:
    return Cell(
        text=text, value=value, low=low, high=high, source="league", how=how, date=league.date,
        machine=league.machine, command=league.command,
    )  # fmt: skip


def _seeds(league: LeagueResult) -> int:
    return max((len(standing.runs) for standing in league.standings), default=0)


def _reasons(standing: Standing) -> str:
    return " ".join(dict.fromkeys(run.sentence for run in standing.runs if run.diverged and run.sentence))


def _data(league: LeagueResult) -> str:
    return str(league.recipe.get("data", "points")).replace("-", " ")


def _budget(league: LeagueResult) -> str:
    recipe = league.recipe
    if recipe.get("budget") == "steps":
        return f"{recipe.get('steps'):,} gradient steps"
    return f"{recipe.get('seconds'):g} seconds of one thread"
