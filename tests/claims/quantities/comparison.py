"""Numbers of the comparison that ships: measures of a setting, differences of two, and the table's cells."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from playground.core.folders import shipped_models
from playground.evaluate import intervals
from playground.evaluate.report import Measure
from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.choosing import evaluations_of, milliseconds_of
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.parameters import counter
from playground.evaluate.sweep.stability import largest
from playground.evaluate.sweep.store import read_collection, shipped_file
from playground.evaluate.sweep.table import table
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from tests.claims.quantities import quantity
from tests.claims.quantities.league import shipped_league

PLAIN = {"guided_from": 0.0, "guidance": 1.0, "spacing": "uniform"}
"""What a setting says nothing of is so, where its recipe has it."""


@cache
def shipped_results() -> tuple[Result, ...]:
    """Every result that ships."""
    return read_collection(shipped_file()).results


@cache
def shipped_table() -> Table:
    """The table of paradigms of what ships, whatever the user has measured."""
    cards = [entry.card for entry in catalogue((shipped_models(),), rules()).entries]
    return table(shipped_results(), cards, largest([shipped_league()]), count=counter((shipped_models(),)))


def result(setting: dict[str, Any], task: str = "pictures") -> Result:
    """The one result of which a setting tells; what it does not name is plain."""
    found = [
        each
        for each in shipped_results()
        if each.job.task == task
        and all(each.job.recipe.get(name) == value for name, value in setting.items())
        and all(
            each.job.recipe.get(name, value) == value for name, value in PLAIN.items() if name not in setting
        )
    ]
    if len(found) != 1:
        raise LookupError(f"{len(found)} results are of {setting}")
    return found[0]


@quantity()
def compared(measure: str = "frechet_distance", part: str = "value", **setting: Any) -> float:
    """A measure of a setting, or an end of its 95 % interval."""
    found: Measure = result(setting).measures[measure]
    return float(getattr(found, part))


@quantity()
def real_pictures(measure: str, part: str = "value") -> float:
    """The same measure of held-out real pictures."""
    return float(getattr(shipped_results()[0].report.real[measure], part))


@quantity()
def likelihood(model: str, part: str = "value") -> float:
    """Bits per dimension of a model."""
    return float(getattr(result({"model": model}, "likelihood").measures["bits_per_dim"], part))


@quantity()
def apart(
    one: dict[str, Any], other: dict[str, Any], measure: str = "frechet_distance", part: str = "value"
) -> float:
    """How much more ``one`` has of a measure than ``other``, or an end of the 95 % interval of that."""
    found, error = intervals.difference(result(one).measures[measure], result(other).measures[measure])
    return found + {"value": 0.0, "low": -intervals.Z, "high": intervals.Z}[part] * error


@quantity()
def per_evaluation(**setting: Any) -> float:
    """Milliseconds for each evaluation of each picture."""
    found = result(setting)
    return milliseconds_of(found) / evaluations_of(found)


@quantity()
def settings(task: str) -> int:
    """How many settings of a task were measured."""
    return sum(each.job.task == task for each in shipped_results())


@quantity()
def table_cell(family: str, column: str, part: str = "value") -> float:
    """A number of the table of paradigms."""
    row = next(row for row in shipped_table().rows if row.family == family)
    value = getattr(row.cells[column], part)
    return math.nan if value is None else float(value)
