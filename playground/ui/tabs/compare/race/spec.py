"""The race as a stage: every paradigm draws the same label, and the transport moves its clock."""

from __future__ import annotations

from playground.ui.stage.spec import StageSpec

RACE = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.compare.race.scene:RaceScene",
    controls="playground.ui.tabs.compare.race.controls:RaceControls",
    lists=("race", "costs"),
)
