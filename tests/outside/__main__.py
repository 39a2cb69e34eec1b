"""``python -m tests.outside [name …]`` watches the program from outside and says what left its own folders.

Needs strace; for the window an X server, too, such as ``xvfb-run`` gives.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.outside.deeds import DEEDS, watch
from tests.outside.seen import Seen
from tests.outside.trace import why_not
from tests.outside.window import watch_window

WINDOW, STAY = "window, for 20 s", 20.0


def main() -> int:
    """Watch, print one table, and give 1 if there was anything that must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.outside", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=f"some of: {', '.join((*DEEDS, WINDOW))}; all if none is named"
    )
    chosen = parser.parse_args().names or (*DEEDS, *([WINDOW] if os.environ.get("DISPLAY") else []))
    if unknown := set(chosen) - {*DEEDS, WINDOW}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if why := why_not():
        sys.exit(why)
    seen: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory(prefix="playground-outside-") as folder:
        for name in chosen:
            seen[name] = (
                watch_window(Path(folder) / "w", STAY) if name == WINDOW else watch(name, Path(folder))
            )
    _show(seen)
    return int(any(one.secret for one in seen.values()))


def _show(seen: dict[str, Seen]) -> None:
    table = Table(show_lines=True)
    for title in ("command", "internet sockets", "look-ups of hosts", "local sockets by name"):
        table.add_column(title, overflow="fold")
    table.add_column("files written outside its folders", overflow="fold")
    table.add_column("in the temporary folder", overflow="fold")
    for name, one in seen.items():
        cells = (one.internet, one.look_ups, one.local, one.outside, one.passing)
        table.add_row(name, *map(_cell, cells))
    Console(width=max(Console().width, 140)).print(table)


def _cell(found: Sequence[str]) -> str:
    return "\n".join(found) or "none"


if __name__ == "__main__":
    raise SystemExit(main())
