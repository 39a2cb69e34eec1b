"""The process of a training, from its start to its end: whatever ends it is one sentence for all who look."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playground.core import memory_limit
from playground.core.errors import PlaygroundError, one_line
from playground.core.memory_limit import MemoryWatch
from playground.export.atomic import is_full
from playground.studio import training_folders
from playground.studio.reporting import Reporter, StopAskedError, lacks_memory, note
from playground.zoo.lock import alone_in

_NICE = 10
_SESSION_NICE = 5
"""Less, or a training would stand still beside a few busy sessions."""
_AUTOGROUP = Path("/proc/self/autogroup")
"""What Linux keeps of the session that a process is in (sched(7), “The autogroup feature”)."""
_TRIES, _APART = 20, 0.1
"""Linux takes one such wish in a tenth of a second, whoever has it."""


def give_way() -> None:
    """Let this process come after others, and where it leads a session, that one after other sessions.

    Where Linux shares the processor out among sessions, a niceness counts among the processes of one alone.
    """
    if hasattr(os, "nice"):
        os.nice(_NICE)
    if _AUTOGROUP.exists() and os.getsid(0) == os.getpid():
        _give_way_as_session()


def _give_way_as_session() -> None:
    for _ in range(_TRIES):
        try:
            _AUTOGROUP.write_text(str(_SESSION_NICE), encoding="ascii")
        except BlockingIOError:
            time.sleep(_APART)
        except OSError:
            return
        else:
            return


def main(argv: Sequence[str]) -> int:
    """Work on the training of a name until it ends: 0 if it finished or was asked to stop."""
    try:
        folder = training_folders.folder_of(argv[0])
        with alone_in(folder):
            return _work(folder)
    except PlaygroundError as error:
        sys.stderr.write(f"playground: {error.sentence}\n")
        return 1


def _work(folder: Path) -> int:
    teller = Reporter(folder)
    watch = _watched(teller)
    try:
        while not _worked(folder, teller):
            # Whoever asks it to go on after this look sees that it has stopped, and starts another process.
            teller.end("stopped", f"Stopped at step {teller.report.step:,}; it can go on from there.")
            if teller.asked().wish != "go":
                break
        return 0
    except Exception as error:  # noqa: BLE001 - the last place where a defect can become a sentence
        note(error)
        teller.end("failed", _sentence(error, folder))
    finally:
        watch.stop()
    return 1


def _worked(folder: Path, teller: Reporter) -> bool:
    """Work on it; false where it was asked to stop before its end."""
    teller.stage("preparing", "Prepares the training.")
    # Whoever began it waits for the lock alone, and not for what is loaded here.
    from playground.studio.trainer import Trainer

    try:
        Trainer(folder, training_folders.plan_of(folder), teller).work()
    except StopAskedError:
        return False
    return True


def _watched(teller: Reporter) -> MemoryWatch:
    """End with a sentence before the system ends what takes too much memory, without a word."""
    most = memory_limit.limit()

    def end() -> None:
        more = f"needed more than {memory_limit.gigabytes(most)} of memory"
        allow = f"allow more GB by the variable {memory_limit.VARIABLE}"
        if teller.has_its_model:
            said = f"Nothing was measured: that {more}; to measure it, {allow}."
            teller.end("finished", said, seconds_left=0.0)
            os._exit(0)
        instead = "choose smaller pictures or the smaller preset"
        teller.end("failed", f"The training {more}; {instead}, or {allow}.")
        os._exit(1)

    return MemoryWatch(os.getpid(), most, end)


def _sentence(error: Exception, folder: Path) -> str:
    if is_full(error):
        return (
            f"The disk is full, so that {folder} cannot be written; make room and let the training go on, "
            "and only its last steps are made again."
        )
    if isinstance(error, PlaygroundError):
        return error.sentence
    if lacks_memory(error):
        return "The training needed more memory than there is; choose a smaller size or preset."
    if isinstance(error, OSError):
        return f"The training cannot go on: {(error.strerror or str(error)).lower()}."
    return f"The training failed unexpectedly ({one_line(f'{type(error).__name__}: {error}')})."
