"""Everything can be reached and moved without a mouse."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Shared
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests, at the VAE's pictures."""
    return shared.begin("vae").settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The program as it was at first: all that another test did is taken back, and its tab is shown."""
    program.press("ctrl+1")
    until(lambda: program.facts["tab"] == "vae", "the tab is shown")
    program.press(*["ctrl+z"] * program.facts["undo"])
    until(lambda: program.facts["undo"] == 0, "everything is taken back")
    return program.settle()


def test_tab_reaches_every_kind_of_control(window: Seat) -> None:
    wanted = {
        "Model", "Seed", "Latent plane", "z 1", "z 2", "Held-out images", "Resample ε", "Explanation",
    }  # fmt: skip
    reached: set[str] = set()
    for _ in range(120):
        window.press("Tab")
        focus = window.facts["focus"]
        reached |= {name for name in wanted if focus.startswith(name)}
        if reached == wanted:
            return
    raise AssertionError(f"not reached: {wanted - reached}")


def test_sliders_and_the_plane_move_by_keys(window: Seat) -> None:
    window.ask("focus", name="z 1")
    window.press("Right", "Right", "Right")
    until(lambda: window.images["decode.latent"][:1] == [0.15], "the slider went three steps on")
    window.press("Home")
    until(lambda: window.images["decode.latent"][:1] == [-4.0], "the slider is at its least")
    window.ask("focus", name="Latent plane")
    window.press("Right", "Up")
    until(lambda: window.images["decode.latent"] == [-3.9, 0.1], "the handle was nudged")
    before = window.settle().picture()
    window.press("ctrl+r")
    until(lambda: window.images["decode.latent"] == [], "everything is at its default")
    assert window.settle().picture() != before


def test_shortcuts_of_tabs_and_help(window: Seat) -> None:
    window.press("ctrl+1")
    until(lambda: window.facts["tab"] == "vae", "the tab is shown")
    window.press("F1")
    until(lambda: window.facts["focus_in_explanation"], "the explanation has the keyboard")
    window.press("ctrl+bracketright")
    until(lambda: window.ask("where", name="Explanation") is None, "the explanation is folded away")
    window.press("F1")
    until(lambda: window.ask("where", name="Explanation"), "the explanation is back")


def test_stages_and_panels_are_reached_from_any_control(window: Seat) -> None:
    # A control that keeps the arrows and the page keys for itself leaves these to the window.
    for control in ("Seed", "Model", "Held-out images", "Explanation"):
        before = window.images["panel"]
        window.ask("focus", name=control)
        window.press("ctrl+Next")
        until(lambda before=before: window.images["panel"] != before, f"another panel is open from {control}")
        window.press("ctrl+Prior")
        until(lambda before=before: window.images["panel"] == before, "the panel is open again")
        window.ask("focus", name=control)
        window.press("ctrl+Tab")
        until(lambda: window.state["stage"] == "lab", f"the lab is open from {control}")
        window.press("ctrl+shift+Tab")
        until(lambda: window.state["stage"] == "images", "the pictures are open again")


def test_the_list_of_shortcuts_goes_by_escape(window: Seat) -> None:
    window.press("ctrl+slash")
    until(lambda: window.ask("where", name="Keyboard shortcuts"), "the list is open")
    window.press("Escape")
    until(lambda: window.ask("where", name="Keyboard shortcuts") is None, "the list is closed")
    window.press("ctrl+2")
    until(lambda: window.facts["tab"] == "gan", "the window has the keyboard again")
