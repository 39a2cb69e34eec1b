"""Work in slices: in order, once, and again when what it depends on has changed."""

from __future__ import annotations

from playground.paradigms.lab.time_slices import SlicedPart, SlicedWork


class Bench:
    """Two parts of three slices each, and what they did."""

    def __init__(self) -> None:
        self.keys: dict[str, int | None] = {"a": 0, "b": 0}
        self.log: list[str] = []
        self.lane = SlicedWork(
            [
                SlicedPart(lambda name=name: self.keys[name], lambda name=name: self.work(name))
                for name in "ab"
            ]
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
