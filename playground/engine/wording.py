"""The sentences with which the engine tells a user what went wrong."""

from __future__ import annotations

import signal

from playground.core.memory_limit import gigabytes
from playground.core.recipe import Recipe, kind_of

NTSTATUS_ERROR = 0xC0000000
"""On Windows a crashed process ends with a status from here on."""

_ABORTED_ON_WINDOWS = 3
_CRASH_SIGNALS = {
    int(getattr(signal, name))
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS")
    if hasattr(signal, name)
}


def describe(recipe: Recipe) -> str:
    """A recipe in a few words: its kind, and its model where it has one."""
    model = getattr(recipe, "model", None)
    kind = kind_of(recipe)
    return f"“{kind}” with {model}" if isinstance(model, str) else f"“{kind}”"


def is_crash(exit_code: int | None) -> bool:
    """Whether a process brought itself down, rather than being ended from outside."""
    if exit_code is None:
        return False
    if exit_code < 0:
        return -exit_code in _CRASH_SIGNALS
    return exit_code >= NTSTATUS_ERROR or exit_code == _ABORTED_ON_WINDOWS


def describe_exit(exit_code: int | None) -> str:
    """How a process ended, such as “killed by SIGKILL”."""
    if exit_code is None:
        return "could not be started"
    if exit_code < 0:
        try:
            name = signal.Signals(-exit_code).name
        except ValueError:
            name = f"signal {-exit_code}"
        return f"crashed ({name})" if is_crash(exit_code) else f"was killed ({name})"
    if is_crash(exit_code):
        return f"crashed (0x{exit_code:X})"
    return f"ended unexpectedly (exit code {exit_code})"


def death(exit_code: int | None, set_aside: str | None, restarting: bool) -> str:
    """What the window says when the process is gone."""
    how = f"The compute process {describe_exit(exit_code)}"
    if not restarting:
        return f"{how} again and again, so it was not started once more; restart it when the cause is gone."
    if set_aside is not None:
        return f"{how} while running {set_aside}; it was restarted without that recipe."
    return f"{how}; it was started again, and what was unfinished begins anew, a training at step 0."


def overdrawn(most: float, recipe: str | None) -> str:
    """What the window says when the process was ended because it took more than ``most`` bytes."""
    took = f"The compute process needed more than {gigabytes(most)} of memory"
    if recipe is None:
        return f"{took}; it was ended and started again."
    return f"{took} while running {recipe}; it was ended, and that recipe is set aside."


def too_large(most: float, recipe: str) -> str:
    """Why a recipe is not run again after it took more than ``most`` bytes of memory."""
    return (
        f"Running {recipe} needed more than {gigabytes(most)} of memory; it was set aside, so ask for less "
        "at once, choose another model, or try it again."
    )


def hung(seconds: float, recipe: str) -> str:
    """Why a recipe is not run again after the process was restarted, since it gave no answer."""
    return (
        f"Running {recipe} had given no answer for {seconds:.0f} s when the compute process was restarted; "
        "it was set aside, so choose another model, runtime or device, or try it again."
    )


def set_aside(exit_code: int | None, recipe: str) -> str:
    """Why a recipe is not run again after it took the process down."""
    return (
        f"Running {recipe} ended the compute process, which {describe_exit(exit_code)}; "
        "it was set aside, so choose another model, runtime or device, or try it again."
    )
