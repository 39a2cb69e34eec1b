"""The league: every paradigm learns the same points on the same budget, while one watches."""

from __future__ import annotations

import math

import msgspec

from playground.core.fields import Field, Value
from playground.core.floors import floor_of
from playground.evaluate.ranking import readings
from playground.paradigms.league.frames import KEPT
from playground.paradigms.league.recipes import CANDIDATES, ENTRANTS, MOST_WALK, TITLES, League, with_walk
from playground.ui.lab.controls import plain
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars, paragraphs
from playground.ui.stage.spec import Group, Simple
from playground.ui.tabs.compare.league.board import LeagueBoard, ranking
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor, NumberEditor, SwitchEditor
from playground.ui.widgets.form import EditorFactory
from playground.ui.widgets.rows import Rows


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
    """Two buttons with long names would be wider than the column."""
    return plain(field, ListEditor)


def _far(recipe: League, scalars: Scalars) -> bool:
    """Whether all is over, or held."""
    return bool(scalars) and (scalars["phase"] == "over" or not recipe.training)


_EDITORS: dict[str, EditorFactory] = {
    "entrants": _switches, "walks": _walks, "budget": _listed, "against": _listed,
}  # fmt: skip


def _seen(scene: LeagueScene) -> str:
    """Who is nearest now, and how far exact points are."""
    scalars = scene.numbers()
    if scalars.get("fresh"):
        return "**Start** it: beside each name stands then how far its points are from the data."
    newest = scene.newest()
    if not newest:
        return ""
    nearest = min(newest, key=lambda name: newest[name])
    of = f" of seed {int(scalars['seed_index']) + 1}" if int(scalars["seeds"]) > 1 else ""
    said = f"Nearest now{of}: **{TITLES[nearest]}**, {newest[nearest]:.3f} from the data"
    floor, *_band = floor_of(scalars, "noise_floor")
    exact = f"; exact points are about {floor:.3f} from it" if math.isfinite(floor) else ""
    return f"{said}{exact}. *All controls* shows the ranking over all seeds."


LEAGUE: LabSpec[LeagueState, League] = LabSpec(
    name="compare",
    stem="league",
    kept=KEPT,
    groups=(
        Group("Who takes part", "entrants"),
        Group("Budget of each run", "budget seconds steps seeds seed walks speed points"),
    ),
    layers=("data_points", "against"),
    rows={
        "seconds": lambda recipe: recipe.budget == "seconds",
        "steps": lambda recipe: recipe.budget == "steps",
    },
    editors=lambda _scene: _EDITORS,
    planes=LeagueBoard,
    parts=ranking,
    heights=(0, 0),
    readings=lambda scalars: paragraphs(readings(scalars)),
    keys=lambda _state, _scalars: (),
    far=_far,
    simple=Simple("seconds steps", sees=_seen),
    scene=LeagueScene,
)
