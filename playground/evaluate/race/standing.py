"""Where every candidate is at a moment of the race."""

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
    """One candidate at one moment. ``key`` changes with the pictures; ``place`` is 0 until it has finished.

    ``told`` is its prompt, and ``note`` names the words that it did not read; ``why`` says why it does not
    take part; ``total`` costs are NaN until it has been run.
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
    """The candidates of a state: what is always said of each, and the tapes of those that have been run."""

    named: tuple[Standing, ...]
    tapes: tuple[LaneTape | None, ...]

    @property
    def complete(self) -> bool:
        """Whether all that take part have been run, and there are some."""
        return bool(self.run) and all(
            tape is not None or candidate.why for tape, candidate in zip(self.tapes, self.named, strict=True)
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
    """All candidates at a position of a complete race; before that, what is known of each of them.

    ``newest`` are the frames of candidates that are not whole yet, each run by itself, and ``running`` is the
    index of the one that runs now.
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
    for number, (candidate, tape) in enumerate(zip(grid.named, grid.tapes, strict=True)):
        if tape is not None and complete:
            found.append(_at(candidate, tape, race, tape.at(race.clock, clock), ranks[number]))
        elif newest and number in newest:
            found.append(_recorded(candidate, newest[number], race, running=number == running))
        elif tape is not None:
            # It was run before; the others are still to come.
            done = _at(candidate, tape, race, len(tape) - 1, 0)
            found.append(msgspec.structs.replace(done, finished=False))
        else:
            found.append(candidate)
    return found


def finish(standing: Sequence[Standing]) -> list[Standing]:
    """Those that take part in the order of their places, and of the form's order within one."""
    there = [one for one in standing if np.isfinite(one.total_nfe)]
    return sorted(there, key=lambda one: (one.place, one.lane))


def named(number: int, candidate: LaneRecipe, card: Card | None, why: str) -> Standing:
    """What is said of a candidate whether it was run or not."""
    untold = not takes_class(candidate, card) and not knows_words(candidate)
    told = names.told(candidate) or ("no words" if knows_words(candidate) else "")
    return Standing(
        lane=number,
        title=names.title(candidate, card) if card is not None else model_of(candidate),
        setting=names.setting(candidate) + (", any class" if untold else ""),
        told=told,
        model=model_of(candidate) if card is None else card.title,
        family="" if card is None else names.family(candidate, card),
        key=(),
        pictures=None,
        why=why,
        any_class=untold,
    )


def _at(candidate: Standing, tape: LaneTape, race: Race, index: int, place: int) -> Standing:
    nfe, spent = int(tape.nfe[index]), float(tape.milliseconds[index])
    total = tape.total(race.clock)
    return msgspec.structs.replace(
        candidate,
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


def _recorded(candidate: Standing, newest: Frame, race: Race, *, running: bool) -> Standing:
    arrays = newest.arrays
    nfe, spent = int(arrays["nfe"][0]), float(arrays["milliseconds"][0])
    return msgspec.structs.replace(
        candidate,
        key=(-1, nfe, int(spent * 1000), race.shows == "x"),
        pictures=arrays[race.shows][0] if arrays[f"has_{race.shows}"][0] else None,
        nfe=nfe,
        milliseconds=spent,
        running=running,
    )


def described(candidate: Standing) -> str:
    """A candidate in a sentence or two."""
    head = f"{candidate.title}, {candidate.how}" if candidate.how else candidate.title
    parts = [f"{head} ({candidate.model})"]
    if candidate.why:
        parts.append(candidate.why)
    elif np.isfinite(candidate.total_nfe):
        cost = f"{names.evaluations(candidate.total_nfe)}, {names.time(candidate.total_milliseconds)}"
        parts.append(f"{names.ordinal(candidate.place)} of all" if candidate.place else "On its way")
        parts.append(f"All its pictures together cost {cost}")
    if candidate.any_class and not candidate.why:
        parts.append("It is told no class, so it draws any")
    if candidate.note and not candidate.why:
        parts.append(candidate.note)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def spent(candidate: Standing, clock: ClockName) -> list[tuple[str, str]]:
    """What a candidate has spent, by the race's clock first and then by the other one, from long to short."""
    if not np.isfinite(candidate.total_nfe):
        if not candidate.key:
            return [("waits to be run", ""), ("waits", "")]
        begin = "runs: " if candidate.running else ""
        told = names.evaluations(candidate.nfe), names.whole(candidate.nfe)
        return [(f"{begin}{text}", names.time(candidate.milliseconds)) for text in told]
    if candidate.finished:
        by = {
            "evaluations": [names.evaluations(candidate.total_nfe), names.whole(candidate.total_nfe)],
            "milliseconds": [names.time(candidate.total_milliseconds)],
        }
    else:
        nfe, spent = names.whole(candidate.nfe), names.time(candidate.milliseconds)
        by = {
            "evaluations": [
                f"{nfe} of {names.evaluations(candidate.total_nfe)}",
                f"{nfe} of {names.whole(candidate.total_nfe)}",
                nfe,
            ],
            "milliseconds": [f"{spent} of {names.time(candidate.total_milliseconds)}", spent],
        }
    first, second = by[clock], by["milliseconds" if clock == "evaluations" else "evaluations"]
    return [(one, other) for one in first for other in second]


def per_picture(candidate: Standing, clock: ClockName, count: int) -> float:
    """Evaluations that a picture takes, or its share of the milliseconds of all that were drawn together."""
    return candidate.total_nfe if clock == "evaluations" else candidate.total_milliseconds / count


def decades(costs: Sequence[float]) -> tuple[int, int]:
    """Whole powers of ten around all costs."""
    there = [cost for cost in costs if cost > 0] or [1.0]
    low = math.floor(math.log10(min(there)))
    return low, max(low + 1, math.ceil(math.log10(max(there))))


def costs(finished: Sequence[Standing], count: int) -> dict[str, Array]:
    """What ``count`` pictures cost as columns, a row for each candidate."""
    return {
        "place": np.array([candidate.place for candidate in finished]),
        "paradigm": np.array([candidate.title for candidate in finished]),
        "model": np.array([candidate.model for candidate in finished]),
        "setting": np.array([candidate.how for candidate in finished]),
        "evaluations": np.array([int(candidate.total_nfe) for candidate in finished]),
        "milliseconds": np.array([candidate.total_milliseconds for candidate in finished]),
        "milliseconds_per_picture": np.array(
            [candidate.total_milliseconds / count for candidate in finished]
        ),
    }
