"""The form at the left: the data, who takes part, the budget, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtWidgets import QWidget

from playground.core.fields import Field
from playground.paradigms.league.recipes import CANDIDATES, ENTRANTS, MOST_WALK, League, with_walk
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor, NumberEditor, SwitchEditor
from playground.ui.widgets.form import EditorFactory
from playground.ui.widgets.rows import Rows

GROUPS = (
    Group("Who takes part", ("entrants",)),
    Group(
        "Budget of each run",
        ("budget", "seconds", "steps", "seeds", "seed", "walks", "speed", "points"),
    ),
)
LAYERS = ("data_points", "against")


class LeagueControls(TrainingControls):
    """The form of the league."""

    def __init__(self, scene: LeagueScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, parent)

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Two buttons with long names would be wider than the column."""
        own = {"entrants": _switches, "walks": _walks, "budget": _listed, "against": _listed}
        return {name: own[name] for name in names if name in own}

    def _follow(self, old: League, new: League) -> None:
        super()._follow(old, new)
        for form in self.forms:
            for name in {"seconds", "steps"} & form.editors.keys():
                form.set_shown(name, new.budget == name)


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

    def shown(walks: tuple[tuple[str, int], ...], name: str) -> int:
        return int(dict(walks).get(name, rows[name].field.default))

    return Rows(msgspec.structs.replace(field, group=""), rows, shown, with_walk)


def _listed(field: Field) -> Editor:
    """A list without the heading of its group: the form has its own."""
    return ListEditor(msgspec.structs.replace(field, group=""))
