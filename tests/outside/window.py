"""The window on a real X server, watched from its start to its end while somebody drags through the plane."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from tests.e2e.seat import Seat, until
from tests.outside import trace
from tests.outside.deeds import Home
from tests.outside.seen import Seen


def watch_window(folder: Path, seconds: float = 0.0) -> Seen:
    """Start the window, wait for its pictures, drag, stay open for a while, close; gives what was seen."""
    home = Home(folder, folder / "work")
    surroundings = {**home.environment, "QT_QPA_PLATFORM": "xcb"}
    seat = Seat(folder, before=trace.command(home.log, apart=True), surroundings=surroundings)
    try:
        # The Start page comes first.
        seat.settle().press("ctrl+1")
        seat.settle()
        seat.drag_on_plane([(0.0, 0.0), (1.0, 1.0), (-1.0, 0.5)])
        until(lambda: seat.facts["undo"] == 1, "z has moved")
        seat.settle()
        time.sleep(seconds)
        if seat.close():
            raise RuntimeError(f"The window ended with an error: {seat.said()}")
    finally:
        seat.kill()
        until(lambda: not _still_writes(home.log), "all of the program has ended")
    seen = home.see()
    # What the tests talk to the window through is not the program's.
    return seen._replace(local=tuple(place for place in seen.local if place != str(seat.probe)))


def _still_writes(log: Path) -> bool:
    return any(str(log) in (process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))
