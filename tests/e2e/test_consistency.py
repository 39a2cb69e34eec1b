"""The Consistency tab's Images on a small network of random numbers and its teacher, which jump at once.

What the trained models draw is looked at elsewhere; here every control and picture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e import deeds
from tests.e2e.seat import Seat, seat, until
from tests.support.tiny_denoiser import CONSISTENCY, FLOW, write_denoiser
from tests.support.trusted import allow

pytestmark = [pytest.mark.e2e, pytest.mark.torch, pytest.mark.timeout(300)]

FRESH: dict[str, Any] = {
    "model": "tiny-consistency", "panel": "denoise", "sampler": "consistency", "steps": 3,
    "spacing": "uniform", "label": -1, "samples.count": 4, "seed": 0, "position": 1.0,
    "a": 0, "b": 1, "frames": 5, "t": 0.0, "rows.count": 3,
    "rows.steps": [1, 2, 4, 8], "teacher_steps": [1, 5, 10], "points": 6, "fine": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tests: the tab is open, at its Images."""
    folder = tmp_path_factory.mktemp("consistency")
    models = folder / "models"
    write_denoiser(models / "tiny-flow", FLOW, seed=1)
    write_denoiser(models / "tiny-consistency", CONSISTENCY, seed=2)
    images = {"kind": "consistency-images", **FRESH}
    deeds.begin_at(folder / "first", "consistency", stage="images", images=images)
    allow(models, folder / "first" / "settings")
    with seat(folder / "first", "--models", str(models)) as sitting:
        yield sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The tab with three jumps of four samples, all drawn."""
    deeds.load(program, "images", **FRESH)
    until(lambda: deeds.whole(program), "the samples are there")
    return program


def test_every_control_draws_other_samples_and_undo_the_first_ones(window: Seat) -> None:
    first = window.ask("images")
    done = window.facts["undo"]
    assert first["steps"] == [0, 1, 2, 3] and first["nfe"] == 3
    deeds.slide(window, "Steps", "Left")
    shown = deeds.changed(window, first, steps=2)
    deeds.unfold(window, "More")
    deeds.choose(window, "Spacing", "Quadratic")
    shown = deeds.changed(window, shown, spacing="quadratic")
    deeds.choose(window, "Label", "B")
    shown = deeds.changed(window, shown, label=1)
    assert shown["labels"] == [1, 1, 1, 1]
    window.click("Next seed")
    deeds.changed(window, shown, seed=1)
    window.shot("consistency-controls")
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    assert until(lambda: deeds.whole(window), "the first samples are back")["samples"] == first["samples"]
    assert window.state["images"] == {**window.state["images"], **FRESH}


def test_a_sampler_of_other_networks_is_explained(window: Seat) -> None:
    deeds.choose(window, "Sampler", "Euler")
    until(lambda: window.ask("images")["refusal"], "it says why not")
    assert window.ask("where", name="About the sampler")
    window.press("ctrl+z")
    until(lambda: deeds.whole(window), "the samples are shown as before")


def test_scrubbing_and_between_two_seeds(window: Seat) -> None:
    run = window.ask("images")["run"]
    window.press("Home")
    for step in range(4):
        until(lambda step=step: window.ask("images")["shown"] == step, f"step {step} is shown")
        window.press("Right")
    assert window.ask("images")["run"] == run
    window.click("Interpolate")
    until(lambda: deeds.ended(window, "interpolate"), "all pictures are drawn")
    deeds.drag_slider(window, "Position between seed A and seed B", 0.0, 0.6, 1.0)
    until(lambda: window.state["images"]["t"] == 1.0, "it is at B")
    assert window.picture("Picture at the current position") == window.picture("Picture of seed B")
    window.shot("consistency-interpolation")


def test_trajectories_rows_and_jumps_are_exported_and_come_back(window: Seat, tmp_path: Path) -> None:
    exported, state = window.ask("images"), window.state["images"]
    strip, animation, rows = (tmp_path / name for name in ("strip.png", "animation.apng", "rows.png"))
    deeds.export(window, strip, "X on the way, a filmstrip")
    deeds.export(window, animation, "X on the way, animated")
    with Image.open(animation) as film:
        assert film.n_frames == 4
    window.click("Beside the teacher")
    drawn = until(lambda: deeds.ended(window, "rows"), "all rows are drawn")
    deeds.export(window, rows, "Beside the teacher, with headings")
    other = {**FRESH, "steps": 1, "seed": 5, "rows.steps": [1], "teacher_steps": [2]}
    for path in (strip, animation):
        deeds.load(window, "images", **other)
        deeds.drop(window, path)
        assert until(lambda: deeds.whole(window), "they are there again")["samples"] == exported["samples"]
        assert {key: window.state["images"][key] for key in ("steps", "seed", "panel")} == {
            key: state[key] for key in ("steps", "seed", "panel")
        }
    deeds.drop(window, rows)
    again = until(lambda: deeds.ended(window, "rows"), "all rows are drawn again")
    assert again["recipe"] == drawn["recipe"]
    assert window.state["images"]["rows.steps"] == [1, 2, 4, 8]


def test_rows_jumps_and_ways(window: Seat) -> None:
    for title, panel, feed in (
        ("Beside the teacher", "rows", "rows"),
        ("Self-consistency", "jumps", "jumps"),
        ("Jump, noise, jump", "multistep", "ways"),
    ):
        window.click(title)
        until(lambda panel=panel: window.state["images"]["panel"] == panel, "the panel is open")
        until(lambda feed=feed: deeds.ended(window, feed), "all is drawn")
        window.settle().shot(f"consistency-{panel}")
    deeds.choose(window, "Label", "C")
    until(lambda: window.state["images"]["label"] == 2, "another label is drawn")
    until(
        lambda: (deeds.ended(window, "ways") or {"recipe": {}})["recipe"].get("label") == 2,
        "all ways are anew",
    )
    assert window.facts["messages"] == []
