"""What was recorded of lanes: a lane is run once, whatever the others are, since none depends on another."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from playground.core.frames import Frame, Scalar
from playground.paradigms.race.recipes import LaneRecipe, Race
from playground.paradigms.race.tape import LaneTape, from_frame

MOST = 32
"""Lanes that are kept; a thousand steps of eight pictures take about 13 MB."""


class Record(msgspec.Struct, frozen=True):
    """A lane's tape, and where it was made."""

    tape: LaneTape
    facts: dict[str, Scalar]

    @property
    def place(self) -> tuple[Scalar | None, Scalar | None]:
        """Runtime and device: times of different ones cannot be held against each other."""
        return self.facts.get("runtime"), self.facts.get("device")


class Records:
    """Tapes by the recipe of their lane, with label, count and seed."""

    def __init__(self) -> None:
        self._records: dict[LaneRecipe, Record] = {}

    def __contains__(self, entry: LaneRecipe) -> bool:
        return entry in self._records

    def get(self, entry: LaneRecipe) -> Record | None:
        """What was recorded of a lane, if it was."""
        return self._records.get(entry)

    def missing(self, entries: Sequence[LaneRecipe]) -> tuple[LaneRecipe, ...]:
        """Those that are not recorded, each once."""
        return tuple(dict.fromkeys(entry for entry in entries if entry not in self._records))

    def take(self, race: Race, frame: Frame) -> None:
        """Keep the lanes of a race's final frame; what was made elsewhere is forgotten."""
        fresh = {
            lane: Record(tape, frame.facts) for lane, tape in zip(race.lanes, from_frame(frame), strict=True)
        }
        place = next(iter(fresh.values())).place
        old = {
            lane: record
            for lane, record in self._records.items()
            if lane not in fresh and record.place == place
        }
        kept = list({**old, **fresh}.items())[-MOST:]
        self._records = dict(kept)
