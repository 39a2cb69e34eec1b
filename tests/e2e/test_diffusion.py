"""The Diffusion tab's Images: every control, scrubbing, seeds, exports, and runs that are broken off."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from playground.engine.scheduler import CREDITS
from tests.e2e import deeds
from tests.e2e.conftest import Shared
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FRESH: dict[str, Any] = {
    "model": "fashion-ddpm", "panel": "denoise", "sampler": "ddim", "steps": 4, "spacing": "uniform",
    "eta": 0.0, "guidance": 2.0, "label": -1, "samples.count": 4, "seed": 0, "position": 1.0, "sample": 0,
    "a": 0, "b": 1, "frames": 7, "t": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests: the tab is open, at its Images."""
    sitting = shared.begin("diffusion", stage="images", images={"kind": "diffusion-images", **FRESH})
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
    assert first["steps"] == [0, 1, 2, 3, 4] and first["labels"] == [0, 1, 2, 3]
    deeds.slide(window, "Steps", "Right")
    shown = deeds.changed(window, first, steps=5)
    assert shown["steps"] == [0, 1, 2, 3, 4, 5]
    deeds.choose(window, "Sampler", "Heun")
    shown = deeds.changed(window, shown, sampler="heun")
    # Two evaluations a step, each with and without the label; the last step needs the first of them alone.
    assert shown["nfe"] == 2 * (2 * 5 - 1) or shown["nfe"] == 2 * 2 * 5
    deeds.unfold(window, "More")
    deeds.choose(window, "Spacing", "Quadratic")
    shown = deeds.changed(window, shown, spacing="quadratic")
    deeds.slide(window, "Guidance", "Right", "Right")
    shown = deeds.changed(window, shown, guidance=2.5)
    deeds.choose(window, "Label", "Sneaker")
    shown = deeds.changed(window, shown, label=7)
    assert shown["labels"] == [7, 7, 7, 7]
    window.click("Next seed")
    deeds.changed(window, shown, seed=1)
    window.shot("diffusion-controls")
    steps = window.facts["undo"] - done
    window.press(*["ctrl+z"] * steps)
    assert until(lambda: deeds.whole(window), "the first samples are back")["samples"] == first["samples"]
    assert window.state["images"] == {**window.state["images"], **FRESH}


def test_a_sampler_that_does_not_fit_is_explained_and_another_offered(window: Seat) -> None:
    deeds.choose(window, "Sampler", "Consistency")
    refusal = until(lambda: window.ask("images")["refusal"], "it says why")
    assert window.ask("where", name="About the sampler")
    assert "consistency" in refusal.lower()
    window.press("ctrl+z")
    until(lambda: deeds.whole(window), "the samples are shown as before")
    assert window.ask("images")["refusal"] is None


def test_scrubbing_shows_every_step_without_computing_it_again(window: Seat) -> None:
    run = window.ask("images")["run"]
    seen: dict[int, str] = {}
    window.press("Home")
    for step in range(5):
        until(lambda step=step: window.ask("images")["shown"] == step, f"step {step} is shown")
        assert window.facts["position"] == step
        seen[step] = window.ask("drawn", name="x: What the sampler holds at this step")
        window.press("Right")
    assert len(set(seen.values())) == 5
    deeds.drag_slider(window, "Position", 1.0, 0.8, 0.5)
    until(lambda: window.ask("images")["shown"] == 2, "the middle is shown")
    assert window.ask("drawn", name="x: What the sampler holds at this step") == seen[2]
    window.shot("diffusion-scrub")
    window.press("space")
    until(lambda: window.ask("images")["shown"] != 2, "it plays")
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")
    assert window.ask("images")["run"] == run


def test_between_two_seeds(window: Seat) -> None:
    window.click("Interpolate")
    until(lambda: deeds.ended(window, "interpolate"), "all pictures are drawn")
    name = "Picture at the current position"
    window.press("Home")
    until(lambda: window.state["images"]["t"] == 0.0, "it is at A")
    start = window.picture(name)
    assert start is not None and start == window.picture("Picture of seed A")
    deeds.drag_slider(window, "Position between seed A and seed B", 0.0, 0.3, 0.5)
    until(lambda: window.state["images"]["t"] == 0.5, "it is in the middle")
    assert window.picture(name) not in (start, window.picture("Picture of seed B"))
    window.press("End")
    until(lambda: window.state["images"]["t"] == 1.0, "it is at B")
    end = window.picture(name)
    assert end == window.picture("Picture of seed B") != start
    window.shot("diffusion-interpolation")
    deeds.slide(window, "Seed B", "Up")
    until(lambda: window.state["images"]["b"] == 2, "B is another seed")
    until(lambda: deeds.ended(window, "interpolate"), "all pictures are drawn anew")
    assert window.picture("Picture of seed A") == start
    assert window.picture("Picture of seed B") != end


def test_a_trajectory_is_exported_and_comes_back(window: Seat, tmp_path: Path) -> None:
    deeds.load(window, "images", steps=6, seed=3, label=5, guidance=3.0, position=0.5)
    exported = until(lambda: deeds.whole(window), "the samples are there")
    state = window.state["images"]
    strip, animation = tmp_path / "strip.png", tmp_path / "animation.gif"
    deeds.export(window, strip, "X on the way, a filmstrip")
    deeds.export(window, animation, "X on the way, animated")
    with Image.open(strip) as picture:
        # Seven moments side by side of four samples, three times as large as they are.
        assert picture.width > 3 * 28 * 7 and picture.height > 3 * 28 * 4
        assert abs(picture.width / picture.height - 7 / 4) < 0.05
    with Image.open(animation) as film:
        assert film.n_frames == 7
    for path in (strip, animation):
        deeds.load(window, "images", **FRESH)
        deeds.drop(window, path)
        back = until(lambda: deeds.whole(window), "the samples are there")
        assert back["samples"] == exported["samples"]
        assert window.state["images"] == {**state, "position": 1.0}
    window.press("ctrl+shift+d")
    deeds.load(window, "images", **FRESH)
    window.press("ctrl+o")
    until(lambda: window.facts["dialog"].startswith("Open"), "it asks for a file")
    window.type(str(strip))
    window.press("Return")
    until(lambda: "carries a recipe" in window.sentences(), "the file is read")
    window.click("Compare")
    until(lambda: window.ask("where", name="Same: no pixel differs."), "the files are compared")
    window.shot("diffusion-compared")
    window.settle()  # what was found has changed the size of the dialog
    window.click("Close")
    until(lambda: not window.ask("where", name="Same: no pixel differs."), "the comparison is closed")


def test_a_long_run_is_stopped_within_a_step(window: Seat) -> None:
    deeds.slide(window, "Steps", "End")
    begun = until(lambda: deeds.going(window, 3), "some of a thousand steps are made")
    assert begun["recipe"]["steps"] == 1000
    window.press("Escape")
    until(lambda: not window.ask("images")["busy"], "it is stopped")
    stopped = window.ask("images")
    # What another run answers afterwards was sent behind everything that the stopped one had still sent.
    window.click("Forward")
    until(lambda: deeds.ended(window, "forward"), "something else is computed")
    after = window.ask("images")
    assert after["steps"] == stopped["steps"] and after["samples"] is None
    assert stopped["steps"][-1] < 1000
    sent = window.ask("sent", channel="diffusion/samples")
    assert sent["generation"] == stopped["run"]
    assert sent["steps"] <= len(stopped["steps"]) + CREDITS
    assert sent["stepping"] != stopped["run"]
    window.click("Denoising")
    until(lambda: window.state["images"]["panel"] == "denoise", "the trajectory is shown again")
    assert window.ask("images")["steps"][: len(stopped["steps"])] == stopped["steps"]
    window.shot("diffusion-stopped")


def test_a_slider_moved_during_a_run_begins_it_anew_without_a_stale_frame(window: Seat) -> None:
    deeds.slide(window, "Steps", "End")
    window.ask("watch", what="steps")
    until(lambda: deeds.going(window, 2), "some of a thousand steps are made")
    # By the mouse over the length of the slider, and back to few steps.
    deeds.drag_slider(window, "Steps", 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0.05)
    final = until(lambda: deeds.whole(window), "the last of the runs has ended")
    frames = window.ask("watched")
    assert final["steps"][-1] == window.state["images"]["steps"] < 10
    runs = [list(group) for _, group in itertools.groupby(frames, lambda frame: frame["run"])]
    assert len(runs) > 1
    assert len({frames[0]["run"] for frames in runs}) == len(runs), "no run comes back"
    for group in runs[1:]:
        first = group[0]
        assert first["step"] == 0 and first["times"] is not None
        assert len(first["times"]) == first["wanted"] + 1
        assert {frame["wanted"] for frame in group} == {first["wanted"]}
        assert [frame["step"] for frame in group] == list(range(len(group)))
        # Each frame is at its own run's time, not at that of a run with other steps.
        assert [frame["t"] for frame in group] == pytest.approx(first["times"][: len(group)], rel=1e-5)
    assert runs[-1][-1]["step"] == final["steps"][-1]


def test_noise_is_added_and_the_fan_opens(window: Seat) -> None:
    window.click("Forward")
    until(lambda: deeds.ended(window, "forward"), "the noised images are drawn")
    clean, noised = window.picture("Image that is noised"), window.picture("Noised image")
    assert clean is not None and noised != clean
    deeds.drag_slider(window, "Position", 0.5, 0.2, 0.0)
    until(lambda: window.state["images"]["level"] == 0.0, "there is no noise")
    assert window.picture("Noised image") == clean
    window.shot("diffusion-forward")
    deeds.load(window, "images", etas=[0.0, 1.0], branches=3)
    window.click("Fan of η")
    until(lambda: deeds.ended(window, "fan"), "the trajectories have ended")
    window.shot("diffusion-fan")
    assert window.facts["messages"] == []
