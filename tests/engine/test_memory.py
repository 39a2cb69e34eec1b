"""What ended runs leave is given back now and then, and never where someone waits."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
import weakref

import pytest

from playground.engine.memory import LONGEST, PAUSE, Housekeeping


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def printed(script: str) -> list[int]:
    """The numbers that a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    return [int(each) for each in done.stdout.split()]


def test_it_is_due_some_time_after_the_last_change() -> None:
    clock, given = Clock(), []
    house = Housekeeping(clock, lambda: given.append(clock.now))
    clock.now += 100
    assert not house.due(0) and not house.expects(0)
    assert not house.due(1) and house.expects(1)
    clock.now += PAUSE - 1
    assert not house.due(2)
    clock.now += PAUSE - 1
    assert not house.due(2)
    clock.now += 1
    assert house.due(2)
    house.tidy()
    assert given == [clock.now]
    clock.now += 100
    assert not house.due(2) and not house.expects(2)


def test_it_is_due_now_and_then_where_there_is_no_rest() -> None:
    clock = Clock()
    house = Housekeeping(clock, lambda: None)
    due = []
    for change in range(1, 1000):
        clock.now += 0.1
        if house.due(change):
            house.tidy()
            due.append(clock.now)
    gaps = [later - before for before, later in itertools.pairwise(due)]
    assert len(due) > 3 and min(gaps) >= LONGEST and max(gaps) <= LONGEST + 0.3


def test_it_knows_whether_somebody_waits_for_an_answer() -> None:
    clock = Clock()
    house = Housekeeping(clock, lambda: None)
    for change in range(1, 200):
        clock.now += 0.1
        house.due(change)
        assert not house.rested()
    assert house.due(199)
    clock.now += PAUSE
    assert house.due(199) and house.rested()


def test_what_only_knows_itself_goes_too() -> None:
    class Held:
        def __init__(self) -> None:
            self.me = self

    gone = weakref.ref(Held())
    house = Housekeeping()
    house.due(1)
    house.tidy()
    assert gone() is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems give back by themselves")
def test_what_was_freed_goes_back_to_the_system() -> None:
    """Many small blocks with a live one at the top of the heap: only asking makes the library let go."""
    script = """
        import psutil
        from playground.engine.memory import trim
        blocks = [bytes(60_000) for _ in range(2_000)]
        top = bytes(60_000)
        own = lambda: psutil.Process().memory_info().rss
        full = own()
        del blocks
        freed = own()
        trim()
        print(full - freed, freed - own())
    """
    kept, given = printed(script)
    assert kept < 20_000_000 < 90_000_000 < given


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems give back by themselves")
def test_large_blocks_go_back_whole_whatever_stays_between_them() -> None:
    """Once a larger block was freed, the library would take these from its heap."""
    script = """
        import psutil
        from playground.engine.memory import map_large_blocks
        map_large_blocks()
        larger = b"x" * 20_000_000
        del larger
        blocks, between = [], []
        for _ in range(40):
            blocks.append(b"x" * 3_000_000)
            between.append(b"x" * 60_000)
        own = lambda: psutil.Process().memory_info().rss
        full = own()
        del blocks
        print(full - own())
    """
    (given,) = printed(script)
    assert given > 110_000_000
