"""The time left that is said is right at an even pace, steady when busy, and follows a lasting change."""

from __future__ import annotations

import pytest

from playground.zoo.pace import FADES, Pace


def after(*stretches: tuple[int, float], done: int = 0, seconds: float = 0.0) -> float:
    """Seconds said for one step more, after so many steps of so long each."""
    pace = Pace(done, seconds)
    for steps, each in stretches:
        for _ in range(steps):
            pace.take(each)
    return pace.left(1)


def test_at_an_even_pace_it_is_what_a_step_takes() -> None:
    assert after((1, 0.25)) == pytest.approx(0.25)
    assert after((3000, 0.25)) == pytest.approx(0.25)
    assert after((1, 0.25), done=4000, seconds=1000.0) == pytest.approx(0.25)


def test_one_long_step_after_being_taken_up_does_not_make_it_jump() -> None:
    """Four seconds beside two minutes at 0.1 s a step are a thirtieth."""
    assert after((1, 4.0), done=10_000, seconds=1000.0) == pytest.approx(0.1, rel=0.04)


def test_a_lasting_change_is_followed_within_some_minutes() -> None:
    slow = int(3 * FADES / 0.5)
    assert after((2000, 0.1), (slow, 0.5)) == pytest.approx(0.5, rel=0.25)
    assert 0.1 < after((2000, 0.1), (20, 0.5)) < 0.2


def test_nothing_is_left_of_none() -> None:
    pace = Pace(0, 0.0)
    pace.take(1.0)
    assert pace.left(0) == 0.0
