"""Numbers are typed as people write them, and it is said in the window where another one was taken."""

from __future__ import annotations

import pytest

from playground.core.noise import MAX_SEED
from tests.e2e import deeds
from tests.e2e.conftest import Begin, Shared
from tests.e2e.labs import edited
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def window(shared: Shared) -> Seat:
    """The VAE's lab, which has numbers of every kind."""
    sitting = shared.begin("vae", stage="lab").settle()
    sitting.press("ctrl+Return")
    return sitting


def said(window: Seat, name: str) -> str:
    """What is remarked under the box of that name."""
    return str(window.ask("words", name=f"{name}: what was typed"))


@pytest.mark.parametrize(("typed", "meant"), [("1e-3", 0.001), ("0,002", 0.002), ("5E-4", 0.0005)])
def test_a_learning_rate_is_the_one_that_was_typed(window: Seat, typed: str, meant: float) -> None:
    deeds.type_into(window, "Learning rate", typed)
    edited(window, learning_rate=meant)
    assert said(window, "Learning rate") == ""


def test_a_number_beyond_a_bound_becomes_the_bound_and_it_is_said(window: Seat) -> None:
    deeds.type_into(window, "β", "1e9")
    edited(window, beta=100.0)
    until(lambda: said(window, "β") == "At most 100", "it is said")
    for look, size in looks(window):
        window.ask("scroll_to", name="β: what was typed")
        window.shot(f"number-boxes-{look}")
        inside(window.where("β: what was typed"), size, "the remark")
    window.press("ctrl+z")
    until(lambda: said(window, "β") == "", "it is past")


def test_keys_of_the_window_are_its_own_beside_a_number_and_after_a_click_on_nothing(begin: Begin) -> None:
    window = begin("diffusion", stage="images").settle()
    for name in ("Steps", "Seed"):
        _click_into(window, name)
        window.press("ctrl+e")
        until(lambda: window.facts["dialog"] == "Export", "it asks what to export")
        window.press("Escape")
        until(lambda: window.facts["dialog"] == "", "it does not ask any more")
    # Without a window manager the keyboard comes back to the window no sooner than something is clicked.
    _click_into(window, "Seed")
    window.settle()
    steps, position = window.images["steps"], window.facts["position"]
    x, y, *_ = window.where("Runtime and device")
    window.drag([(x + 8, y - 20)])  # nothing is there
    until(lambda: window.facts["focus"] not in ("Steps", "Seed"), "the box has given the keyboard back")
    window.press("Left", "Left")
    until(lambda: window.facts["position"] == position - 2, "the arrows step")
    assert window.images["steps"] == steps


def _click_into(window: Seat, name: str) -> None:
    x, y, _, height = window.ask("box", name=name)
    window.drag([(x + 8, y + height // 2)])
    until(lambda: window.facts["focus"] == name, "the box has the keyboard")


@pytest.mark.parametrize(
    ("tab", "panel", "field"),
    [
        ("vae", "sample", "sample.seed"), ("gan", "sample", "seed"), ("gan", "directions", "seed"),
        ("gan", "judge", "seed"), ("nflow", "sample", "seed"), ("flow", "denoise", "seed"),
    ],
)  # fmt: skip
def test_after_the_last_seed_comes_the_first(begin: Begin, tab: str, panel: str, field: str) -> None:
    window = begin(tab, stage="images", images={"kind": f"{tab}-images", "panel": panel, field: MAX_SEED})
    assert window.images[field] == MAX_SEED
    window.settle()  # what arrives in the panel moves the button
    window.click("Next seed")
    until(lambda: window.images[field] == 0, "the first seed follows on the last")
    assert window.facts["messages"] == []
