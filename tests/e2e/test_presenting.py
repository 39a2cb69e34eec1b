"""A lecture: lessons are presented by keys alone, for the last row to read, and the window is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e

LEAST = 0.015
"""Of the screen's height, what letters must have."""


def told(window: Seat) -> dict[str, Any]:
    """What is presented."""
    found: dict[str, Any] = window.ask("presented")
    return found


def go_on(window: Seat, key: str) -> str:
    """Go to another lesson; gives its title."""
    before = told(window)["title"]
    window.press(key)
    until(lambda: told(window)["title"] != before, "another lesson is presented")
    window.settle()
    return str(told(window)["title"])


def read(window: Seat) -> None:
    """Everything that is written can be read from afar."""
    smallest = window.ask("letters")
    assert smallest and smallest[0][0] >= LEAST * told(window)["screen"][1], smallest


def test_three_lessons_are_presented_by_keys_alone(window: Seat) -> None:
    window.settle()
    undo = window.facts["undo"]
    window.press("F5")
    until(lambda: told(window)["on"], "it is presented")
    assert told(window)["size"] == told(window)["screen"]
    assert told(window)["title"] == "VAE: Through the model"
    first = go_on(window, "Next")
    for key in ("Right", "Next"):
        title = go_on(window, key)
        read(window)
        window.shot(f"presented-{told(window)['screen'][0]}-{window.facts['undo']}")
        window.press("space")
        until(lambda: told(window)["text"].startswith("**Answer.**"), "the answer is shown")
        read(window)
        window.press("Return")
        until(
            lambda: not told(window)["text"].startswith("**Answer.**"), "more is shown, or it is hidden again"
        )
        if told(window)["text"].startswith("**More.**"):
            read(window)
            window.press("Return")
            until(lambda: not told(window)["text"].startswith("**More.**"), "it is hidden again")
        assert told(window)["title"] == title
    go_on(window, "Left")
    assert go_on(window, "Prior") == first
    assert window.facts["undo"] == undo + 5, "each of them can be taken back"
    window.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
    until(lambda: window.facts["undo"] == undo, "all is taken back")
    window.settle().press("Escape")
    until(lambda: not told(window)["on"], "it is over")
    assert window.facts["messages"] == []


def look(window: Seat) -> tuple[object, ...]:
    """What the window is like."""
    return window.facts["size"], window.ask("layout"), window.facts["focus"]


def at_rest(window: Seat) -> tuple[object, ...]:
    """The same, once all is built and nothing moves any more."""
    seen: list[tuple[object, ...]] = []

    def rests() -> bool:
        seen.append(look(window))
        return seen[-5:] == 5 * [seen[-1]]

    until(lambda: window.ask("where", name="Find the border"), "the lessons are there")
    until(rests, "nothing moves any more")
    return seen[-1]


def test_the_window_is_as_it_was(window: Seat) -> None:
    before = at_rest(window.settle())
    for leave in ("F5", "Escape"):
        window.press("F5")
        until(lambda: told(window)["on"], "it is presented")
        window.settle()
        read(window)
        window.press(leave)
        until(lambda: not told(window)["on"], "it is over")
        until(lambda: look(window) == before, "all stands where it stood")


def test_the_screen_is_black_and_the_pointer_large_by_a_key(window: Seat) -> None:
    window.press("F5")
    until(lambda: told(window)["on"], "it is presented")
    assert told(window)["pointer"] > 0.05 * told(window)["screen"][1]
    window.press("l")
    until(lambda: told(window)["pointer"] == 0, "the usual pointer is back")
    for key in ("b", "period"):
        window.press(key)
        until(lambda: told(window)["black"], "the screen is black")
        window.press(key)
        until(lambda: not told(window)["black"], "it is seen again")
    window.press("F5")
    until(lambda: not told(window)["on"], "it is over")


def test_escape_stops_what_is_computed_before_it_leaves(window: Seat) -> None:
    window.press("ctrl+3")
    until(lambda: window.facts["tab"] == "diffusion", "Diffusion is open")
    window.ask("load", stage="images", images={**window.images, "steps": 1000})
    window.press("F5")
    until(lambda: told(window)["on"], "it is presented")
    until(lambda: window.facts["busy"], "something is computed")
    window.press("Escape")
    until(lambda: not window.facts["busy"], "it is given up")
    assert told(window)["on"]
    window.press("Escape")
    until(lambda: not told(window)["on"], "it is over")
