"""Inputs obey the hand that uses them and nothing that passes by; one’s own data are drawn and rubbed out."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from tests.e2e import deeds
from tests.e2e.conftest import Begin
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

DOWN = 5
"""The button that X gives to a turn of the wheel."""
CANVAS = "Canvas to draw points on"
HINT = "Nothing is drawn yet, so there is nothing to learn."


@pytest.fixture
def sixteen(begin: Begin) -> Seat:
    """A VAE with more dimensions than a plane has."""
    return begin("vae", images={"kind": "vae-images", "model": "fashion-vae-16"}).settle()


def test_a_passing_wheel_changes_nothing(sixteen: Seat) -> None:
    before = sixteen.state
    for name in ("z 2", "Horizontal axis", "Vertical axis"):
        sixteen.ask("rest")
        for _ in range(3):
            sixteen.click(name, DOWN)
    # What is clicked after the wheel is answered after it, too.
    sixteen.click("Set z 2 to 0")
    sixteen.press("ctrl+z")
    assert sixteen.settle().state == before


def test_a_slider_follows_a_press_and_a_drag_in_its_groove(sixteen: Seat) -> None:
    deeds.drag_slider(sixteen, "z 2", 0.9, 0.8, 0.75)
    let_go = pytest.approx(2.0, abs=0.4)
    until(lambda: sixteen.images["decode.latent"][1] == let_go, "z follows to where it was let go")
    assert sixteen.facts["undo_text"] == "Move z₂"
    sixteen.press("ctrl+z")
    until(lambda: not any(sixteen.images["decode.latent"]), "it was one step")


def drawing(window: Seat) -> list[list[float]]:
    """The points that are drawn."""
    held = base64.b64decode(window.state["lab"]["run"]["drawing"])
    points: list[list[float]] = np.frombuffer(held, dtype="<f4").reshape(-1, 2).tolist()
    return points


def test_ones_own_data_begin_empty_and_are_drawn_rubbed_and_cleared(begin: Begin) -> None:
    window = begin("flow", stage="lab").settle()
    window.click("Data: Draw your own")
    until(lambda: window.state["lab"]["run"]["data"] == "drawn", "one draws")
    assert drawing(window) == []
    for look, size in looks(window):
        window.ask("scroll_to", name=CANVAS)
        inside(window.where("Stage"), size, "the stage")
        assert window.ask("where", name=HINT)
        assert window.facts["count"] == 1, "there is nothing to play"
        window.shot(f"draw-your-own-{look}")
    x, y, width, height = window.where(CANVAS)
    left, right, middle = x + width // 5, x + width - width // 5, y + height // 2
    window.drag([(left, middle), (right, middle)])
    until(lambda: len(drawing(window)) > 50, "a line is drawn")
    assert window.ask("where", name=HINT) is None
    assert window.facts["count"] > 1
    until(lambda: window.ask("lab")["numbers"].get("step", 0) > 0, "it is learned")
    window.shot("draw-your-own-drawn")
    window.ask("rest")
    assert window.where(CANVAS) == (x, y, width, height), "nothing moves while one draws"
    window.drag([(left, middle), (right, middle)], button=3)
    until(lambda: len(drawing(window)) == 0, "one fast rub takes all of it")
    window.press("ctrl+z")
    until(lambda: len(drawing(window)) > 50, "it is back")
    window.ask("scroll_to", name="Clear")
    window.click("Clear")
    until(lambda: drawing(window) == [], "it is cleared")
    assert window.ask("where", name=HINT) and window.facts["messages"] == []
    assert window.facts["count"] == 1
