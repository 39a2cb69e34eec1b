"""All readers are tried by a few processes at a time, each of which may die of an input."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.reader import Reader, discover
from tests.fuzz.worker import NUMBER

FOUND = Path(__file__).parent / "found"
PROCESSES = 2
_SLICES = 6
_APART = 1 << 30
_LARGEST_FILE = 64_000
_MOST = 20
_PLACE = re.compile(r'File "[^"]*playground/([^"]*", line \d+ in \w+)')


@dataclass
class Finding:
    """An input that broke a promise; ``data`` is as small as it could be made."""

    reader: str
    input: str
    broken: str
    details: str
    data: bytes


@dataclass
class Tally:
    """What became of a reader's inputs; ``next`` is the number of the one to begin with."""

    inputs: int = 0
    next: int = 0
    outcomes: set[str] = field(default_factory=set)
    worst: float = 0.0
    memory: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)


class Campaign:
    """Tries readers, and remembers what was found."""

    def __init__(self, readers: Iterable[Reader], seed: int = 0) -> None:
        self._readers = {reader.name: reader for reader in readers}
        self._seed = seed
        self._lock = threading.Lock()
        self.tallies = {name: Tally() for name in self._readers}

    def by_number(self) -> None:
        """Past findings, and as many inputs as each reader says, in one process."""
        readers = sorted(self._readers.values(), key=lambda reader: reader.name)
        self._serve(iter([{"reader": one.name, "count": one.inputs, "seconds": 0.0} for one in readers]))

    def by_time(self, seconds: float) -> None:
        """As many inputs as there is time for, which is shared fairly."""
        slice_seconds = max(1.0, min(20.0, seconds * PROCESSES / len(self._readers) / _SLICES))
        deadline = time.monotonic() + seconds
        self._share(self._slices(deadline, slice_seconds))

    def _share(self, orders: Iterator[dict[str, Any]]) -> None:
        threads = [threading.Thread(target=self._serve, args=(orders,)) for _ in range(PROCESSES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _slices(self, deadline: float, seconds: float) -> Iterator[dict[str, Any]]:
        while True:
            for name in sorted(self._readers, key=lambda name: self.tallies[name].seconds):
                if time.monotonic() > deadline:
                    return
                yield {"reader": name, "count": 0, "seconds": seconds}

    def _serve(self, waiting: Iterator[dict[str, Any]]) -> None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
            process = _Process(Path(home))
            while True:
                with self._lock:
                    order = next(waiting, None)
                    if order is None:
                        break
                    tally = self.tallies[order["reader"]]
                    first, tally.next = tally.next, tally.next + _APART
                self._obeyed(process, {**order, "first": first}, tally)
            process.end()

    def _obeyed(self, process: _Process, order: dict[str, Any], tally: Tally) -> None:
        while True:
            with self._lock:
                known = [finding.broken for finding in tally.findings]
            process.begin({**order, "seed": self._seed, "known": known})
            while (answer := process.answer()) is not None and "broken" in answer:
                self._found(order["reader"], answer, tally)
            if answer is not None:
                break
            number = process.number()
            self._died(process, number, order, tally)
            if number < order["first"] or order["seconds"] or len(tally.findings) > _MOST:
                return
            order = {**order, "first": number + 1}
        with self._lock:
            tally.inputs += answer["done"]
            tally.outcomes |= set(answer["outcomes"])
            tally.worst = max(tally.worst, answer["worst"])
            tally.memory = max(tally.memory, answer["memory"])
            tally.seconds += answer["seconds"]

    def _found(self, reader: str, found: dict[str, Any], tally: Tally) -> None:
        data = bytes.fromhex(found.pop("data"))
        with self._lock:
            if found["broken"] not in {finding.broken for finding in tally.findings}:
                tally.findings.append(Finding(reader=reader, data=data, **found))

    def _died(self, process: _Process, number: int, order: dict[str, Any], tally: Tally) -> None:
        reader = self._readers[order["reader"]]
        path = process.home / reader.name / reader.file
        data = path.read_bytes() if path.is_file() else b""
        how = "it hangs" if "Timeout (" in process.said else f"the process died with {process.code}"
        place = _PLACE.search(process.said)
        found = {
            "input": f"{self._seed}-{number}", "broken": f"{how} in {place[1]}" if place else how,
            "details": process.said[-4000:], "data": data.hex(),
        }  # fmt: skip
        with self._lock:
            tally.inputs += max(number - order["first"] + 1, 0)
        self._found(reader.name, found, tally)


class _Process:
    """A worker, started when it is first needed and again after its death."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said = ""
        self.code: int | None = None
        self._process: subprocess.Popen[str] | None = None

    def begin(self, order: dict[str, Any]) -> None:
        """Give an order, to a new process if the one before has died."""
        if self._process is None:
            (self.home / NUMBER).write_text("-1")
            with (self.home / "said").open("w") as said:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.fuzz.worker", str(self.home)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True,
                    env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                )  # fmt: skip
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def answer(self) -> dict[str, Any] | None:
        """The next finding, or at the end the report; nothing where the process has died."""
        assert self._process is not None and self._process.stdout is not None
        if line := self._process.stdout.readline():
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.code = self._process.wait()
        self._process = None
        self.said = (self.home / "said").read_text(errors="replace")
        return None

    def number(self) -> int:
        """That of the input which is tried, or was when the process died."""
        return int((self.home / NUMBER).read_text())

    def end(self) -> None:
        """Let the worker end."""
        if self._process is not None:
            self._process.communicate()


def table(tallies: dict[str, Tally]) -> str:
    """One line for each reader."""
    lines = [_row("reader", "inputs", "a second", "outcomes", "worst (s)", "MiB", "findings")]
    for name, tally in sorted(tallies.items()):
        rate = f"{tally.inputs / tally.seconds:,.0f}" if tally.seconds else ""
        lines.append(
            _row(
                name, f"{tally.inputs:,}", rate, len(tally.outcomes), f"{tally.worst:.2f}",
                f"{tally.memory / 2**20:.0f}", len(tally.findings),
            )
        )  # fmt: skip
    inputs = f"{sum(tally.inputs for tally in tallies.values()):,}"
    findings = sum(len(tally.findings) for tally in tallies.values())
    return "\n".join((*lines, _row("in all", inputs, "", "", "", "", findings)))


def _row(name: str, *cells: object) -> str:
    return f"{name:<20}" + "".join(f"{cell:>11}" for cell in cells)


def keep(findings: Iterable[Finding], folder: Path = FOUND) -> list[Path]:
    """Write each finding as a file with another beside it that says what was promised and how it broke."""
    written = []
    for finding in findings:
        place = folder / finding.reader
        place.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{finding.broken}-{finding.input}").strip("-")[:100]
        path = place / name
        if len(finding.data) <= _LARGEST_FILE:
            path.write_bytes(finding.data)
        path.with_suffix(".txt").write_text(
            f"{finding.broken}\ninput {finding.input}, {len(finding.data)} bytes\n\n{finding.details}"
        )
        written.append(path)
    return written


def chosen(only: str) -> list[Reader]:
    """The readers whose names hold one of some words, separated by commas; all where there is none."""
    words = [word.strip() for word in only.split(",") if word.strip()]
    return [reader for name, reader in discover().items() if not words or any(word in name for word in words)]
