"""How stable training is: cells from a league in the plane, in which only the seeds differ."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

from playground.core import folders
from playground.core.errors import DataError
from playground.core.regular_files import read_regular
from playground.core.words import counted
from playground.evaluate.intervals import clopper_pearson
from playground.evaluate.leagues import command_again
from playground.evaluate.sweep.cells import Cell, nothing
from playground.evaluate.sweep.texts import significant
from playground.paradigms.league.recipes import TITLES
from playground.paradigms.league.results import MAX_BYTES, RANKED, LeagueResult, Standing, from_bytes

MEASURE = RANKED
ERROR = f"{MEASURE}_error"
_MILLI = 1000
LEAST = 2
"""Seeds without which there is no spread."""

_CHI_SQUARED = (
    (0.0009820691, 5.0238862), (0.0506356160, 7.3777589), (0.2157952826, 9.3484036),
    (0.4844185571, 11.1432868), (0.8312116135, 12.8325020), (1.2373442458, 14.4493753),
    (1.6898691807, 16.0127643), (2.1797307473, 17.5345461), (2.7003894999, 19.0227678),
)  # fmt: skip
"""2.5 % and 97.5 % quantiles of χ² with 1, 2, … degrees of freedom."""

_ONE = "All cells of this column are of the same league, the largest at hand."
_ABSENT = "No league in the plane is kept yet; playground compare --league plays one."


def read_leagues(folder: Path) -> tuple[list[LeagueResult], list[str]]:
    """The finished leagues in a folder, the newest first, and a sentence for each file that is none."""
    found, problems = [], []
    for path in sorted(folder.glob("league-*.json")):
        try:
            league = from_bytes(read_regular(path, MAX_BYTES))
        except OSError:
            continue
        except DataError as error:
            problems.append(f"{path}: {error.sentence}")
            continue
        if league.over:
            found.append(league)
    return sorted(found, key=lambda league: league.date, reverse=True), problems


def leagues_at_hand(folder: Path) -> tuple[list[LeagueResult], list[LeagueResult], list[str]]:
    """The leagues in a folder, those that ship, of either the newest first, and what cannot be read."""
    own, problems = read_leagues(folder)
    shipped, more = read_leagues(folders.assets() / "compare")
    return own, shipped, [*problems, *more]


def largest(leagues: Iterable[LeagueResult]) -> LeagueResult | None:
    """The league that the table tells of, of equally large ones the first.

    It is only one, since spreads on other data or another budget cannot be held against each other: that with
    the most paradigms that have seeds enough, then with the most seeds, then with the largest budget.
    """
    return max(leagues, key=_size, default=None)


def _size(league: LeagueResult) -> tuple[int, int, float]:
    """How many paradigms it tells of, with how many seeds, and how long a run took in the middle."""
    told = [each for each in league.standings if len(each.runs) >= LEAST and not each.cut_short]
    seeds = min((len(each.runs) for each in told), default=0)
    if league.recipe.get("budget") == "seconds":
        return len(told), seeds, float(league.recipe.get("seconds", 0.0))
    spent = [run.measures.get("seconds", 0.0) for each in told for run in each.runs]
    return len(told), seeds, statistics.median(spent) if spent else 0.0


def note(league: LeagueResult) -> str:
    """What must be known of the league to read the cells, in a sentence."""
    return (
        f"Stability is that of one league (points: {_data(league)}; {_budget(league)} each): the one with "
        f"the most paradigms of {LEAST} seeds or more, then the most seeds, then the largest budget; of "
        "equals your own, and the newest."
    )


def spread_cell(league: LeagueResult | None, name: str) -> Cell:
    """Standard deviation of the divergence over the seeds in millibits, less that of its estimator, told too.

    The interval is that of a normal sample's deviation. What is not more than the estimator's own noise is 0.
    """
    return _told(league, name, _spread)


def diverged_cell(league: LeagueResult | None, name: str) -> Cell:
    """How many of the runs diverged, with Clopper and Pearson's interval of the share."""
    return _told(league, name, _diverged)


def _told(league: LeagueResult | None, name: str, tell: Callable[[LeagueResult, Standing], Cell]) -> Cell:
    """What the league tells of a paradigm, or why it tells nothing."""
    if league is None:
        return nothing(_ABSENT)
    standing = league.standing(name)
    if standing is None or not standing.runs:
        return nothing(f"{TITLES.get(name, name)} took no part in the league that the table tells of.")
    if standing.cut_short:
        why = next(run.cut_short for run in standing.runs if run.cut_short)
        count = len(standing.runs)
        return nothing(f"{standing.cut_short} of its {count} runs in the league were cut short. {why}")
    return tell(league, standing)


def _spread(league: LeagueResult, standing: Standing) -> Cell:
    spread = standing.spreads.get(MEASURE)
    if spread is None or spread.count < LEAST or spread.deviation is None:
        return nothing(f"Fewer than {LEAST} of its runs in the league gave a divergence.")
    noise = math.sqrt(statistics.fmean(run.measures.get(ERROR, 0.0) ** 2 for run in standing.runs))
    value, low, high = (
        _MILLI * math.sqrt(max(each**2 - noise**2, 0.0))
        for each in (spread.deviation, *deviation_interval(spread.deviation, spread.count))
    )
    each = ", ".join(f"{run.measures[MEASURE]:.4f}" for run in standing.runs if MEASURE in run.measures)
    each = each.replace("-", "−")
    how = (
        f"Jensen–Shannon divergences in bits, from the known density, of {spread.count} trainings on "
        f"{_data(league)}, {_budget(league)} each, with seeds that differ: {each}. The estimator’s own "
        f"deviation, {significant(_MILLI * noise)} millibits, is taken off. The interval is that of a "
        f"normal sample’s deviation. {_ONE}"
    )
    text = significant(value) if low > 0 else "within noise"
    return _cell(league, text, value, low, high, how)


def _diverged(league: LeagueResult, standing: Standing) -> Cell:
    count = len(standing.runs)
    low, high = clopper_pearson(standing.diverged, count)
    parts = (
        f"Of {count} trainings on {_data(league)}, {_budget(league)} each; one has diverged if its samples "
        "are no numbers or lie far from the data.",
        *dict.fromkeys(run.sentence for run in standing.runs if run.diverged and run.sentence),
        _ONE,
    )
    share = standing.diverged / count
    return _cell(league, f"{standing.diverged} of {count}", share, low, high, " ".join(parts))


def deviation_interval(deviation: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a normal distribution's deviation, from that of a sample of ``count``."""
    freedom = min(count - 1, len(_CHI_SQUARED))
    low, high = _CHI_SQUARED[freedom - 1]
    return deviation * math.sqrt(freedom / high), deviation * math.sqrt(freedom / low)


def _cell(league: LeagueResult, text: str, value: float, low: float, high: float, how: str) -> Cell:
    return Cell(
        text=text, value=value, low=low, high=high, source="league", how=how, date=league.date,
        machine=league.machine, command=command_again(league),
    )  # fmt: skip


def _data(league: LeagueResult) -> str:
    data = str(league.recipe.get("data", "points"))
    return "points that were drawn" if data == "drawn" else data.replace("-", " ")


def _budget(league: LeagueResult) -> str:
    recipe = league.recipe
    if recipe.get("budget") == "steps":
        return counted(recipe.get("steps", 0), "gradient step")
    seconds = recipe.get("seconds", 0)
    return f"{seconds:g} second{'' if seconds == 1 else 's'} of one thread"
