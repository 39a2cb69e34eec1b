"""Starts the real program and serves a :class:`Probe` of its window on a socket.

``python -m tests.e2e.launcher SOCKET [arguments of playground]``. The program is run by its own command line
and does not know of it. What is added: the function that makes the window is wrapped, so that the probe gets
hold of the window; only after its first paint is the probe's module imported and its socket opened.
"""

from __future__ import annotations

import sys
import time
from typing import Any


def main(path: str, arguments: list[str]) -> int:
    """Run ``playground`` with these arguments; gives its exit status."""
    from playground import cli
    from playground.ui import app

    make = app.open_window
    kept: list[Any] = []

    def open_probed(*args: Any) -> Any:
        window = make(*args)

        def serve() -> None:
            painted = time.monotonic()
            from tests.e2e.probe import Probe

            kept.append(Probe(window, path, painted))

        window.painted.connect(serve)
        return window

    app.open_window = open_probed
    return cli.main(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
