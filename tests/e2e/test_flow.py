"""The Flow Matching tab's Images: every control, scrubbing, seeds, exports, lines, and solvers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e import deeds
from tests.e2e.conftest import Shared
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FRESH: dict[str, Any] = {
    "model": "fashion-flow", "panel": "denoise", "sampler": "ab2", "steps": 4, "spacing": "uniform",
    "eta": 0.0, "guidance": 2.0, "label": -1, "samples.count": 4, "seed": 0, "position": 1.0, "sample": 0,
    "a": 0, "b": 1, "frames": 5, "t": 0.0, "lines.count": 4, "pairs": "independent", "budget": 4,
    "reflow.count": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests: the tab is open, at its Images."""
    sitting = shared.begin("flow", stage="images", images={"kind": "flow-images", **FRESH})
    return sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The tab with few steps of four samples, all drawn."""
    deeds.load(program, "images", **FRESH)
    until(lambda: deeds.whole(program), "the samples are there")
    return program


def test_every_control_draws_other_samples_and_undo_the_first_ones(window: Seat) -> None:
    first = window.ask("images")
    done = window.facts["undo"]
    deeds.drag_slider(window, "Steps", 0.0, 0.02, 0.04)
    shown = deeds.changed(window, first, steps=6)
    # One evaluation a step, with and without the label.
    assert shown["nfe"] == 2 * 6
    deeds.choose(window, "Sampler", "Midpoint")
    shown = deeds.changed(window, shown, sampler="midpoint")
    assert shown["nfe"] == 2 * 2 * 6
    deeds.unfold(window, "More")
    deeds.choose(window, "Spacing", "Quadratic")
    shown = deeds.changed(window, shown, spacing="quadratic")
    deeds.slide(window, "Guidance", "Home")
    shown = deeds.changed(window, shown, guidance=0.0)
    deeds.slide(window, "Guidance", "Right", "Right", "Right", "Right")
    shown = deeds.changed(window, shown, guidance=1.0)
    # With the label alone nothing is asked twice.
    assert shown["nfe"] == 2 * 6
    deeds.choose(window, "Label", "Bag")
    shown = deeds.changed(window, shown, label=8)
    assert shown["labels"] == [8, 8, 8, 8]
    seed = window.state["images"]["seed"]
    window.ask("scroll_to", name="New seed")
    window.click("New seed")
    until(lambda: window.state["images"]["seed"] != seed, "there is another seed")
    deeds.changed(window, shown)
    window.shot("flow-controls")
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    assert until(lambda: deeds.whole(window), "the first samples are back")["samples"] == first["samples"]
    assert window.state["images"] == {**window.state["images"], **FRESH}


def test_scrubbing_and_following_another_sample(window: Seat) -> None:
    run = window.ask("images")["run"]
    deeds.drag_slider(window, "Position", 1.0, 0.7, 0.25)
    until(lambda: window.ask("images")["shown"] == 1, "the first step is shown")
    window.press("End")
    until(lambda: window.ask("images")["shown"] == 4, "the last step is shown")
    x, y, width, height = window.where("data: ")
    window.drag([(x + 3 * width // 4, y + height // 4)])
    until(lambda: window.state["images"]["sample"] > 0, "another sample is followed")
    window.shot("flow-scrub")
    assert window.ask("images")["run"] == run


def test_between_two_seeds(window: Seat) -> None:
    window.click("Interpolate")
    until(lambda: deeds.ended(window, "interpolate"), "all pictures are drawn")
    ends = [window.picture("Picture of seed A"), window.picture("Picture of seed B")]
    assert ends[0] != ends[1]
    window.click("Swap A and B")
    until(lambda: window.state["images"]["a"] == 1, "A and B are swapped")
    until(lambda: deeds.ended(window, "interpolate"), "all pictures are drawn anew")
    assert [window.picture("Picture of seed B"), window.picture("Picture of seed A")] == ends
    seen = set()
    window.press("Home")
    for place in range(5):
        until(lambda place=place: window.state["images"]["t"] == place / 4, f"it is at picture {place}")
        seen.add(window.picture("Picture at the current position"))
        window.press("Right")
    assert len(seen) == 5
    window.shot("flow-interpolation")


def test_a_trajectory_is_exported_and_comes_back(window: Seat, tmp_path: Path) -> None:
    deeds.load(window, "images", sampler="heun", steps=5, spacing="quadratic", seed=3, label=2, guidance=1.0)
    exported = until(lambda: deeds.whole(window), "the samples are there")
    state = window.state["images"]
    strip, animation, arrays = (tmp_path / name for name in ("strip.png", "animation.webp", "samples.npz"))
    deeds.export(window, strip, "Predicted data on the way, a filmstrip")
    deeds.export(window, animation, "X on the way, animated")
    deeds.export(window, arrays, "Samples, grid and arrays")
    with Image.open(strip) as picture:
        assert abs(picture.width / picture.height - 6 / 4) < 0.05
    with Image.open(animation) as film:
        assert film.n_frames == 6
    for path in (strip, animation, arrays):
        deeds.load(window, "images", **FRESH)
        deeds.drop(window, path)
        assert until(lambda: deeds.whole(window), "they are there again")["samples"] == exported["samples"]
        assert window.state["images"] == state


def test_lines_and_solvers(window: Seat) -> None:
    window.click("Lines and paths")
    independent = until(lambda: deeds.ended(window, "lines"), "lines and paths are drawn")
    window.shot("flow-lines")
    deeds.choose(window, "Pairs", "Model")
    until(lambda: window.state["images"]["pairs"] == "model", "the pairs are the model's")
    assert until(lambda: deeds.ended(window, "lines"), "they are drawn anew")["hash"] != independent["hash"]
    window.click("Solvers")
    until(lambda: window.state["images"]["panel"] == "solvers", "the panel is open")
    window.settle().shot("flow-solvers")
    assert window.facts["messages"] == []
