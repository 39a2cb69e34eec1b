"""What a user does in a window, in the words of the tests: choose, slide, export, open again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.seat import PATIENCE, Seat, until

SESSION = {"format": "playground-session", "version": 1}

_ATTEMPTS = 4

Shown = dict[str, list[str]]
"""Texts and pictures by what shows them."""


def begin_at(folder: Path, tab: str, *, simple: bool = False, **state: Any) -> None:
    """Let a program that is started on this folder open a tab, with its state but for the defaults."""
    settings = folder / "settings"
    settings.mkdir(parents=True)
    few = {"simple": {tab: True}} if simple else {}
    document = {**SESSION, **few, "tab": tab, "tabs": {tab: {"kind": f"{tab}-tab", **state}}}
    (settings / "session.json").write_text(json.dumps(document), encoding="utf-8")


def choose(window: Seat, name: str, entry: str) -> None:
    """Drop a list down and take the entry that begins so."""
    window.ask("scroll_to", name=name)
    window.ask("focus", name=name)
    row = window.ask("row", name=name, entry=entry)
    window.press("alt+Down")
    until(lambda: window.ask("popup"), f"the list “{name}” is dropped down")
    window.press("Home", *["Down"] * row, "Return")
    until(lambda: not window.ask("popup"), f"“{entry}” is chosen")


def slide(window: Seat, name: str, *keys: str) -> None:
    """Press keys on a slider."""
    window.ask("scroll_to", name=name)
    window.ask("focus", name=name)
    window.press(*keys)


def drag_slider(window: Seat, name: str, *shares: float) -> None:
    """Press a slider at the first of these shares of its length, and drag it to the others."""
    window.ask("scroll_to", name=name)
    x, y, width, height = window.ask("slider", name=name)
    window.drag([(x + round(4 + share * (width - 9)), y + height // 2) for share in shares])


def type_into(window: Seat, name: str, text: str) -> None:
    """Write a number into the place of the one in a box, and press Return."""
    window.ask("scroll_to", name=name)
    x, y, _, height = window.ask("box", name=name)
    window.drag([(x + 8, y + height // 2)])
    window.press("ctrl+a")
    window.type(text)
    window.press("Return")


def unfold(window: Seat, name: str) -> None:
    """Open what is folded away under a heading."""
    window.ask("scroll_to", name=name)
    window.click(name)


def try_lesson(window: Seat, title: str, begun: Callable[[], Any]) -> None:
    """Unfold a lesson and press its button, as one does; then this holds."""
    names = [f"{words}: {title}" for words in ("Try it", "Set up again")]

    def there() -> str:
        return next((name for name in names if window.ask("where", name=name)), "")

    _click_until(window, lambda: title, there)
    _click_until(window, there, begun)


def _click_until(window: Seat, name: Callable[[], str], done: Callable[[], Any]) -> None:
    """Click a button in the column of explanations, once more where it moved away under the mouse."""
    for attempt in range(_ATTEMPTS):
        try:
            until(lambda: _in_sight(window, name()), f"“{name()}” can be clicked")
        except TimeoutError as error:
            raise TimeoutError(f"{error} The window says: {window.facts['messages']}") from error
        window.click(name())
        try:
            until(done, f"“{name()}” was clicked", PATIENCE / _ATTEMPTS)
            return
        except TimeoutError:
            if attempt == _ATTEMPTS - 1:
                raise


def _in_sight(window: Seat, name: str) -> bool:
    """Scroll to a button; whether it is there now."""
    if window.ask("where", name=name) is None:
        return False
    window.ask("scroll_to", name=name)
    return bool(window.ask("in_sight", name=name))


def hold(window: Seat) -> None:
    """Pause the training of the open lab by its keys, and wait until all is measured and drawn."""
    window.ask("rest")
    window.press("ctrl+Return")
    until(lambda: not window.state["lab"]["run"]["training"], "the training is held")
    until(lambda: window.ask("still"), "all is measured")


def export(window: Seat, path: Path, title: str = "") -> None:
    """Write what is called so, or the first of what can be exported, by Ctrl+E and the dialogs."""
    window.press("ctrl+e")
    until(lambda: window.facts["dialog"] == "Export", "it asks what to export")
    row = window.ask("row", name="What to export", entry=title)
    window.ask("focus", name="What to export")
    window.press("Home", *["Down"] * row, "Return")
    until(lambda: window.facts["dialog"].startswith("Export "), "it asks for a file")
    window.press("ctrl+a")
    window.type(str(path))
    window.press("Return")
    until(lambda: f"Wrote {path}" in window.sentences(), "the file is written")


def drop(window: Seat, path: Path) -> None:
    """Drop a file on the window and apply what it carries."""
    done = window.facts["undo"]
    assert window.ask("drop", path=str(path))
    until(lambda: "carries a recipe" in window.sentences(), "the file has been read")
    window.click("Apply")
    until(lambda: window.facts["undo"] > done, "the recipe is applied")


def load(window: Seat, stage: str, **values: Any) -> Seat:
    """Put fields of a stage's state in place, and wait until what they ask for is drawn."""
    window.press("ctrl+shift+d")
    window.ask("rest")
    state = window.state
    window.ask("load", stage=stage, **{stage: {**state[stage], **values}})
    return window.settle()


def whole(window: Seat) -> dict[str, Any] | None:
    """What is shown, once it is whole and what the state asks for."""
    found, state = window.ask("images"), window.state["images"]
    recipe = found["recipe"]
    asked = ("model", "sampler", "steps", "spacing", "eta", "guidance", "label", "seed")
    current = recipe is not None and all(recipe[name] == state[name] for name in asked)
    return found if current and found["samples"] is not None and not found["busy"] else None


def changed(window: Seat, before: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Wait until the state has these values, and other samples than before are there; gives what is shown."""

    def there() -> dict[str, Any] | None:
        state, found = window.state["images"], whole(window)
        return found if found and all(state[name] == value for name, value in values.items()) else None

    found: dict[str, Any] = until(there, f"samples of {values} are there")
    assert found["samples"] != before["samples"]
    return found


def going(window: Seat, steps: int) -> dict[str, Any] | None:
    """What is shown, if a run is going on that has made this many steps."""
    found = window.ask("images")
    begun = found["busy"] and found["recipe"]["steps"] == window.state["images"]["steps"]
    return found if begun and len(found["steps"]) > steps else None


def ended(window: Seat, feed: str) -> dict[str, Any] | None:
    """The newest frame of a feed, if it is the last of its run."""
    found = window.ask("feed", name=feed)
    return dict(found) if found is not None and found["final"] and not found["stale"] else None


def all_shown(window: Seat) -> Shown:
    """All that is shown, once two looks find the same: numbers follow a little later than pictures do."""
    looks: list[Shown] = []

    def same() -> bool:
        looks.append(window.ask("everything"))
        return len(looks) > 1 and looks[-1] == looks[-2]

    window.settle()
    until(same, "what is shown changes no more", apart=0.25)
    return looks[-1]
