"""Ctrl + + makes numbers and names of plots larger and cuts none of them; Ctrl 0 takes all of it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import Sit
from tests.e2e.pages import pages
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SIZE = (1280, 800)
LARGER = 1.4
STEPS_UP = 3
"""Presses of Ctrl + + from the usual size to that one."""
LOOKS = 20
"""So many looks in a row find the same where nothing moves any more."""

View = dict[str, Any]


@pytest.mark.parametrize("tab", ["vae", "gan"])
def test_plots_of_every_page_grow_whole_and_come_back(sit: Sit, tmp_path: Path, tab: str) -> None:
    deeds.begin_at(tmp_path / "first", tab)
    window = sit("first")
    window.ask("resize", width=SIZE[0], height=SIZE[1])
    for page in pages(window):
        hold(window, page[0])
        before = at_rest(window, 1.0)
        window.press(*["ctrl+plus"] * STEPS_UP)
        larger = at_rest(window, LARGER)
        window.shot(f"larger-{tab}-{page[0]}-{page[1]}")
        for axis, usual in zip(larger["axes"], before["axes"], strict=True):
            check(axis, usual, page)
        window.press("ctrl+0")
        assert at_rest(window, 1.0) == before, page


def hold(window: Seat, stage: str) -> None:
    """Let what learns learn a little, and stop it, so that nothing moves but for the size of text."""
    run = window.state[stage].get("run", {})
    if run.get("training"):
        until(lambda: all(axis["number"] for axis in window.ask("axes")), "everything is plotted")
        window.ask("rest")
        window.press("ctrl+Return")
        until(lambda: not window.state[stage]["run"]["training"], "the training is held")
    elif not run:
        window.settle()


def at_rest(window: Seat, scale: float) -> View:
    """Axes and layout in letters of this size, once many looks found the same."""
    looked: list[View] = []

    def rests() -> bool:
        looked.append({"axes": window.ask("axes"), "layout": window.ask("layout")})
        return len(looked) >= LOOKS and all(look == looked[-1] for look in looked[-LOOKS:])

    until(lambda: window.ask("scale") == pytest.approx(scale), "text has this size")
    until(rests, "nothing moves")
    return looked[-1]


def check(axis: View, usual: View, page: tuple[str, str]) -> None:
    """Raise where an axis is cut, has lost its numbers or its name, or has letters that have not grown."""
    assert axis["of"] == usual["of"], page
    assert axis["cut"] == [], (page, axis["of"])
    for letters in ("number", "name"):
        assert bool(axis[letters]) == bool(usual[letters]), (page, axis["of"], letters)
        assert not usual[letters] or axis[letters] > 1.2 * usual[letters], (page, axis["of"], letters)
