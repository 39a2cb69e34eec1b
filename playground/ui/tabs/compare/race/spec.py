"""The race as a stage: every paradigm draws the same label, and the transport moves its clock."""

from __future__ import annotations

from playground.ui.stage.spec import PanelSpec, StageSpec, Walk
from playground.ui.tabs.compare.race.scene import PACE, place, position
from playground.ui.tabs.compare.race.state import VIEWS

_CLOCK = Walk("Clock of the race", "Move the clock", place, position, pace=PACE, once=True)
_TELLS = "clock position"

RACE = StageSpec(
    scene="playground.ui.tabs.compare.race.scene:RaceScene",
    controls="playground.ui.tabs.compare.race.controls:RaceControls",
    table=VIEWS,
    lists=(
        PanelSpec(
            "race",
            "Side by side",
            "",
            walk=_CLOCK,
            draws="playground.ui.tabs.compare.race.panels:side_by_side",
            tells=_TELLS,
        ),
        PanelSpec(
            "costs",
            "What each costs",
            "",
            walk=_CLOCK,
            draws="playground.ui.tabs.compare.race.panels:costs",
            tells=_TELLS,
        ),
    ),
)
