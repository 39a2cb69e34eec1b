"""What every child process of the program does first; numpy must not be loaded before."""

from __future__ import annotations

import multiprocessing
import os
import threading

THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Read by numpy's and PyTorch's libraries when they are loaded."""


def use_one_thread() -> None:
    """Limit the libraries' threads, which are loaded later.

    With two and the other core busy, live work was a hundred times slower.
    """
    for name in THREAD_LIMITS:
        os.environ[name] = "1"


def follow_parent() -> None:
    """End at once when the parent is gone, even in the middle of a long step."""
    threading.Thread(target=_follow, name="follow parent", daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
