"""How a frame's time is divided: training first, then what follows the mouse, then all others in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.paradigms.lab.time_slices import FRAME, Clock, SlicedPart, SlicedWork, TimeSlices, Work

SLICE = FRAME / 10


class Bench(Clock):
    """Lanes with so many slices of work each, all of which take as long, and a diary of what was done."""

    def __init__(self, **slices: int) -> None:
        self.time, self.rests = 0.0, 0
        self.diary: list[str] = []
        self.wanted = dict.fromkeys(slices, 0)
        lanes = {name: self._lane(name, count) for name, count in slices.items()}
        now = lanes.pop("now", SlicedWork(()))
        self.turns = TimeSlices(self, now, tuple(lanes.values()))

    def _lane(self, name: str, count: int) -> SlicedWork:
        def work() -> Work:
            for _ in range(count - 1):
                self._spend(name)
                yield
            if count:
                self._spend(name)

        return SlicedWork((SlicedPart(lambda: self.wanted[name] if count else None, work),))

    def _spend(self, what: str) -> None:
        self.diary.append(what)
        self.time += SLICE

    def now(self) -> float:
        return self.time

    def rest(self, seconds: float) -> None:
        self.rests += 1
        self.time += seconds

    def frame(self, training: bool = False, speed: int = 0) -> list[str]:
        """What is done in a frame."""
        self.diary.clear()
        assert self.turns.train(lambda: self._spend("step"), training, speed) == training
        self.turns.compute()
        return list(self.diary)


def frames(bench: Bench, count: int, training: bool = False) -> Iterator[list[str]]:
    return (bench.frame(training) for _ in range(count))


@pytest.mark.parametrize("slices", [1, 2, 5])
def test_no_lane_waits_for_another_that_never_ends(slices: int) -> None:
    """However many slices fit into a frame, all lanes get as many of them, give or take one."""
    bench = Bench(a=1000, b=1000, c=1000)
    diary: list[str] = []
    while len(diary) < 60:
        # A step before leaves room for so many slices and no more.
        diary += [each for each in bench.frame(True, speed=10 - slices) if each != "step"]
    assert all(abs(diary.count(name) - len(diary) / 3) <= 1 for name in "abc")


def test_a_lane_that_has_nothing_to_do_is_passed_over() -> None:
    bench = Bench(a=0, b=30, c=0)
    assert bench.frame() == ["b"] * 10


def test_what_follows_the_mouse_comes_before_all_others() -> None:
    bench = Bench(now=3, a=1000)
    assert bench.frame() == ["now"] * 3 + ["a"] * 7
    bench.wanted["now"] += 1
    assert bench.frame()[:4] == ["now"] * 3 + ["a"]


def test_training_takes_its_share_and_more_once_all_is_shown() -> None:
    bench = Bench(a=14)
    first, second, third, fourth = frames(bench, 4, training=True)
    assert first == second == ["step"] * 5 + ["a"] * 5
    assert third == ["step"] * 5 + ["a"] * 4
    assert fourth == ["step"] * 9 and bench.rests == 0


def test_so_many_steps_are_made_as_are_asked_for_and_one_slice_even_if_they_take_too_long() -> None:
    bench = Bench(a=1000)
    assert bench.frame(True, speed=2).count("step") == 2
    assert bench.frame(True, speed=25) == ["step"] * 25 + ["a"]


def test_it_rests_once_there_is_nothing_to_do() -> None:
    bench = Bench(a=3)
    assert bench.frame() == ["a"] * 3 and bench.turns.busy and bench.rests == 1
    assert bench.frame() == [] and not bench.turns.busy and bench.rests == 2
    assert bench.frame(True)[0] == "step" and bench.turns.busy and bench.rests == 2
