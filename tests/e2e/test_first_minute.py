"""The first minute of a newcomer, with a real mouse: the Start page, a picture that moves, a course."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from playground.ui.explain.courses import load_courses
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

VAE = "VAE: Drag the dot: two numbers, one garment"


def test_the_first_start_opens_on_pictures_that_follow_the_mouse(tmp_path: Path) -> None:
    with seat(tmp_path / "first") as window:
        assert window.facts["tab"] == "" and window.facts["messages"] == []
        x, y, width, height = window.where(VAE)
        window.point(x + width // 3, y + height // 2)
        seen = look(window, "vae")
        window.point(x + width // 2, y + height // 2)
        until(lambda: look(window, "vae") != seen, "the picture follows")
        until(lambda: window.facts["drawn"] >= 2, "pictures are drawn here")
        for name, size in looks(window):
            until(lambda: not window.ask("cut_off"), f"everything fits when it is {name}")
            for picture in window.ask("start")["pictures"]:
                inside(tuple(picture), size, "a picture")
            window.shot(f"start-{name}")
        window.click(VAE)
        until(lambda: window.facts["tab"] == "vae", "a click goes in")
        window.settle()
        window.press("alt+Home")
        until(lambda: window.facts["tab"] == "", "the Start page comes back")
        drawn = window.facts["drawn"]
        until(lambda: window.facts["drawn"] > drawn, "it is alive again")
        assert window.close() == 0
    with seat(tmp_path / "first") as again:
        assert again.facts["tab"] == "vae", "a session exists"


def test_a_course_leads_from_tab_to_tab_and_is_gone_on_with(tmp_path: Path) -> None:
    course = load_courses()[0]
    with seat(tmp_path / "first") as window:
        window.click(f"Start: {course.title}")
        until(lambda: window.facts["undo_text"] == "Try “Find the border”", "the first lesson is set up")
        reveal(window, "Find the border")
        window.click("Start")
        until(lambda: window.facts["tab"] == "", "the Start page is open")
        window.click(f"Continue: {course.title}")
        until(lambda: "What the code leaves open" in window.facts["undo_text"], "the next one is set up")
        reveal(window, "What the code leaves open")
        for name, size in looks(window):
            until(lambda: not window.ask("cut_off"), f"sixteen dimensions fit when it is {name} of {size}")
        window.ask("scroll_to", name="Next after What the code leaves open")
        window.click("Next after What the code leaves open")
        until(lambda: "Cold and hot" in window.facts["undo_text"], "and the next")
        reveal(window, "Cold and hot")
        window.click("Next after Cold and hot")
        until(lambda: window.facts["tab"] == "gan", "in another tab")
        until(lambda: "Growing a handle" in window.facts["undo_text"], "it is set up there")
        assert window.close() == 0
    with seat(tmp_path / "first") as again:
        again.press("alt+Home")
        until(lambda: again.facts["tab"] == "", "the Start page is open")
        assert again.ask("where", name=f"Continue: {course.title}")


def test_a_lesson_that_is_named_stands_open_and_a_link_leads_back_to_it(tmp_path: Path) -> None:
    with seat(tmp_path / "first", "--lesson", "img-handle") as window:
        until(lambda: window.facts["undo_text"] == "Try “Growing a handle”", "the lesson is set up")
        window.settle()
        assert window.facts["tab"] == "gan" and window.ask("where", name="Show the answer: Growing a handle")
        window.press("ctrl+shift+l")
        before = window.state
        window.press("ctrl+r")
        until(lambda: window.state != before, "all controls are as at first")
        window.press("ctrl+v")
        until(lambda: window.state == before, "the link brings them back")
        window.press("ctrl+1")
        until(lambda: window.facts["tab"] == "vae", "another tab is open")
        window.press("ctrl+v")
        until(lambda: window.facts["tab"] == "gan", "the link leads back")
        assert window.facts["messages"] == []


def look(window: Seat, tab: str) -> Any:
    """The pixels of a tab’s picture."""
    return window.ask("start")["seen"][tab]


def reveal(window: Seat, title: str) -> None:
    """Show the answer of a lesson that is being tried."""
    button = f"Show the answer: {title}"
    places: list[tuple[int, ...]] = [()]

    def rests() -> bool:
        places.append(window.where(button))
        return bool(window.ask("in_sight", name=button)) and places[-1] == places[-2]

    window.settle()
    until(rests, "the lesson is in sight, and stays where it is", apart=0.3)
    window.click(button)
    following = f"Next after {title}"
    until(lambda: window.ask("where", name=following), "it says what comes next")
    window.ask("scroll_to", name=following)
