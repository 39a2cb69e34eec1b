"""The real program with a player in its window: ``python -m tests.soak.window SEED FOLDER`` [arguments].

It tells what happens as JSON lines on the standard output, and reads orders from the standard input.
"""

from __future__ import annotations

import faulthandler
import signal
import sys
from typing import Any

from tests.e2e.launcher import run


def main(seed: int, folder: str, arguments: list[str]) -> int:
    """Run ``playground`` until its window is closed; gives its exit status."""
    # A window that hangs is asked where.
    faulthandler.register(signal.SIGUSR1, all_threads=True)

    def play(window: Any) -> None:
        from tests.soak.player import Player

        Player(window, seed, folder)

    return run(arguments, play)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
