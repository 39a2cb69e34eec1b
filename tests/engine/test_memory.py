"""What ended runs leave is given back now and then, and never where someone waits."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from playground.engine.memory import PAUSE, Housekeeping


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_due_after_a_run_has_ended_and_some_time() -> None:
    clock, given = Clock(), []
    house = Housekeeping(clock, lambda: given.append(clock.now))
    assert not house.due(1)
    clock.now += PAUSE
    assert house.due(1) and not house.due(0)
    house.tidy(1)
    assert given == [clock.now]
    assert not house.due(1) and not house.due(2)
    clock.now += PAUSE
    assert not house.due(1) and house.due(2)


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
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    kept, given = map(int, done.stdout.split())
    assert kept < 20_000_000 < 90_000_000 < given
