"""The race: every paradigm draws the same label, from the same noise where it has one, on one clock."""

from playground.paradigms.race.runs import RACE_RUNS

__all__ = ["RACE_RUNS"]
