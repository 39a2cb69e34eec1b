"""The form at the left: the data, who takes part, the budget, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtWidgets import QWidget

from playground.core.fields import Field
from playground.paradigms.league.recipes import ENTRANTS, League
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory

GROUPS = (
    Group("Who takes part", ENTRANTS),
    Group(
        "Budget of each run",
        (
            "budget", "seconds", "steps", "seeds", "seed", "diffusion_steps", "flow_steps", "reflow_steps",
            "consistency_steps", "speed", "points",
        ),
    ),
)  # fmt: skip
LAYERS = ("data_points", "against")


class LeagueControls(TrainingControls):
    """The form of the league."""

    def __init__(self, scene: LeagueScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, parent)

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Two buttons with long names would be wider than the column."""
        return {name: _listed for name in ("budget", "against") if name in names}

    def _follow(self, old: League, new: League) -> None:
        super()._follow(old, new)
        for form in self.forms:
            for name in {"seconds", "steps"} & form.editors.keys():
                form.set_shown(name, new.budget == name)


def _listed(field: Field) -> Editor:
    """A list without the heading of its group: the form has its own."""
    return ListEditor(msgspec.structs.replace(field, group=""))
