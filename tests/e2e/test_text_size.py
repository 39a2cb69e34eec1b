"""Ctrl + + makes all text larger, and nothing is cut or lies over another; Ctrl 0 takes all of it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import Sit
from tests.e2e.looks import SIZES, THEMES, resize, set_theme
from tests.e2e.pages import TABS, pages
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

LARGER = 1.4
STEPS_UP = 3
"""Presses of Ctrl + + from the usual size to that one."""
LOOKS, LOOKS_AT_A_LEAGUE, APART = 4, 14, 0.2
"""So many looks in a row, so many seconds apart, find the same where nothing is asked for and nothing moves
any more: each look at all that is there costs the window more than to wait. What a held training still
measures is nothing that is asked for: a lab says when that is over, and a league is looked at for longer."""
KEPT = 10
"""Pixels that an axis may keep which its numbers have needed for a moment: else it would move with each."""
ROUNDED = 2
"""Pixels by which a page that scrolls may be higher than before: heights of lines are whole numbers."""
LOOKED_AT = tuple(zip(SIZES, THEMES, strict=True))
"""Each size in one of the themes: what fits does not depend on colours."""

View = dict[str, Any]


@pytest.mark.parametrize("tab", TABS)
def test_every_page_grows_whole_and_comes_back(sit: Sit, tmp_path: Path, tab: str) -> None:
    deeds.begin_at(tmp_path / "first", tab)
    window = sit("first")
    resize(window, SIZES["usual"])
    for page in pages(window):
        hold(window, page[0])
        run = window.state[page[0]].get("run", {})
        measures = bool(run) and "seconds" not in run
        looks = LOOKS_AT_A_LEAGUE if run and not measures else LOOKS
        before = at_rest(window, 1.0, looks, measures)
        window.press(*["ctrl+plus"] * STEPS_UP)
        for size, theme in LOOKED_AT:
            set_theme(window, theme)
            resize(window, SIZES[size])
            seen = []
            for end in (True, False):
                window.ask("pan", end=end)
                seen += at_rest(window, LARGER, looks, measures)["axes"]
                window.shot(f"larger-{tab}-{page[0]}-{page[1]}-{size}-{'end' if end else 'begin'}")
                rests(window, "squeezed", f"nothing is cut on {page} at {size} size")
                rests(window, "overlaps", f"nothing overlaps on {page} at {size} size")
                assert window.ask("tags") == [], (page, size)
            for axis in before["axes"]:
                same = [each for each in seen if each["of"] == axis["of"]]
                assert same, (page, axis["of"])
                for each in same:
                    check(each, axis, page)
        set_theme(window, THEMES[0])
        resize(window, SIZES["usual"])
        window.press("ctrl+0")
        back = at_rest(window, 1.0, looks, measures)
        for place, usual in zip(back["layout"], before["layout"], strict=True):
            assert place == usual or only_rounded(place, usual), (page, place, usual)
        for axis, usual in zip(back["axes"], before["axes"], strict=True):
            assert axis == {**usual, "room": pytest.approx(usual["room"], abs=KEPT)}, page


def rests(window: Seat, fault: str, what: str) -> None:
    """Wait until a look finds none of these faults, and name them where they stay."""
    try:
        until(lambda: not window.ask(fault), what)
    except TimeoutError as error:
        raise AssertionError(window.ask(fault)) from error


def only_rounded(place: list[int], usual: list[int]) -> bool:
    """Whether what is higher than its window, and so is scrolled, has but another height by rounding."""
    height = usual[3]
    return place[:3] == usual[:3] and height > SIZES["usual"][1] and abs(place[3] - height) <= ROUNDED


def hold(window: Seat, stage: str) -> None:
    """Let what learns learn a little, and stop it, so that nothing moves but for the size of text."""
    run = window.state[stage].get("run", {})
    if run.get("training"):
        until(lambda: all(axis["number"] for axis in window.ask("axes")), "everything is plotted")
        window.ask("rest")
        window.press("ctrl+Return")
        until(lambda: not window.state[stage]["run"]["training"], "the training is held")
        if "seconds" not in run:
            until(lambda: window.ask("still"), "all is measured")
        # Numbers keep the room that longer ones have taken, until the text has another size.
        window.press("ctrl+plus")
        until(lambda: window.ask("scale") > 1, "text is larger")
        window.press("ctrl+0")
    elif not run and stage != "table":
        window.settle()


def at_rest(window: Seat, scale: float, looks: int, measures: bool) -> View:
    """Axes and layout in letters of this size, once all that was asked for is there, also what a lab
    ``measures``, and stays where it is."""
    looked: list[View] = []

    def rests() -> bool:
        if window.facts["busy"] or (measures and not window.ask("still")):
            looked.clear()
            return False
        looked.append({"axes": window.ask("axes"), "layout": window.ask("layout")})
        return len(looked) >= looks and all(look == looked[-1] for look in looked[-looks:])

    until(lambda: window.ask("scale") == pytest.approx(scale), "text has this size")
    until(rests, "nothing moves", apart=APART)
    return looked[-1]


def check(axis: View, usual: View, page: tuple[str, str]) -> None:
    """Raise where an axis is cut, has lost its numbers or its name, or has letters that have not grown."""
    assert axis["cut"] == [], (page, axis["of"])
    for letters in ("number", "name"):
        assert bool(axis[letters]) == bool(usual[letters]), (page, axis["of"], letters)
        assert not usual[letters] or axis[letters] > 1.2 * usual[letters], (page, axis["of"], letters)
