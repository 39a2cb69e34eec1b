"""What each lane costs."""

from __future__ import annotations

from playground.ui.tabs.compare.race.costs_view import CostsView
from playground.ui.tabs.compare.race.panels import RacePanel, panel

PANEL = panel(
    "costs", "What each costs", lambda scene: RacePanel(scene, "costs", CostsView(), scene.finished)
)
