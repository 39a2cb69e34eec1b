"""The Compare tab in a real window: measuring, stopping, resuming, points, the table, exports."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from playground.core import folders
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.known import identity
from playground.evaluate.sweep.plan import Wish, jobs_of
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.store import Store
from playground.paradigms.cards import read_card
from tests.e2e import deeds
from tests.e2e.seat import Seat, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

MODEL = "fashion-consistency"
FEW, MANY = 100, 20_000
LONG = 300.0


def all_jobs() -> list[Job]:
    """Everything that is measured of the models that ship, unless somebody chooses."""
    cards = (read_card(path.parent) for path in sorted(folders.shipped_models().glob("*/card.toml")))
    drawn = (card for card in cards if card.paradigm != "classifier" and card.data == "fashion-mnist")
    return [job for card in drawn for job in jobs_of(card, Wish(), [])]


def box_of(steps: int) -> str:
    """The name of the check box of the consistency model with so many steps."""
    return f"{MODEL}: Consistency, {steps} step{'' if steps == 1 else 's'}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where nothing but one jump of the consistency model is chosen, of few pictures."""
    made = tmp_path_factory.mktemp("compare") / "first"
    one = [job for job in all_jobs() if job.model == MODEL and job.recipe.get("steps") == 1]
    skipped = sorted({identity(job.recipe) for job in all_jobs()} - {identity(one[0].recipe)})
    deeds.begin_at(
        made, "compare",
        quality={"kind": "compare-quality", "pictures": FEW, "origin": "own", "skipped": skipped},
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def window(folder: Path) -> Iterator[Seat]:
    """One program for all tests, which go on from each other."""
    with seat(folder) as sitting:
        until(lambda: sitting.facts["engine"] == "ready", "the engine is ready", 120)
        yield sitting


def compared(window: Seat) -> dict[str, Any]:
    return dict(window.ask("compared"))


def measure(window: Seat, points: int) -> dict[str, Any]:
    """Press the button and wait until the sweep is over and there are so many points."""
    window.click("Measure here")
    until(lambda: compared(window)["running"], "the sweep runs")
    until(lambda: not compared(window)["running"], "the sweep is over", LONG)
    found = compared(window)
    assert len(found["points"]) == points, window.sentences()
    return found


def stored(window: Seat) -> dict[str, int]:
    """The results' files, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (window.data / "compare").glob("*.json")}


def test_a_setting_is_measured_and_its_point_shows_pictures_under_the_mouse(window: Seat) -> None:
    found = compared(window)
    assert found["points"] == [] and "Nothing has been measured yet" in found["words"]
    (point,) = measure(window, 1)["points"]
    assert (point["model"], point["steps"], point["cost"]) == (MODEL, 1, 1.0)
    assert len(stored(window)) == 1
    assert window.facts["messages"] == []
    window.point(*point["pixel"])
    until(lambda: compared(window)["lit"] == point["key"], "the point is pointed at")
    until(lambda: compared(window)["pictures"] == 10, "its pictures are drawn", LONG)
    assert "Consistency, 1 step" in compared(window)["title"]
    window.shot("compare-point")


def test_another_setting_is_measured_and_the_first_one_is_not_again(window: Seat) -> None:
    before, done = stored(window), window.facts["undo"]
    window.ask("scroll_to", name=box_of(2))
    window.click(box_of(2))
    until(lambda: window.facts["undo"] == done + 1, "the setting is chosen")
    points = measure(window, 2)["points"]
    assert sorted(point["steps"] for point in points) == [1, 2]
    after = stored(window)
    assert len(after) == 2 and before.items() <= after.items()


def test_a_click_keeps_a_point_and_two_open_its_tab(window: Seat) -> None:
    one, two = ({each["steps"]: each for each in compared(window)["points"]}[steps] for steps in (1, 2))
    window.drag([tuple(one["pixel"])])
    until(lambda: compared(window)["lit"] == one["key"], "the point is pointed at")
    window.point(*two["pixel"])
    assert compared(window)["lit"] == one["key"] and window.facts["tab"] == "compare"
    window.double_click(*two["pixel"])
    until(lambda: window.facts["tab"] == "consistency", "the tab of the model is open")
    shown = window.state["images"]
    assert (shown["model"], window.state["stage"]) == (MODEL, "images")
    window.press("ctrl+8")
    until(lambda: window.facts["tab"] == "compare", "the comparison is open again")
    # What the other tab has begun to draw is of no use here.
    window.press("Escape")
    until(lambda: not window.facts["busy"], "nothing is drawn any more")
    window.press("ctrl+shift+d")


def test_walking_over_points_by_keys(window: Seat) -> None:
    window.ask("focus", name="Fréchet distance, lower")
    window.press("Left", "Left", "Left")
    points = {point["steps"]: point["key"] for point in compared(window)["points"]}
    until(lambda: compared(window)["lit"] == points[1], "the cheapest point is pointed at")
    window.press("Right")
    until(lambda: compared(window)["lit"] == points[2], "the next one is")


def test_what_is_shown_is_exported_and_equals_the_results(window: Seat, tmp_path: Path) -> None:
    for name, title in (("results.csv", "Results"), ("plot.svg", "Quality"), ("plot.png", "Quality")):
        deeds.export(window, tmp_path / name, title)
    results = {result.key: result for result in Store(window.data / "compare")}
    shown = [results[point["key"]] for point in compared(window)["points"]]
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == csv_of(shown)
    assert b"<svg" in (tmp_path / "plot.svg").read_bytes()
    window.press("ctrl+shift+d")


def load(window: Seat, stage: str, **values: Any) -> None:
    state = window.state
    window.ask("load", stage=stage, **{stage: {**state[stage], **values}})


def errors(window: Seat) -> list[str]:
    """What went wrong; that the engine is slow is no fault where a sweep takes all of the machine."""
    return [text for kind, text in window.facts["messages"] if kind == "error"]


def test_a_long_sweep_is_stopped_resumed_and_survives_being_killed(window: Seat) -> None:
    before = stored(window)
    load(window, "quality", pictures=MANY)
    window.click("Measure here")
    until(lambda: "pictures" in compared(window)["words"], "it tells how many pictures there are", LONG)
    assert "left" in compared(window)["words"] or "of" in compared(window)["words"]
    window.shot("compare-measuring")
    window.click("Stop")
    until(lambda: not compared(window)["running"], "the sweep is stopped", LONG)
    assert errors(window) == [] and stored(window) == before
    window.click("Measure here")
    process = until(lambda: compared(window)["process"], "another one runs")
    until(lambda: "pictures" in compared(window)["words"], "it makes pictures", LONG)
    children = [process, *(child.pid for child in psutil.Process(process).children(recursive=True))]
    os.kill(process, signal.SIGKILL)
    until(lambda: not compared(window)["running"], "the window has noticed")
    (message,) = errors(window)
    assert message.startswith("Measuring was ended from outside.")
    until(lambda: not any(alive(each) for each in children), "its workers have ended", LONG)
    window.press("ctrl+shift+d")
    load(window, "quality", pictures=FEW)
    assert measure(window, 2)["points"] and stored(window) == before


def test_every_cell_of_the_table_is_filled_or_says_why_and_tells_its_source(window: Seat) -> None:
    window.click("Table")
    until(lambda: window.state["stage"] == "table", "the table is open")
    load(window, "table", origin="own")
    cells = window.ask("cells")
    assert len(cells) == 8 and len({len(row) for row in cells.values()}) == 1
    for row in cells.values():
        for text, missing in row.values():
            assert text and (missing or text != "–")
    window.drag([tuple(window.ask("cell", row="consistency", column="coverage"))])
    until(lambda: window.state["table"]["row"] == "consistency", "the cell is open")
    told = window.ask("everything")
    assert any(f"Of {FEW} pictures" in text for texts in told.values() for text in texts)
    window.press("Right")
    until(lambda: window.state["table"]["column"] != "coverage", "the next cell is open")
    window.shot("compare-table")


def test_the_table_is_exported(window: Seat, tmp_path: Path) -> None:
    for suffix in (".csv", ".json", ".md"):
        path = tmp_path / f"table{suffix}"
        deeds.export(window, path)
        assert path.stat().st_size > 500
    window.press("ctrl+shift+d")


@pytest.mark.parametrize("size", [(1280, 800), (1000, 680)], ids=["large", "small"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_stages_in_both_themes_and_sizes(window: Seat, size: tuple[int, int], theme: str) -> None:
    window.ask("resize", width=size[0], height=size[1])
    window.press("ctrl+t", theme[0])
    until(lambda: window.facts["theme"] == theme, f"the theme is {theme}")
    for stage, title in (("table", "Table"), ("quality", "Quality and cost")):
        window.click(title)
        until(lambda stage=stage: window.state["stage"] == stage, f"{title} is open")
        window.shot(f"compare-{stage}-{theme}-{size[0]}x{size[1]}")
    x, y, width, height = window.where("Fréchet distance, lower")
    for point in compared(window)["points"]:
        assert x <= point["pixel"][0] <= x + width and y <= point["pixel"][1] <= y + height


def test_closing_the_window_ends_the_sweep_and_the_state_comes_back(window: Seat, folder: Path) -> None:
    load(window, "quality", pictures=MANY, measure="coverage", hidden=["gan"])
    state = window.state
    window.click("Measure here")
    process = until(lambda: compared(window)["process"], "the sweep runs")
    until(lambda: "pictures" in compared(window)["words"], "it makes pictures", LONG)
    children = [process, *(child.pid for child in psutil.Process(process).children(recursive=True))]
    assert window.close() == 0
    end = time.monotonic() + LONG
    while any(alive(each) for each in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(alive(each) for each in children)
    with seat(folder) as second:
        until(lambda: second.facts["engine"] == "ready", "the engine is ready", 120)
        assert second.state == state
        assert len(compared(second)["points"]) == 2


def alive(process: int) -> bool:
    """Whether a process runs still."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
