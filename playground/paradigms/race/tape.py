"""What every lane had, and what it had cost, after each of its steps: the race is read from this alone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Frame, Scalar
from playground.paradigms.race.recipes import ClockName, PaceName, Race, ShownName


def whole(race: Race, tape: Tape) -> tuple[dict[str, Array], dict[str, Scalar]]:
    """Arrays and scalars of a race's final frame: where every lane ends, the tape, and the film."""
    ends: dict[str, Array] = {
        name: np.stack([getattr(lane, name)[-1] for lane in tape]) for name in LaneTape.__struct_fields__
    }
    pictures, scalars = film(race, tape)
    return {**ends, "finished": np.ones(len(tape), dtype=np.bool_), **to_arrays(tape), **pictures}, scalars


def film(race: Race, tape: Tape) -> tuple[dict[str, Array], dict[str, Scalar]]:
    """``images`` (lanes · count · columns, …), ``shown`` (columns,), and the scalar ``columns``.

    A picture that a lane does not have yet is black.
    """
    times = moments(tape, race.clock, race.pace, race.moments)
    rows = np.concatenate([_rows(race, tape, lane, times) for lane in range(len(tape))])
    return (
        {"images": rows.reshape(-1, *rows.shape[2:]), "shown": times.astype(np.float32)},
        {"columns": len(times)},
    )


def _rows(race: Race, tape: Tape, number: int, times: NDArray[np.float64]) -> Images:
    """One lane's pictures (count, columns, …)."""
    lane = tape[number]
    # Pictures that are not there are black already.
    pictures = lane.x if race.shows == "x" else lane.data
    chosen = [lane.at(race.clock, spent) for spent in times]
    return np.asarray(pictures[chosen].swapaxes(0, 1))


Images: TypeAlias = NDArray[np.uint8]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """After ``nfe`` evaluations and ``milliseconds``; pictures (count, …) that there are not are ``None``."""

    nfe: int
    milliseconds: float
    x: Images | None
    data: Images | None


class LaneTape(msgspec.Struct, frozen=True, kw_only=True):
    """One lane's states: ``nfe`` (states,), ``milliseconds`` (states,), neither ever falling; the first of
    them has cost nothing. ``x``, ``data`` (states, count, …), and whether there are such pictures."""

    nfe: NDArray[np.int64]
    milliseconds: NDArray[np.float64]
    x: Images
    data: Images
    has_x: NDArray[np.bool_]
    has_data: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.nfe)

    def cost(self, clock: ClockName) -> NDArray[Any]:
        """What has been spent at each state, in the units of a clock."""
        return self.nfe if clock == "evaluations" else self.milliseconds

    def total(self, clock: ClockName) -> float:
        """What the whole lane costs."""
        return float(self.cost(clock)[-1])

    def at(self, clock: ClockName, spent: float) -> int:
        """The newest state that has cost no more than this."""
        return int(np.searchsorted(self.cost(clock), spent, side="right")) - 1

    def finished(self, state: int) -> bool:
        """Whether nothing comes after a state."""
        return state == len(self) - 1

    def picture(self, state: int, shows: ShownName) -> Images | None:
        """The pictures (count, …) of a state; ``None`` where there are none."""
        there, pictures = (self.has_x, self.x) if shows == "x" else (self.has_data, self.data)
        found: Images = pictures[state]
        return found if there[state] else None


Tape: TypeAlias = tuple[LaneTape, ...]


def lane_tape(states: Sequence[State], shape: tuple[int, ...]) -> LaneTape:
    """States as arrays; ``shape`` is that of a lane's pictures (count, channels, height, width)."""
    black = np.zeros(shape, dtype=np.uint8)
    return LaneTape(
        nfe=np.array([state.nfe for state in states], dtype=np.int64),
        milliseconds=np.array([state.milliseconds for state in states], dtype=np.float64),
        x=np.stack([black if state.x is None else state.x for state in states]),
        data=np.stack([black if state.data is None else state.data for state in states]),
        has_x=np.array([state.x is not None for state in states]),
        has_data=np.array([state.data is not None for state in states]),
    )


def to_arrays(tape: Tape) -> dict[str, Array]:
    """A tape as arrays of a frame, all lanes' states in turn."""
    names = ("nfe", "milliseconds", "x", "data", "has_x", "has_data")
    arrays: dict[str, Array] = {
        f"tape_{name}": np.concatenate([getattr(lane, name) for lane in tape]) for name in names
    }
    arrays["tape_lane"] = np.repeat(np.arange(len(tape)), [len(lane) for lane in tape])
    return arrays


def from_frame(frame: Frame) -> Tape:
    """The tape in a race's final frame."""
    arrays = {name: frame.arrays[f"tape_{name}"] for name in LaneTape.__struct_fields__}
    where = frame.arrays["tape_lane"]
    # States of one lane stand together, so every lane is a view and nothing is copied.
    ends = np.searchsorted(where, np.arange(int(where[-1]) + 2))
    return tuple(
        LaneTape(**{name: array[start:stop] for name, array in arrays.items()})
        for start, stop in itertools.pairwise(ends.tolist())
    )


def length(tape: Tape, clock: ClockName) -> float:
    """What the clock says when the last lane is there."""
    return max(lane.total(clock) for lane in tape)


def moments(tape: Tape, clock: ClockName, pace: PaceName, count: int) -> NDArray[np.float64]:
    """What the clock says at ``count`` moments from 0 to the end; evaluations are whole numbers."""
    total = length(tape, clock)
    even = np.linspace(0.0, 1.0, count)
    found = total * even if pace == "linear" else np.expm1(np.log1p(total) * even)
    found[-1] = total
    return np.floor(found + 1e-9) if clock == "evaluations" else found


def places(tape: Tape, clock: ClockName) -> list[int]:
    """The place of each lane at the finish, 1 being the first; lanes that cost the same share one."""
    totals = [lane.total(clock) for lane in tape]
    return [1 + sum(other < total for other in totals) for total in totals]
