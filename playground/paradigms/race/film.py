"""What a race gives when all lanes have been run, and its film: pictures at moments of the clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Scalar
from playground.paradigms.race.recipes import Race
from playground.paradigms.race.tape import Images, LaneTape, Tape, moments, to_arrays


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
