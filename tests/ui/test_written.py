"""What version 0.1 wrote is read as it was: sessions, recipes of every kind, and what lessons set."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playground import paradigms
from playground.core.recipe import Recipe, decode, from_json
from playground.paradigms.league.recipes import CANDIDATES
from playground.ui.explain.content import Lesson, apply_preset
from playground.ui.shell.session import parse
from playground.ui.state.controls import Controlled, parts

WRITTEN = Path(__file__).parents[1] / "written"
RECIPES = json.loads((WRITTEN / "recipes.json").read_text("utf-8"))
LESSONS = json.loads((WRITTEN / "lessons.json").read_text("utf-8"))
SESSION = parse((WRITTEN / "session.json").read_bytes())


def state_of(tab: str) -> type[Recipe]:
    kind: type[Recipe] = getattr(
        importlib.import_module(f"playground.ui.tabs.{tab}.state"), f"{tab.capitalize()}State"
    )
    return kind


def plain(recipe: Recipe) -> Any:
    """As it is written; a stage that holds recipes by the names that its controls had in version 0.1, too."""
    written = msgspec.json.decode(msgspec.json.encode(recipe))
    for stage in msgspec.structs.fields(type(recipe)):
        state = getattr(recipe, stage.name)
        if isinstance(state, Controlled) and parts(type(state)):
            values = state.by_name()
            written[stage.name] = values | {name: values[now] for name, now in state.former.items() if now}
    return written


def lost(before: Any, after: Any) -> list[str]:
    """The fields of something written that something read does not have, or has otherwise."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = {name: (value, found(after, name)) for name, value in before.items()}
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = {str(place): pair for place, pair in enumerate(zip(before, after, strict=True))}
    else:
        return [] if before == after else [""]
    return [f"{name}.{rest}".rstrip(".") for name, pair in pairs.items() for rest in lost(*pair)]


def found(after: dict[str, Any], name: str) -> Any:
    """A field as version 0.1 had it, in whose leagues everybody had a switch, and a field for their steps."""
    if "entrants" in after and name in CANDIDATES:
        return name in after["entrants"]
    walker = CANDIDATES.get(name.removesuffix("_steps"))
    if "walks" in after and walker is not None and walker.walk is not None:
        return dict(after["walks"]).get(walker.name, walker.walk.steps)
    return after.get(name)


@pytest.mark.parametrize("document", RECIPES, ids=lambda document: document["recipe"]["kind"])
def test_a_recipe_comes_back_with_all_that_it_said(document: dict[str, Any]) -> None:
    recipe, facts = from_json(json.dumps(document), paradigms.recipe_types())
    assert lost(document["recipe"], plain(recipe)) == []
    assert facts == document["facts"]


@pytest.mark.parametrize("tab", list(SESSION.tabs))
def test_a_tab_comes_back_as_it_was_left(tab: str) -> None:
    before = msgspec.json.decode(SESSION.tabs[tab])
    state = decode(SESSION.tabs[tab], (state_of(tab),))
    assert lost(before, plain(state)) == []


def test_so_does_the_window() -> None:
    assert (SESSION.tab, SESSION.size, SESSION.theme, SESSION.text_scale) == (
        "flow",
        (1400, 900),
        "dark",
        1.2,
    )


@pytest.mark.parametrize(
    ("tab", "name"), [(tab, name) for tab, lessons in LESSONS.items() for name in lessons]
)
def test_what_a_lesson_set_is_set(tab: str, name: str) -> None:
    words = dict.fromkeys(("title", "text", "question", "look_for", "answer"), "")
    preset = LESSONS[tab][name]
    state = apply_preset(Lesson(id=name, preset=preset, **words), state_of(tab)())
    assert lost(preset, plain(state)) == []
