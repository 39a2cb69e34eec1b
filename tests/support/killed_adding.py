"""Kills the adding, or the removing, of a data set before each thing that it does to its folder: before
files are opened, named and removed, not while one is written.

``python -m tests.support.killed_adding SOURCE FOLDER add|remove`` leaves a data folder of the program for
each death, numbered from 1, and at last one in which nobody was killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from playground.core import folders
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from tests.support.apart import apart


def adding(source: str) -> own_sets.OwnSet:
    """Make the data set."""
    return add(source_of(source), Order(name="own", place=source))


def dying(deed: Callable[[], object], call: int) -> None:
    """Do it, but for a death before so many accesses to files of the program's data folder.

    Whole folders are removed from within, by names alone; nothing else here is.
    """
    made, own = count(1), str(folders.user_data())

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        ours = event == "open" or event.startswith(("os.", "shutil."))
        within = event in ("os.remove", "os.rmdir") and arguments[1] >= 0
        if ours and (within or str(arguments[0]).startswith(own)) and next(made) == call:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    deed()


def main(source: str, root: Path, what: str) -> None:
    """Kill it at each of them."""
    deeds: dict[str, Callable[[], object]] = {
        "add": lambda: adding(source),
        "remove": lambda: own_sets.remove("own"),
    }
    for call in count(1):
        os.environ["PLAYGROUND_DATA"] = str(root / str(call))
        if what == "remove":
            adding(source)
        if not apart(lambda call=call: dying(deeds[what], call)):
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
