"""The bars that a terminal shows while settings are measured."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from playground.commands.compare_display import Display
from playground.commands.eliding import elided
from playground.evaluate.sweep.events import Planned, Progress, Started, SweepPlan
from tests.support.sweeps import make_result

TITLES = (
    "Clothes by flow matching: Adams–Bashforth 2, 8 steps, guidance 2.3 from 0.45 to 0.65",
    "Clothes by flow matching: Adams–Bashforth 2, 8 steps, guidance 2.3 from 0 to 1",
    "Clothes: one step",
)


def shown(width: int, titles: tuple[str, ...]) -> list[str]:
    """The lines of a terminal of that width while jobs of these titles are half done."""
    console = Console(file=io.StringIO(), width=width, height=40, force_terminal=True, color_system=None)
    jobs = tuple(
        Planned(key=str(index), job=make_result().job, family="flow", title=title)
        for index, title in enumerate(titles)
    )
    display = Display(quiet=True, console=console)
    display.tell(SweepPlan(jobs=jobs, workers=3))
    for job in jobs:
        display.tell(Started(key=job.key))
        display.tell(Progress(key=job.key, done=1000, total=2000, seconds_left=720))
    with console.capture() as captured:
        console.print(display.progress.get_renderable())
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_long_names_leave_bars_counts_and_the_time_left_in_sight(width: int) -> None:
    whole, *rows = shown(width, TITLES)
    assert len(rows) == len(TITLES), "a name has taken a second line"
    assert whole.startswith("all") and "0/3" in whole and whole.endswith("12 min left")
    assert all("1000/2000" in row and "━" in row for row in rows)
    assert all(len(row) <= width for row in (whole, *rows))


def test_names_that_differ_only_at_their_end_are_told_apart_at_80_columns() -> None:
    _, one, other, short = shown(80, TITLES)
    assert one.split("━")[0] != other.split("━")[0]
    assert one.startswith("Clothes") and short.startswith("Clothes: one step ")
    assert shown(200, TITLES)[1].startswith(TITLES[0])


@pytest.mark.parametrize("width", range(len(TITLES[0]) + 2))
def test_a_cut_text_is_as_long_as_it_may_be(width: int) -> None:
    cut = elided(TITLES[0], width)
    assert len(cut) <= width and (cut == TITLES[0]) == (width >= len(TITLES[0]))
    assert width < 3 or cut == TITLES[0] or (cut[0] == "C" and cut[-1] == TITLES[0][-1])
