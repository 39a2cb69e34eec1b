"""The lanes side by side, of which one can be chosen and opened."""

from __future__ import annotations

from playground.ui.tabs.compare.race.lanes_view import HINT, LanesView
from playground.ui.tabs.compare.race.panels import RacePanel, panel
from playground.ui.tabs.compare.race.scene import RaceScene


def side_by_side(scene: RaceScene) -> RacePanel:
    """Where a click chooses a lane to be edited, and a double click opens it."""
    view = LanesView()
    view.chosen.connect(lambda lane: scene.act("Choose a lane", chosen=lane))
    view.recipe_of = scene.entry
    view.opened.connect(lambda lane: scene.recipe_chosen.emit(scene.entry(lane)))
    return RacePanel(scene, "race", view, scene.standings, HINT)


PANEL = panel("race", "Side by side", side_by_side)
