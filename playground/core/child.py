"""How child processes are started, and what each does first; numpy must not be loaded before."""

from __future__ import annotations

import os
import sys

THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Read by numpy's and PyTorch's libraries when they are loaded."""


def python(*arguments: str) -> list[str]:
    """A command line of this Python that imports nothing from the current folder: “-P” and ``arguments``."""
    return [sys.executable, "-P", *arguments]


def import_nothing_from_here() -> None:
    """Let no Python that is started from now on look for modules in the current folder.

    multiprocessing starts workers, and one of its own that clears up after them, by “python -c”, which would
    look there first, whatever files are there.
    """
    os.environ["PYTHONSAFEPATH"] = "1"


def use_one_thread() -> None:
    """Limit the libraries' threads, which are loaded later.

    With two and the other core busy, live work was a hundred times slower.
    """
    for name in THREAD_LIMITS:
        os.environ[name] = "1"
