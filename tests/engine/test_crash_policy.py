"""Who is blamed for a death."""

from __future__ import annotations

import signal

import pytest

from playground.engine import wording
from playground.engine.client import NO_RUN, SAME_RUN, WITHIN, CrashPolicy, Verdict

CRASHES = [-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGFPE, -signal.SIGILL, 0xC0000005, 0xC0000409, 3]
KILLS = [-9, -signal.SIGTERM, 0, 1, None]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("code", CRASHES)
def test_a_crash_blames_the_run_being_stepped_at_once(code: int) -> None:
    assert CrashPolicy(Clock()).judge(code, 7) == Verdict(7, True)


@pytest.mark.parametrize("code", KILLS)
def test_a_kill_blames_the_run_only_when_it_happens_again_and_again(code: int | None) -> None:
    policy = CrashPolicy(Clock())
    verdicts = [policy.judge(code, 7) for _ in range(SAME_RUN)]
    assert verdicts == [Verdict(0, True)] * (SAME_RUN - 1) + [Verdict(7, True)]


def test_kills_under_different_runs_blame_nobody() -> None:
    policy = CrashPolicy(Clock())
    assert all(policy.judge(-9, generation) == Verdict(0, True) for generation in range(1, 20))


def test_old_deaths_are_forgotten() -> None:
    clock = Clock()
    policy = CrashPolicy(clock)
    for _ in range(20):
        assert policy.judge(-9, 7) == Verdict(0, True)
        assert policy.judge(-9, 0) == Verdict(0, True)
        clock.now += WITHIN / 2 + 1


@pytest.mark.parametrize("code", [*CRASHES, *KILLS])
def test_dying_for_no_reason_ends_in_giving_up_until_asked(code: int | None) -> None:
    policy = CrashPolicy(Clock())
    verdicts = [policy.judge(code, 0) for _ in range(NO_RUN)]
    assert verdicts == [Verdict(0, True)] * (NO_RUN - 1) + [Verdict(0, False)]
    policy.forget()
    assert policy.judge(code, 0).restart


def test_sentences_say_how_it_ended() -> None:
    assert "SIGSEGV" in wording.death(-signal.SIGSEGV, "“x”", True)
    assert "killed (SIGKILL)" in wording.death(-9, None, True)
    assert "0xC0000005" in wording.death(0xC0000005, None, True)
    assert "exit code 1" in wording.death(1, None, True)
    assert "restart it" in wording.death(1, None, False)
