"""What was shown comes back: by undo and redo, in the next session, and from an exported file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import Sit
from tests.e2e.deeds import Shown, export
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e


def edit_everything(window: Seat) -> int:
    """Edit by mouse and keyboard all over the window; gives the number of undoable steps."""
    steps = 0

    def made() -> None:
        nonlocal steps
        steps += 1
        until(lambda: window.facts["undo"] == steps, f"there are {steps} steps to undo")

    window.drag_on_plane([(0.0, 0.0), (0.7, -0.4), (1.4, -0.8)])
    made()
    window.ask("focus", name="z 2")
    window.press("Right", "Right")
    made()
    window.click("Dots")
    made()
    x, y, width, _ = window.where("Held-out images")
    window.drag([(x + width // 2, y + 20)])
    made()
    window.press("r")
    made()
    window.click("Clear")
    made()
    window.click("Interpolate")
    made()
    window.click("One step forward")
    made()
    window.click("Swap A and B")
    made()
    window.click("Prior samples")
    made()
    window.ask("focus", name="Temperature")
    window.press("Up")
    made()
    return steps


def test_undo_and_redo_return_every_control_and_picture(window: Seat) -> None:
    # What asks to be dragged asks no more from now on.
    window.drag_on_plane([(0.0, 0.0), (0.5, 0.5)])
    window.press("ctrl+z")
    until(lambda: window.facts["undo"] == 0, "the drag is undone")
    fresh, state = deeds.all_shown(window), window.state
    steps = edit_everything(window)
    edited = deeds.all_shown(window)
    assert edited != fresh
    window.press(*["ctrl+z"] * steps)
    until(lambda: window.facts["undo"] == 0, "everything is undone")
    shown = deeds.all_shown(window)
    assert window.state == state
    assert difference(shown, fresh) == {}
    window.press(*["ctrl+shift+z"] * steps)
    until(lambda: window.facts["undo"] == steps, "everything is done again")
    assert difference(deeds.all_shown(window), edited) == {}


def difference(found: Shown, expected: Shown) -> dict[str, tuple[list[str] | None, list[str] | None]]:
    """What is shown otherwise than expected."""
    keys = sorted(found.keys() | expected.keys())
    return {key: (found.get(key), expected.get(key)) for key in keys if found.get(key) != expected.get(key)}


def test_closing_and_opening_returns_the_session(sit: Sit) -> None:
    first = sit()
    first.ask("resize", width=1500, height=900)
    edit_everything(first)
    first.press("ctrl+t", "d")
    until(lambda: first.facts["theme"] == "dark", "the theme is dark")
    everything, state, facts = deeds.all_shown(first), first.state, first.facts
    assert first.close() == 0
    second = sit()
    assert second.state == state
    assert difference(deeds.all_shown(second), everything) == {}
    for kept in ("size", "theme", "ground", "tab"):
        assert second.facts[kept] == facts[kept]
    assert second.facts["undo"] == 0
    assert second.facts["messages"] == []


def test_an_exported_picture_dropped_on_a_fresh_window_returns(
    window: Seat, sit: Sit, tmp_path: Path
) -> None:
    first, path = window, tmp_path / "picture.png"
    first.drag_on_plane([(0.0, 0.0), (-1.0, 0.6), (-1.5, 1.2)])
    until(lambda: first.facts["undo"] == 1, "z has moved")
    picture, z = first.settle().picture(), first.images["decode.latent"]
    export(first, path)
    second = sit()
    assert second.picture() != picture
    assert second.ask("drop", path=str(path))
    until(lambda: "carries a recipe" in second.sentences(), "the file has been read")
    second.shot("dropped")
    second.click("Apply")
    until(lambda: second.facts["undo"] == 1, "the recipe is applied")
    assert second.settle().picture() == picture
    assert second.images["decode.latent"] == pytest.approx(z)
    second.press("ctrl+z")
    until(lambda: second.facts["undo"] == 0, "it is undone")
    second.press("ctrl+o")
    until(lambda: second.facts["dialog"].startswith("Open"), "it asks for a file")
    second.type(str(path))
    second.press("Return")
    until(lambda: "carries a recipe" in second.sentences(), "the file is read")
    second.click("Compare")
    until(lambda: second.ask("where", name="Same: no pixel differs."), "the files are compared")
    second.shot("compared")


def test_a_picture_without_a_recipe_is_refused_in_one_sentence(window: Seat, tmp_path: Path) -> None:
    before, path = window.picture(), tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    assert window.ask("drop", path=str(path))
    until(lambda: window.facts["messages"], "the file is refused")
    (message,) = window.facts["messages"]
    assert message[0] == "error" and "broken.png" in message[1]
    assert window.picture() == before
