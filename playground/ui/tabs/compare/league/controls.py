"""The form at the left: the data, who takes part, the budget, and what is drawn."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from playground.core.fields import Field, Value
from playground.paradigms.league.recipes import CANDIDATES, ENTRANTS, MOST_WALK, League, with_walk
from playground.ui.lab.controls import LabControls
from playground.ui.lab.spec import Group
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor, NumberEditor, SwitchEditor
from playground.ui.widgets.rows import Rows

GROUPS = (
    Group("Who takes part", ("entrants",)),
    Group(
        "Budget of each run",
        ("budget", "seconds", "steps", "seeds", "seed", "walks", "speed", "points"),
    ),
)
LAYERS = ("data_points", "against")


def league_controls(scene: LeagueScene) -> LabControls[LeagueState, League]:
    """The form of the league."""
    # Two buttons with long names would be wider than the column.
    editors = {"entrants": _switches, "walks": _walks, "budget": _listed, "against": _listed}
    rows: dict[str, Callable[[League], bool]] = {
        "seconds": lambda recipe: recipe.budget == "seconds",
        "steps": lambda recipe: recipe.budget == "steps",
    }
    return LabControls(scene, GROUPS, LAYERS, editors, rows)


def _switches(field: Field) -> Editor:
    """A check box for everybody who can take part."""
    rows = {
        name: SwitchEditor(Field(name, each.title, each.help, "switch", True))
        for name, each in CANDIDATES.items()
    }

    def switched(entrants: tuple[str, ...], name: str, on: bool) -> tuple[str, ...]:
        return tuple(each for each in ENTRANTS if (on if each == name else each in entrants))

    return Rows(
        msgspec.structs.replace(field, group=""), rows, lambda entrants, name: name in entrants, switched
    )


def _walks(field: Field) -> Editor:
    """A number for everybody whose samples walk in steps."""
    rows = {
        name: NumberEditor(
            Field(name, walk.title, walk.help, "integer", walk.steps, low=1, high=MOST_WALK, scale="log")
        )
        for name, each in CANDIDATES.items()
        if (walk := each.walk) is not None
    }

    def shown(walks: tuple[tuple[str, int], ...], name: str) -> Value:
        return dict[str, Value](walks).get(name, rows[name].field.default)

    return Rows(msgspec.structs.replace(field, group=""), rows, shown, with_walk)


def _listed(field: Field) -> Editor:
    """A list without the heading of its group: the form has its own."""
    return ListEditor(msgspec.structs.replace(field, group=""))
