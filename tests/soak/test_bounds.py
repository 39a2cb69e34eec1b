"""The table of a soak says what is broken, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.soak.bounds import rows_of, table

Found = dict[str, Any]

COUNT = {
    "window": {
        "memory": 100_000_000, "files": 20, "threads": 8, "timers": 70, "beating": 4, "dialogs": 0,
        "widgets": 2000,
    },
    "engine": {"pid": 7, "memory": 300_000_000, "files": 10, "threads": 2},
}  # fmt: skip
FOUND: Found = {
    "seconds": 3600.0,
    "errors": [],
    "counts": [COUNT, copy.deepcopy(COUNT)],
    "most processes": 3,
    "memory": [(float(when), 1, 100_000_000, 300_000_000) for when in range(0, 2400, 2)],
    "late": [0.1, 30.0],
    "reference": [0.1, 1.0],
    "left": {"processes": [], "files": [], "broken": [], "damaged": []},
    "done": {"windows": 3},
    "deeds": {"use": 1000},
}


def grow(who: str, what: str, value: int) -> Callable[[Found], None]:
    def change(found: Found) -> None:
        found["counts"][-1][who][what] = value

    return change


def gather(factor: float) -> Callable[[Found], None]:
    """Let the window grow evenly, by this factor from the first third to the last."""

    def change(found: Found) -> None:
        found["memory"] = [
            (when, life, round(window * (1 + 1.5 * (factor - 1) * max(0.0, when - 600) / 1800)), engine)
            for when, life, window, engine in found["memory"]
        ]

    return change


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda found: found["errors"].append({}), "Errors, warnings, tracebacks"),
        (lambda found: found["counts"].pop(), "Counts at rest"),
        (gather(1.06), "Memory of the window after ten minutes, first and last third, MB"),
        (grow("engine", "memory", 316_000_000), "Memory of the engine at rest, MB"),
        (grow("engine", "memory", 321_000_000), "Memory of both at rest, MB"),
        (grow("engine", "files", 15), "File descriptors of the engine"),
        (grow("window", "threads", 13), "Threads of the window"),
        (grow("window", "timers", 73), "Timers"),
        (grow("window", "beating", 7), "Timers that beat"),
        (grow("window", "widgets", 2041), "Widgets"),
        (lambda found: found.update({"most processes": 11}), "Most processes at once"),
        (lambda found: found["left"]["processes"].append("sleep"), "Processes left at the end"),
        (
            lambda found: found["left"]["files"].append("a.part"),
            "Temporary files left at the end",
        ),
        (lambda found: found["left"]["broken"].append("session"), "Sessions set aside"),
        (lambda found: found["left"]["damaged"].append("a.png"), "Exported files that do not read back"),
        (lambda found: found.update(late=[0.1] * 9 + [4000.0]), "Lateness, most, ms (machine, window)"),
    ],
)
def test_what_is_beyond_its_bound_is_broken(change: Callable[[Found], None], what: str) -> None:
    found = copy.deepcopy(FOUND)
    change(found)
    rows = rows_of(found)
    assert what in [row.what for row in rows if row.ok is False]
    assert next(line for line in table(rows).splitlines() if line.startswith(what)).endswith("BROKEN")


def test_what_is_within_its_bounds_is_well() -> None:
    rows = rows_of(FOUND)
    assert all(row.ok is not False for row in rows) and "BROKEN" not in table(rows)


def test_a_window_that_holds_more_for_a_while_leaks_nothing() -> None:
    found = copy.deepcopy(FOUND)
    gather(1.04)(found)
    found["memory"] = [
        (when, life, window * (2 if when % 100 < 30 else 1), engine)
        for when, life, window, engine in found["memory"]
    ]
    # A window that was opened later and is larger is another one.
    found["memory"] += [(2500.0 + when, 2, 900_000_000, 1) for when in range(300)]
    assert all(row.ok is not False for row in rows_of(found))


def test_what_an_engine_gathers_is_told_of_the_one_that_was_counted_most() -> None:
    found = copy.deepcopy(FOUND)
    killed, large = copy.deepcopy(COUNT), copy.deepcopy(COUNT)
    killed["engine"].update(pid=6, memory=100_000_000)
    large["engine"].update(pid=8, memory=900_000_000)
    found["counts"] = [killed, *found["counts"], large]
    assert all(row.ok is not False for row in rows_of(found))
    found["counts"][2]["engine"]["memory"] = 321_000_000
    broken = [row.what for row in rows_of(found) if row.ok is False]
    assert broken == ["Memory of the engine at rest, MB", "Memory of both at rest, MB"]
    # Of engines that were counted once there is nothing to say.
    found["counts"][1]["engine"]["pid"] = 5
    assert all(row.ok is not False for row in rows_of(found))


def test_short_soaks_say_nothing_of_growth_and_of_lateness() -> None:
    found = copy.deepcopy(FOUND)
    found.update(seconds=60.0, late=[4000.0])
    grow("engine", "memory", 900_000_000)(found)
    grow("window", "widgets", 9000)(found)
    assert all(row.ok is not False for row in rows_of(found))
