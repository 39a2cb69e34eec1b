"""Where every lane is at a moment of the race."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from playground.core.cards import Card
from playground.core.frames import Array, Frame
from playground.evaluate.race import names
from playground.paradigms.race.candidates import model_of, takes_class
from playground.paradigms.race.recipes import ClockName, LaneRecipe, Race
from playground.paradigms.race.tape import Images, LaneTape, moments, places
from playground.paradigms.spoken import knows_words

POSITIONS = 241
"""Moments of the clock that the transport walks over."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One lane at one moment. ``key`` changes with the pictures; ``place`` is 0 until the lane has finished.

    ``told`` is what it is told in words, and ``note`` what it did not read of them; ``why`` says why a lane
    does not take part; ``total`` costs are NaN until it has been run.
    """

    lane: int
    title: str
    setting: str
    model: str
    family: str
    key: tuple[int, ...]
    pictures: Images | None
    nfe: int = 0
    milliseconds: float = 0.0
    total_nfe: float = float("nan")
    total_milliseconds: float = float("nan")
    share: float = 0.0
    finished: bool = False
    place: int = 0
    why: str = ""
    any_class: bool = False
    told: str = ""
    note: str = ""
    running: bool = False

    @property
    def how(self) -> str:
        """How its pictures are made, and what it is told."""
        return ", ".join(filter(None, (self.setting, self.told)))


class Grid(msgspec.Struct, frozen=True):
    """The lanes of a state: what is always said of each, and the tapes of those that have been run."""

    named: tuple[Standing, ...]
    tapes: tuple[LaneTape | None, ...]

    @property
    def complete(self) -> bool:
        """Whether all that take part have been run, and there are some."""
        return bool(self.run) and all(
            tape is not None or lane.why for tape, lane in zip(self.tapes, self.named, strict=True)
        )

    @property
    def run(self) -> tuple[LaneTape, ...]:
        """The tapes of those that have been run."""
        return tuple(tape for tape in self.tapes if tape is not None)


def clock_at(grid: Grid, race: Race, position: float) -> float:
    """What the clock says at a position from 0 to 1."""
    if not grid.run:
        return 0.0
    return float(moments(grid.run, race.clock, race.pace, POSITIONS)[round(position * (POSITIONS - 1))])


def standings(
    grid: Grid, race: Race, position: float, newest: Mapping[int, Frame] | None = None, running: int = -1
) -> list[Standing]:
    """All lanes at a position of a race that is complete; before that, what is known of each of them.

    ``newest`` are the frames of lanes that are not whole yet, each run by itself, and ``running`` is the lane
    that runs now.
    """
    found = []
    complete = grid.complete
    clock = clock_at(grid, race, position)
    ranks = dict(
        zip(
            (number for number, tape in enumerate(grid.tapes) if tape is not None),
            places(grid.run, race.clock),
            strict=True,
        )
    )
    for number, (lane, tape) in enumerate(zip(grid.named, grid.tapes, strict=True)):
        if tape is not None and complete:
            found.append(_at(lane, tape, race, tape.at(race.clock, clock), ranks[number]))
        elif newest and number in newest:
            found.append(_recorded(lane, newest[number], race, running=number == running))
        elif tape is not None:
            # It was run before; the others are still to come.
            done = _at(lane, tape, race, len(tape) - 1, 0)
            found.append(msgspec.structs.replace(done, finished=False))
        else:
            found.append(lane)
    return found


def finish(standing: Sequence[Standing]) -> list[Standing]:
    """Those that take part in the order of their places, and of the form's order within one."""
    there = [one for one in standing if np.isfinite(one.total_nfe)]
    return sorted(there, key=lambda one: (one.place, one.lane))


def named(number: int, lane: LaneRecipe, card: Card | None, why: str) -> Standing:
    """What is said of a lane whether it was run or not."""
    untold = not takes_class(lane, card) and not knows_words(lane)
    told = names.told(lane) or ("no words" if knows_words(lane) else "")
    return Standing(
        lane=number,
        title=names.title(lane, card) if card is not None else model_of(lane),
        setting=names.setting(lane) + (", any class" if untold else ""),
        told=told,
        model=model_of(lane) if card is None else card.title,
        family="" if card is None else names.family(lane, card),
        key=(),
        pictures=None,
        why=why,
        any_class=untold,
    )


def _at(lane: Standing, tape: LaneTape, race: Race, index: int, place: int) -> Standing:
    nfe, spent = int(tape.nfe[index]), float(tape.milliseconds[index])
    total = tape.total(race.clock)
    return msgspec.structs.replace(
        lane,
        key=(id(tape), index, race.shows == "x"),
        pictures=tape.picture(index, race.shows),
        nfe=nfe,
        milliseconds=spent,
        total_nfe=tape.total("evaluations"),
        total_milliseconds=tape.total("milliseconds"),
        share=min(1.0, float(tape.cost(race.clock)[index]) / total) if total else 1.0,
        finished=tape.finished(index),
        place=place if tape.finished(index) else 0,
    )


def _recorded(lane: Standing, newest: Frame, race: Race, *, running: bool) -> Standing:
    arrays = newest.arrays
    nfe, spent = int(arrays["nfe"][0]), float(arrays["milliseconds"][0])
    return msgspec.structs.replace(
        lane,
        key=(-1, nfe, int(spent * 1000), race.shows == "x"),
        pictures=arrays[race.shows][0] if arrays[f"has_{race.shows}"][0] else None,
        nfe=nfe,
        milliseconds=spent,
        running=running,
    )


def described(lane: Standing) -> str:
    """A lane in a sentence or two."""
    head = f"{lane.title}, {lane.how}" if lane.how else lane.title
    parts = [f"{head} ({lane.model})"]
    if lane.why:
        parts.append(lane.why)
    elif np.isfinite(lane.total_nfe):
        cost = f"{names.evaluations(lane.total_nfe)}, {names.time(lane.total_milliseconds)}"
        parts.append(f"{names.ordinal(lane.place)} of all" if lane.place else "On its way")
        parts.append(f"All its pictures together cost {cost}")
    if lane.any_class and not lane.why:
        parts.append("It is told no class, so it draws any")
    if lane.note and not lane.why:
        parts.append(lane.note)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def spent(lane: Standing, clock: ClockName) -> list[tuple[str, str]]:
    """What a lane has spent, by the race's clock first and then by the other one, from long to short."""
    if not np.isfinite(lane.total_nfe):
        if not lane.key:
            return [("waits to be run", ""), ("waits", "")]
        begin = "runs: " if lane.running else ""
        told = names.evaluations(lane.nfe), names.whole(lane.nfe)
        return [(f"{begin}{text}", names.time(lane.milliseconds)) for text in told]
    if lane.finished:
        by = {
            "evaluations": [names.evaluations(lane.total_nfe), names.whole(lane.total_nfe)],
            "milliseconds": [names.time(lane.total_milliseconds)],
        }
    else:
        nfe, spent = names.whole(lane.nfe), names.time(lane.milliseconds)
        by = {
            "evaluations": [
                f"{nfe} of {names.evaluations(lane.total_nfe)}",
                f"{nfe} of {names.whole(lane.total_nfe)}",
                nfe,
            ],
            "milliseconds": [f"{spent} of {names.time(lane.total_milliseconds)}", spent],
        }
    first, second = by[clock], by["milliseconds" if clock == "evaluations" else "evaluations"]
    return [(one, other) for one in first for other in second]


def per_picture(lane: Standing, clock: ClockName, count: int) -> float:
    """Evaluations that a picture takes, or its share of the milliseconds of all that were drawn together."""
    return lane.total_nfe if clock == "evaluations" else lane.total_milliseconds / count


def decades(costs: Sequence[float]) -> tuple[int, int]:
    """Whole powers of ten around all costs."""
    there = [cost for cost in costs if cost > 0] or [1.0]
    low = math.floor(math.log10(min(there)))
    return low, max(low + 1, math.ceil(math.log10(max(there))))


def costs(finished: Sequence[Standing], count: int) -> dict[str, Array]:
    """What ``count`` pictures cost as columns, a row for each lane."""
    return {
        "place": np.array([lane.place for lane in finished]),
        "paradigm": np.array([lane.title for lane in finished]),
        "model": np.array([lane.model for lane in finished]),
        "setting": np.array([lane.how for lane in finished]),
        "evaluations": np.array([int(lane.total_nfe) for lane in finished]),
        "milliseconds": np.array([lane.total_milliseconds for lane in finished]),
        "milliseconds_per_picture": np.array([lane.total_milliseconds / count for lane in finished]),
    }
