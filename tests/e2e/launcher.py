"""Starts the real program and serves a :class:`Probe` of its window on a socket.

``python -m tests.e2e.launcher SOCKET [arguments of playground]``. The program is run by its own command line
and does not know of it. What is added: the function that makes the window is wrapped, so that a watch gets
hold of the window and notes when it and its tab are painted first. Only when the tab is complete is the
probe's module imported and its socket opened, so that start-up is measured without them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

SELDOM = "PLAYGROUND_TESTS_DRAW_SELDOM"
"""The environment variable that says how many milliseconds a lab's frame is shown at least.

Most of what a lab costs is drawing, sixty times a second, and most tests wait for what it has learned.
"""


def main(path: str, arguments: list[str]) -> int:
    """Run ``playground`` with these arguments; gives its exit status."""

    def watch(window: Any) -> None:
        if SELDOM in os.environ:
            from playground.ui.lab import display_turn

            display_turn.DISPLAY_MS = int(os.environ[SELDOM])
        from tests.e2e.watch import Watch

        Watch(window, path)

    return run(arguments, watch)


def run(arguments: list[str], attend: Callable[[Any], None]) -> int:
    """Run ``playground``, and hand its window to somebody as soon as it is made."""
    from playground import cli
    from playground.commands import window as command

    load = command.application

    def load_attended() -> ModuleType:
        app = load()
        make = app.open_window

        def open_attended(*args: Any) -> Any:
            window = make(*args)
            attend(window)
            return window

        app.open_window = open_attended
        return app

    command.application = load_attended
    return cli.main(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
