"""Work in slices: in order, once, and again when what it depends on has changed."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.plane.lane import Lane, Part
from playground.paradigms.plane.progress import Progress


class Bench:
    """Two parts of three slices each, and what they did."""

    def __init__(self) -> None:
        self.keys: dict[str, int | None] = {"a": 0, "b": 0}
        self.log: list[str] = []
        self.lane = Lane(
            [Part(lambda name=name: self.keys[name], lambda name=name: self.work(name)) for name in "ab"]
        )

    def work(self, name: str):
        for index in range(2):
            self.log.append(f"{name}{index}")
            yield
        self.log.append(f"{name} done")

    def finish(self) -> list[str]:
        self.log.clear()
        while self.lane.step():
            pass
        return self.log


FULL_A, FULL_B = ["a0", "a1", "a done"], ["b0", "b1", "b done"]


def test_parts_go_in_order_and_once() -> None:
    bench = Bench()
    assert not bench.lane.fresh
    assert bench.finish() == FULL_A + FULL_B
    assert bench.lane.fresh and bench.finish() == []


def test_only_what_has_changed_is_done_again() -> None:
    bench = Bench()
    bench.finish()
    bench.keys["b"] = 1
    assert bench.finish() == FULL_B


def test_work_that_is_out_of_date_begins_again() -> None:
    bench = Bench()
    bench.lane.step()
    bench.keys["a"] = 1
    assert bench.finish() == FULL_A + FULL_B


def test_what_nobody_wants_is_left() -> None:
    bench = Bench()
    bench.keys["a"] = None
    assert bench.finish() == FULL_B and bench.lane.fresh
    bench.keys["a"] = 0
    assert bench.finish() == FULL_A


def test_a_long_curve_is_merged_without_losing_its_mean() -> None:
    progress = Progress()
    losses = np.random.default_rng(0).uniform(1, 2, 6400)
    for loss in losses:
        progress.add(float(loss))
    curve = progress.curve()
    assert len(curve) < 400 and np.all(np.diff(curve[:, 0]) > 0)
    assert curve[:, 1].mean() == pytest.approx(losses.mean(), abs=1e-3)
    assert progress.steps == 6400 and progress.loss == pytest.approx(losses[-64:].mean(), abs=0.1)


def test_the_pace_is_that_of_the_last_moment() -> None:
    progress = Progress()
    assert progress.pace(10.0) == 0
    for _ in range(30):
        progress.add(1.0)
    assert progress.pace(10.6) == pytest.approx(50)
    assert progress.pace(12.0) == 0
