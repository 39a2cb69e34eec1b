"""The Compare tab: all paradigms beside each other, measured."""

from __future__ import annotations

from playground.core.recipe import change
from playground.ui.stage.spec import NamedStage, TabSpec
from playground.ui.tabs.compare.state import CompareState


def _at_rest(state: CompareState) -> CompareState:
    """The league waits until it is started: it takes the processor for minutes."""
    return change(state, league=change(state.league, run=change(state.league.run, training=False)))


def _along(old: CompareState, new: CompareState) -> CompareState:
    """The table is of the data that are chosen where they are measured, until others are chosen there."""
    data = new.quality.data
    return new if data == old.quality.data else change(new, table=change(new.table, data=data))


SPEC = TabSpec(
    name="compare",
    title="Compare",
    state=CompareState,
    stages={
        "quality": NamedStage("Quality and cost", "playground.ui.tabs.compare.quality.stage:QualityStage"),
        "table": NamedStage("Table", "playground.ui.tabs.compare.table.stage:TableStage"),
        "league": NamedStage("2-D league", "playground.ui.tabs.compare.league.spec:LEAGUE"),
        "race": NamedStage("Race", "playground.ui.tabs.compare.race.spec:RACE"),
    },
    shared="playground.ui.tabs.compare.board:Board",
    at_rest=_at_rest,
    along=_along,
    binding="playground.ui.tabs.compare.explain:CompareBinding",
)
