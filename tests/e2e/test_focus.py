"""Space plays, whatever page came into sight, unless the user has gone to a control that takes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import Begin, Sit
from tests.e2e.pages import TABS, open_tab, pages
from tests.e2e.seat import Seat, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PANELS = {
    "Latent plane": "plane",
    "Training": "moments",
    "Interpolate": "interpolate",
    "Samples": "sample",
    "Directions": "directions",
}


@pytest.fixture
def images(begin: Begin) -> Seat:
    """The GAN's pictures."""
    return begin("gan", stage="images").settle()


@pytest.fixture
def unseen(sit: Sit) -> Seat:
    """The same, of which no page but the first has been in sight."""
    window = sit()
    window.press("ctrl+2")
    until(lambda: window.facts["tab"] == "gan", "the tab is shown")
    window.press("ctrl+Tab")
    until(lambda: window.state["stage"] == "images", "the pictures are open")
    window.settle()
    return window


def show(window: Seat, title: str) -> dict[str, object]:
    """Open a panel by the mouse; gives the state of the pictures."""
    window.click(title)
    until(lambda: window.images["panel"] == PANELS[title], f"{title} is open")
    return window.settle().images


def apart_from_playing(state: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in state.items() if name not in ("t", "moment")}


def touch_plane(window: Seat) -> None:
    """Give the plane the keyboard, as a click on it does."""
    window.ask("focus", name="Latent plane")


def test_space_plays_on_pages_that_are_shown_first_and_presses_nothing(unseen: Seat) -> None:
    for title in list(PANELS)[1:]:
        touch_plane(unseen)
        before = show(unseen, title)
        if unseen.facts["count"] > 1:
            unseen.press("space")
            until(lambda: unseen.facts["playing"], f"Space plays in {title}")
        unseen.press("space", "ctrl+Prior", "ctrl+Next")
        until(lambda: unseen.facts["undo"] >= 3, "all keys have been taken")
        assert apart_from_playing(unseen.images) == apart_from_playing(before), title
        show(unseen, "Latent plane")


def test_the_keyboard_stays_where_it_was_put(images: Seat) -> None:
    touch_plane(images)
    show(images, "Interpolate")
    images.press("Tab")
    until(lambda: images.facts["focus"] == "Swap A and B", "the first control has the keyboard")
    images.press("ctrl+Next")
    until(lambda: images.images["panel"] == "directions", "another page is shown")
    images.press("ctrl+Prior")
    until(lambda: images.facts["focus"] == "Swap A and B", "the keyboard is where it was left")
    images.ask("rest")
    images.click("Linear")
    until(lambda: images.images["path"] == "linear", "the button was pressed")
    images.press("space")
    until(lambda: images.facts["playing"], "Space plays after a click on a button")
    show(images, "Training")
    images.press("Home")
    images.ask("focus", name="Use in all panels")
    images.press("space")
    until(lambda: images.facts["focus"] != "Use in all panels", "the button has switched itself off")
    images.press("space")
    until(lambda: images.facts["playing"], "Space plays after a button that is off now")


def test_a_click_that_brings_the_window_to_the_front_counts(images: Seat) -> None:
    show(images, "Interpolate")
    images.ask("focus", name="Swap A and B")
    images.click_to_front("Linear")
    until(lambda: images.images["path"] == "linear", "the button was pressed")
    images.press("space")
    until(lambda: images.facts["playing"], "Space plays after the click")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tabs, of which each is built when it is opened."""
    folder = tmp_path_factory.mktemp("focus") / "first"
    deeds.begin_at(folder, TABS[0])
    with seat(folder) as sitting:
        yield sitting.settle()


@pytest.mark.parametrize("tab", TABS)
def test_space_presses_no_control_of_any_page_that_comes_into_sight(program: Seat, tab: str) -> None:
    window = program
    open_tab(window, tab)
    window.ask("rest")
    for page in pages(window):
        window.ask("watch", what="presses")
        window.press("space")
        assert window.ask("watched") == [], page
        if window.facts["playing"]:
            window.press("space")
        # The page that has the keyboard in it is the one that goes.
        window.ask("enter")
