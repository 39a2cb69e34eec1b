"""Clocks and places: nobody is shown what costs more than the clock says, and the cheaper are there first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.frames import Frame
from playground.paradigms.race.recipes import ClockName, PaceName, Race
from playground.paradigms.race.tape import (
    LaneTape,
    State,
    Tape,
    film,
    from_frame,
    lane_tape,
    length,
    moments,
    places,
    to_arrays,
)

CLOCKS: tuple[ClockName, ...] = ("evaluations", "milliseconds")
PACES: tuple[PaceName, ...] = ("linear", "log")
SHAPE = (2, 1, 2, 3)


def lane(costs: list[tuple[int, float]], base: int = 0) -> LaneTape:
    """A lane that spends this at each of its steps; its pictures say which state they are of."""
    nfe, spent = 0, 0.0
    states = [State(nfe=0, milliseconds=0.0, x=np.full(SHAPE, base, np.uint8), data=None)]
    for step, (evaluations, milliseconds) in enumerate(costs, 1):
        nfe, spent = nfe + evaluations, spent + milliseconds
        picture = np.full(SHAPE, base + step, np.uint8)
        states.append(State(nfe=nfe, milliseconds=spent, x=picture, data=picture))
    return lane_tape(states, SHAPE)


COSTS = st.lists(
    st.tuples(st.integers(0, 3), st.floats(0.01, 50, allow_nan=False)), min_size=1, max_size=12
).filter(lambda costs: any(evaluations for evaluations, _ in costs))
TAPES = st.lists(COSTS, min_size=1, max_size=5).map(lambda found: tuple(lane(costs) for costs in found))


@given(tape=TAPES, clock=st.sampled_from(CLOCKS), pace=st.sampled_from(PACES), count=st.integers(2, 50))
def test_every_moment_shows_what_was_paid_for_and_not_less(
    tape: Tape, clock: ClockName, pace: PaceName, count: int
) -> None:
    times = moments(tape, clock, pace, count)
    assert len(times) == count and times[0] == 0 and times[-1] == length(tape, clock)
    assert np.all(np.diff(times) >= 0)
    for one in tape:
        states = [one.at(clock, spent) for spent in times]
        assert states == sorted(states) and states[-1] == len(one) - 1
        for spent, state in zip(times, states, strict=True):
            assert one.cost(clock)[state] <= spent
            assert one.finished(state) or one.cost(clock)[state + 1] > spent


@given(tape=TAPES, pace=st.sampled_from(PACES), count=st.integers(2, 50))
def test_unfinished_lanes_have_spent_the_same_evaluations(tape: Tape, pace: PaceName, count: int) -> None:
    for spent in moments(tape, "evaluations", pace, count):
        assert spent == int(spent)
        for one in tape:
            state = one.at("evaluations", spent)
            # A step that asks several times at once is shown when all its answers are paid for.
            assert one.finished(state) or spent - one.nfe[state] < 3


@given(tape=TAPES, clock=st.sampled_from(CLOCKS))
def test_places_are_in_the_order_of_cost_and_shared_by_equals(tape: Tape, clock: ClockName) -> None:
    found = places(tape, clock)
    assert min(found) == 1
    for one, first in zip(tape, found, strict=True):
        for other, second in zip(tape, found, strict=True):
            assert (first < second) == (one.total(clock) < other.total(clock))
        assert first == 1 + sum(other.total(clock) < one.total(clock) for other in tape)


@given(tape=TAPES)
def test_a_tape_comes_back_from_its_frame(tape: Tape) -> None:
    back = from_frame(Frame(arrays=to_arrays(tape), final=True))
    assert len(back) == len(tape)
    for one, other in zip(tape, back, strict=True):
        for name in LaneTape.__struct_fields__:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_an_even_clock_runs_evenly_and_the_other_slowly_at_first() -> None:
    tape = (lane([(1, 2.0)] * 100),)
    np.testing.assert_allclose(np.diff(moments(tape, "milliseconds", "linear", 11)), 20.0)
    steps = np.diff(moments(tape, "milliseconds", "log", 11))
    assert np.all(np.diff(steps) > 0)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_film_has_a_row_for_every_picture_of_every_lane(clock: ClockName) -> None:
    tape = (lane([(1, 5.0)] * 4), lane([(1, 3.0)], base=100))
    for shows, start in (("data", 0), ("x", 100)):
        arrays, scalars = film(Race(clock=clock, pace="linear", moments=5, shows=shows), tape)
        assert scalars == {"columns": 5}
        assert arrays["images"].shape == (2 * 2 * 5, 1, 2, 3)
        rows = arrays["images"].reshape(2, 2, 5, 1, 2, 3)
        # By now the second lane, which costs one evaluation or 3 ms, has finished and waits.
        assert rows[0, :, :, 0, 0, 0].tolist() == [[0, 1, 2, 3, 4]] * 2
        assert rows[1, :, :, 0, 0, 0].tolist() == [[start, 101, 101, 101, 101]] * 2
        np.testing.assert_allclose(arrays["shown"], np.linspace(0, length(tape, clock), 5))
