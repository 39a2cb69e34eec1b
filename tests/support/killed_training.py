"""Kills a small training after each of the calls by which it writes, takes it up again, and prints its logs.

``python -m tests.support.killed_training FOLDER EVERY`` prints a JSON object: by call, from 0 for the
training that nobody kills, the steps and losses of the log when it has been taken up and has ended.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.zoo.runs import LOG, recorded
from tests.support import tiny_training
from tests.support.apart import apart

CALLS = ("fsync", "link", "rename", "replace", "unlink", "write")


def end(folder: Path) -> None:
    """Take the training up, and go on to its end."""
    training = tiny_training.training(folder, every_step=True)
    training.resume()
    for _ in recorded(training):
        pass


def dying(folder: Path, call: int) -> None:
    """The same, but for a death after so many calls."""
    made = itertools.count(1)

    def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **named: Any) -> Any:
            given = function(*arguments, **named)
            if next(made) == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return given

        return wrapper

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))
    end(folder)


def log(folder: Path) -> list[tuple[int, float]]:
    """Steps and losses."""
    lines = map(json.loads, (folder / LOG).read_text(encoding="utf-8").splitlines())
    return [(line["step"], line["loss"]) for line in lines]


def main(root: Path, every: int) -> None:
    """Kill it after each of the calls."""
    end(root / "0")
    found = {0: log(root / "0")}
    for call in itertools.count(1, every):
        folder = root / str(call)
        killed = apart(lambda folder=folder, call=call: dying(folder, call))
        if killed:
            apart(lambda folder=folder: end(folder))
        found[call] = log(folder)
        if not killed:
            break
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
