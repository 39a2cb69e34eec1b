"""Exploring a model with mouse and keys: every way to change a picture changes it."""

from __future__ import annotations

import pytest

from tests.e2e import deeds
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e


def step_made(window: Seat, count: int) -> Seat:
    """Wait for the undo step of this number and for its pictures."""
    until(lambda: window.facts["undo"] == count, f"there are {count} steps to undo")
    return window.settle()


def test_dragging_over_the_plane_decodes(window: Seat) -> None:
    before, painted = window.picture(), window.facts["painted"]
    window.drag_on_plane([(-2 + 0.1 * n, 0.5) for n in range(41)])
    step_made(window, 1)
    assert window.picture() != before
    assert window.images["decode.latent"] == pytest.approx([2.0, 0.5], abs=0.05)
    # Not only where the mouse came to rest: the picture followed it.
    assert window.facts["painted"] - painted >= 10
    assert window.facts["undo_text"] == "Move z"


def test_a_held_out_image_is_chosen_and_resampled(window: Seat) -> None:
    x, y, _, height = window.where("Held-out images")
    window.drag([(x + height + height // 2, y + height // 2)])
    step_made(window, 1)
    assert window.images["source"] == {"from": "held-out", "index": 1}
    mean, sample = window.picture("Decoded posterior mean"), window.picture("Decoded sample")
    window.press("r")
    step_made(window, 2)
    assert window.images["draw"] == 1
    assert window.picture("Decoded posterior mean") == mean
    assert window.picture("Decoded sample") != sample
    window.click("Resample ε")
    step_made(window, 3)
    assert window.images["draw"] == 2


def test_one_draws_with_the_mouse(window: Seat) -> None:
    x, y, width, height = window.where("Image x: draw here")
    mean = window.picture("Decoded posterior mean")
    window.click("Clear")
    step_made(window, 1)
    middle, half = (x + width // 2, y + height // 2), min(width, height) // 3
    window.drag([(middle[0] - half + 2 * n * half // 20, middle[1]) for n in range(21)])
    step_made(window, 2)
    drawn = window.picture("Image x: draw here")
    assert drawn is not None and drawn.count(255) >= 20
    assert window.images["source"]["from"] == "drawing"
    assert window.picture("Decoded posterior mean") != mean
    window.drag([(middle[0] - half + 2 * n * half // 20, middle[1]) for n in range(21)], button=3)
    step_made(window, 3)
    rubbed = window.picture("Image x: draw here")
    assert rubbed is not None and max(rubbed) < 255 and rubbed.count(0) > drawn.count(0)
    window.shot("drawing")


def test_the_interpolation_plays_by_itself(window: Seat) -> None:
    window.click("Interpolate")
    step_made(window, 1)
    seen: dict[int, bytes | None] = {}
    window.press("space")

    def played() -> bool:
        seen[window.facts["position"]] = window.picture("Picture at the current position")
        return len(seen) >= 8

    until(played, "eight positions were played")
    assert window.facts["playing"]
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")
    assert len(set(seen.values())) >= 6
    assert window.facts["undo"] == 1, "playing is no edit"
    window.settle().shot("interpolation")
    there = window.facts["position"]
    window.press("Right")
    until(lambda: window.facts["position"] != there, "it goes one step on")
    window.press("Home")
    until(lambda: window.facts["position"] == 0, "it goes to the start")


def test_lessons_set_everything_up_and_can_be_undone(window: Seat) -> None:
    before, picture = window.state, window.picture()
    for count, title in enumerate(("Beyond three σ", "From six to seven"), start=1):
        deeds.try_lesson(window, title, lambda count=count: window.facts["undo"] == count)
        step_made(window, count)
        assert title in window.facts["undo_text"]
    assert window.images["model"] == "digits-vae-2d"
    assert window.images["panel"] == "interpolate"
    window.shot("lesson")
    window.press("ctrl+z", "ctrl+z")
    step_made(window, 0)
    assert (window.state, window.picture()) == (before, picture)
    assert window.facts["messages"] == []


def test_samples_change_with_their_temperature(window: Seat) -> None:
    window.click("Prior samples")
    step_made(window, 1)
    window.ask("focus", name="Temperature")
    window.press("Up", "Up")
    until(lambda: window.images["temperature"] > 1.0, "the temperature rises")
    window.settle().shot("samples")
    assert window.facts["messages"] == []
