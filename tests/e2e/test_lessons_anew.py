"""Every lesson of four tabs, in the order of the list: it shows itself and nothing else.

Those of the others are tried where it is seen what they show, and in other orders where nothing is computed.
"""

from __future__ import annotations

from typing import Any

import pytest

from playground.ui.explain.content import Lesson, load_lessons
from tests.e2e import deeds
from tests.e2e.conftest import Begin
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

TABS = ("vae", "gan", "nflow", "compare")
OF_MODEL = {"horizontal", "vertical"}
"""Fields of which a model other than the first has a beginning of its own."""
LATER = {"resample": "decode.latent"}
"""By lessons, the field that they change a moment after they were set up."""


@pytest.mark.parametrize("tab", TABS)
def test_a_lesson_shows_itself_and_nothing_of_what_was_tried_before(begin: Begin, tab: str) -> None:
    window, lessons = begin(tab).settle(), load_lessons(tab)
    first = window.state
    window.ask("load", **upset(first))
    for lesson in lessons:
        check(lesson, tried(window, lesson), first)
    # A compute process that others keep from its work is told of for as long as that lasts.
    try:
        until(lambda: window.facts["messages"] == [], "there is nothing to tell")
    except TimeoutError as error:
        raise AssertionError(window.facts["messages"]) from error


def tried(window: Seat, lesson: Lesson) -> dict[str, Any]:
    """The state once a lesson’s button has been pressed."""
    steps = window.facts["undo"]
    before = window.state
    deeds.try_lesson(window, lesson.title, lambda: window.facts["undo_text"] == f"Try “{lesson.title}”")
    state = window.state
    assert window.facts["undo"] == steps + (state != before), "it is one step"
    # The list is as it was, so that the next title is found where it stands.
    window.click(lesson.title)
    return state


def check(lesson: Lesson, state: dict[str, Any], first: dict[str, Any]) -> None:
    """Raise where a stage is anything but its beginning with what the lesson sets."""
    assert state["stage"] == lesson.preset["stage"]
    for part in set(lesson.preset) - {"stage"}:
        said, begun = dict(leaves(lesson.preset[part])), dict(leaves(first[part]))
        for name, value in leaves(state[part]):
            if name == LATER.get(lesson.id):
                continue
            if name in said:
                assert covers(value, said[name]), (lesson.title, name)
            elif name not in OF_MODEL:
                # A training that a lesson sets up begins with no weights but those that the lesson names.
                beginning = "" if name == "run.start" and "run" in lesson.preset[part] else begun[name]
                assert value == beginning, (lesson.title, name)


def covers(found: Any, said: Any) -> bool:
    """Whether a value is what was said, with defaults where nothing was."""
    if isinstance(said, dict):
        return all(covers(found[name], value) for name, value in said.items())
    if isinstance(said, list):
        return len(found) == len(said) and all(map(covers, found, said))
    return bool(found == said)


def leaves(state: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """All values of a state by their paths, those of its parts included; a source is one value."""
    found = []
    for name, value in state.items():
        if isinstance(value, dict) and name in ("run", "view"):
            found += leaves(value, f"{name}.")
        elif name != "kind":
            found.append((before + name, value))
    return found


def upset(state: dict[str, Any]) -> dict[str, Any]:
    """A state whose switches are the other way round, with other seeds, and far from the middle.

    No training begins trained there: with other seeds it would say that it cannot.
    """
    changed: dict[str, Any] = {}
    for name, value in state.items():
        if isinstance(value, dict) and "kind" in value:
            changed[name] = {**value, **upset(value)}
        elif name == "start":
            changed[name] = ""
        elif isinstance(value, bool):
            changed[name] = not value
        elif "seed" in name and isinstance(value, int):
            changed[name] = value + 5
        elif name == "decode.latent":
            changed[name] = [3.8, 3.8]
    return changed
