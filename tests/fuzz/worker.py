"""A process that tries inputs: what kills it, hangs it or fills it is a finding of whoever started it.

It reads one order in JSON a line, and answers each with a line for every finding and one at the end. The
number of the input that it tries stands in a file, so that the input can be made again when nothing else is
left.
"""

from __future__ import annotations

import contextlib
import faulthandler
import itertools
import json
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.fuzz.reader import Reader, corpus, discover
from tests.fuzz.trial import Trial, attempt, input_of

HANG = 60
"""Seconds after which an input is given up, and the process with it."""

NUMBER = "number"
_SHRINKING = 200
_SECONDS_OF_SHRINKING = 20


class Worker:
    """Readers that are ready, with their folders and seeds."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._parent = os.getppid()
        self._readers = discover()
        self._ready: dict[str, Sequence[bytes]] = {}
        self._number = os.open(home / NUMBER, os.O_RDWR | os.O_CREAT, 0o600)

    def obey(self, order: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Try inputs from ``first`` on: ``count`` of them, or as many as there are ``seconds`` for.

        Gives each finding at once, and at last a report.
        """
        reader = self._readers[order["reader"]]
        folder, seeds = self._prepared(reader)
        report: dict[str, Any] = {"done": 0, "worst": 0.0, "memory": 0, "seconds": 0.0}
        outcomes: set[str] = set()
        began = time.monotonic()
        with _bounded(reader):
            for name, data in self._inputs(reader, seeds, order):
                if order["seconds"] and time.monotonic() - began > order["seconds"]:
                    break
                trial = _tried(reader, folder, data, slow_is_broken=bool(order["seconds"]))
                if trial.broken.startswith(("slow", "memory")):
                    # What a library loads when it is first needed is not the input's fault.
                    trial = _tried(reader, folder, data)
                report["done"] += 1
                report["worst"] = max(report["worst"], trial.seconds)
                report["memory"] = max(report["memory"], trial.memory)
                outcomes.add(trial.outcome)
                if trial.broken and trial.broken not in order["known"]:
                    order["known"].append(trial.broken)
                    yield _finding(reader, folder, name, data, trial)
        yield {**report, "outcomes": sorted(outcomes), "seconds": time.monotonic() - began}

    def _prepared(self, reader: Reader) -> tuple[Path, Sequence[bytes]]:
        folder = self._home / reader.name
        if reader.name not in self._ready:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / reader.file).parent.mkdir(parents=True, exist_ok=True)
            self._ready[reader.name] = seeds = tuple(reader.seeds(folder))
            assert seeds, f"{reader.name} has no seeds"
        return folder, self._ready[reader.name]

    def _inputs(
        self, reader: Reader, seeds: Sequence[bytes], order: dict[str, Any]
    ) -> Iterator[tuple[str, bytes]]:
        """Names and inputs by their numbers: the seeds, past findings, and then what is made of seeds."""
        always = [(f"seed-{number}", seed) for number, seed in enumerate(seeds)] + [*corpus(reader).items()]
        numbers = (
            range(order["first"], len(always) + order["count"])
            if not order["seconds"]
            else itertools.count(order["first"])
        )
        for number in numbers:
            if os.getppid() != self._parent:
                return  # Nobody waits for the answer any more.
            self._note(number)
            if number < len(always):
                yield always[number]
            else:
                yield f"{order['seed']}-{number}", input_of(reader, seeds, order["seed"], number)

    def _note(self, number: int) -> None:
        os.pwrite(self._number, b"%-20d" % number, 0)


def _tried(reader: Reader, folder: Path, data: bytes, *, slow_is_broken: bool = True) -> Trial:
    """As :func:`attempt`; an input that hangs ends the process."""
    faulthandler.dump_traceback_later(HANG, exit=True)
    try:
        return attempt(reader, folder, data, slow_is_broken=slow_is_broken)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _finding(reader: Reader, folder: Path, name: str, data: bytes, trial: Trial) -> dict[str, Any]:
    small = _shrunk(reader, folder, data, trial.broken) if not trial.broken.startswith("slow") else data
    return {"input": name, "broken": trial.broken, "details": trial.details, "data": small.hex()}


def _shrunk(reader: Reader, folder: Path, data: bytes, broken: str) -> bytes:
    """A smaller input that breaks the same promise."""
    left, size, until = _SHRINKING, len(data) // 2, time.monotonic() + _SECONDS_OF_SHRINKING
    while size and left:
        at = 0
        while at < len(data) and left:
            left = left - 1 if time.monotonic() < until else 0
            fewer = data[:at] + data[at + size :]
            if _tried(reader, folder, fewer, slow_is_broken=False).broken == broken:
                data = fewer
            else:
                at += size
        size //= 2
    return data


@contextlib.contextmanager
def _bounded(reader: Reader) -> Iterator[None]:
    """Bound the address space, where the system can, to what there is now and what the reader may need."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    largest = pages * resource.getpagesize() + 4 * reader.memory + (256 << 20)
    resource.setrlimit(resource.RLIMIT_AS, (largest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def main() -> None:
    """Obey orders until there are none."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Libraries may print what they like.
    faulthandler.enable()
    warnings.simplefilter("ignore")
    worker = Worker(Path(sys.argv[1]))
    for line in sys.stdin:
        for answer in worker.obey(json.loads(line)):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
