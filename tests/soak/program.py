"""One window of the soak, from its start to its end, seen from outside: what it tells, and its processes."""

from __future__ import annotations

import collections
import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.e2e.seat import ROOT, environment
from tests.support.playing import written

MARK = "PLAYGROUND_SOAK"
"""The variable by which all processes of a soak are known, whoever their parent is."""

_HARMLESS = re.compile(rb"propagateSizeHints|^$")


class Tally:
    """What all windows of a soak have told."""

    def __init__(self) -> None:
        self.errors: list[dict[str, Any]] = []
        self.deeds: collections.Counter[str] = collections.Counter()
        self.newest: collections.deque[str] = collections.deque(maxlen=50)
        self.late: list[float] = []
        self.worst: list[tuple[float, list[str]]] = []
        self.refused: collections.Counter[str] = collections.Counter()

    def error(self, text: str) -> None:
        """Something that must not happen did: it is said at once, lest a soak that is ended early keep it."""
        sys.stderr.write(f"error: {text}\n")
        self.errors.append({"what": text, "deeds": list(self.newest)})

    def did(self, deed: str) -> None:
        """Something was done to a window or an engine."""
        self.deeds[deed.partition(" ")[0]] += 1
        self.newest.append(deed)

    def beats(self, late: list[float]) -> None:
        """How late the window's events were in the last second."""
        self.late += late
        most = max(late, default=0.0)
        if most > 200:
            self.worst = sorted([*self.worst, (most, list(self.newest)[-5:])], key=lambda each: -each[0])[:20]


class Program:
    """A running window, and the engine that it starts."""

    def __init__(self, folder: Path, disk: Path, seed: int, token: str, tally: Tally) -> None:
        self._tally, self.frame, self.size = tally, 0, (0, 0)
        self.rests: list[dict[str, Any]] = []
        self.told = self.began = time.monotonic()
        self.ready = threading.Event()
        self._errors = (folder / f"stderr-{seed}").open("w+b")
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        marks = {MARK: token, "TMPDIR": str(temporary)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.window", str(seed), str(disk / "exports")],
            cwd=ROOT,
            env={**environment(disk / "settings", disk / "data"), **marks},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether the window's process runs."""
        return self.process.poll() is None

    def order(self, word: str) -> None:
        """Tell the player what to do."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # where it has gone, that is noticed elsewhere
            self.process.stdin.write(f"{word}\n".encode())
            self.process.stdin.flush()

    def engine(self) -> psutil.Process | None:
        """The process of the engine, if there is one."""
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children():
                if "spawn_main" in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                    return child
        return None

    def sizes(self) -> tuple[int, int] | None:
        """Bytes that window and engine have written."""
        engine = self.engine()
        try:
            return None if engine is None else (written(psutil.Process(self.process.pid)), written(engine))
        except psutil.Error:
            return None

    def ask_where(self) -> None:
        """Let a window that hangs write down where."""
        self.process.send_signal(signal.SIGUSR1)

    def end(self, patience: float) -> int | None:
        """Wait for the window's end; its status, none where it does not end."""
        try:
            status = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.ask_where()
            time.sleep(1.0)
            self.process.kill()
            self.process.wait()
            status = None
        self._reader.join(10)
        self._errors.seek(0)
        said = [line for line in self._errors.read().split(b"\n") if not _HARMLESS.search(line)]
        if said:
            self._tally.error("on the standard error: " + b"\n".join(said[:60]).decode(errors="replace"))
        self._errors.close()
        for end in (self.process.stdin, self.process.stdout):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.close()
        return status

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                found = json.loads(line)
            except ValueError:  # a kill cut it off
                continue
            self.told = time.monotonic()
            match found:
                case {"deed": deed}:
                    self._tally.did(deed)
                case {"detail": detail}:
                    self._tally.newest[-1] += f" {detail}"
                case {"error": text}:
                    self._tally.error(text)
                case {"late": late, "size": size, "refused": refused}:
                    self.size = tuple(size)
                    self._tally.beats(late)
                    self._tally.refused |= collections.Counter(refused)
                case {"rest": counts}:
                    self.rests.append(counts)
                case {"ready": frame}:
                    self.frame = frame
                    self.ready.set()


def marked(token: str) -> Iterator[psutil.Process]:
    """All processes of a soak but those that are dead and not buried."""
    sign = f"{MARK}={token}".encode()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if sign in (folder / "environ").read_bytes():
                    process = psutil.Process(int(folder.name))
                    if process.status() != psutil.STATUS_ZOMBIE:
                        yield process
            except (OSError, psutil.Error):
                continue
