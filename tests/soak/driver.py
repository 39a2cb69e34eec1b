"""The plan of a soak: one long life of a window, then short ones, and all that can befall them."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import psutil

from playground.core.errors import PlaygroundError
from playground.engine.memory import PAUSE
from playground.export.metadata import read_recipe
from tests.e2e.seat import ROOT
from tests.soak.bounds import WHOLE
from tests.soak.program import Program, Tally, marked
from tests.support import small_disk
from tests.support.playing import held

LONG = 0.7
"""The share of the time for which the first window lives; growth is that between its first and last count."""
COUNTS = (1 / 6, 1 / 3, 1 / 2, LONG)
"""When it is counted, as shares of the time."""
SHORT = 60.0
"""Seconds that other windows live in the middle."""
DISK_MB = 64

_TICK = 0.1
_TRAINING = "playground.studio"
"""The module that a training’s process runs."""
_FROZEN = 60.0
_REST = 5 * PAUSE
_START = 180.0


class Soak:
    """Runs windows, one after the other, and does to them what can be done from outside."""

    def __init__(self, folder: Path, seconds: float, seed: int) -> None:
        self._folder, self._seconds, self._seed = folder, seconds, seed
        self._random = Random(seed)
        self._token = secrets.token_hex(8)
        self.tally = Tally()
        self.counts: list[dict[str, Any]] = []
        self.memory: list[tuple[float, int, int, int]] = []
        self.done: Counter[str] = Counter()
        self.skipped: list[str] = []
        self.most_processes = 0
        self._lives = 0
        self._filled_until = 0.0
        self._stopped: tuple[psutil.Process, float] | None = None
        self._sampled = 0.0
        self._names: Counter[str] = Counter()

    def run(self) -> dict[str, Any]:
        """Everything that was found."""
        self._began = time.monotonic()
        with self._disk() as self._place, self._reference() as reference:
            for name in ("exports", "settings", "data"):
                (self._place / name).mkdir(exist_ok=True)
            try:
                self._long_life()
                self._short_life()
                while self._now() < self._seconds:
                    self._short_life()
            finally:
                self._let_go()
                found = self._found(reference())
        return found

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _say(self, what: str) -> None:
        sys.stderr.write(f"{self._now():6.0f} s  {what}; {len(self.tally.errors)} errors\n")

    # Lives

    def _long_life(self) -> None:
        program = self._start()
        for share in COUNTS if self._seconds >= WHOLE else (COUNTS[0], COUNTS[-1]):
            # An engine that was killed late says nothing of what it gathers.
            kills = share <= COUNTS[1]
            # However long the count before took, something is done between two of them.
            until = max(share * self._seconds, self._now() + self._seconds / 10)
            program = self._play(program, until, kills=kills)
            self._count(program)
        self._end(program, "killed")

    def _short_life(self) -> None:
        program = self._start()
        length = min(SHORT, self._seconds / 6) * self._random.uniform(0.5, 1.5)
        program = self._play(program, self._now() + length, kills=True)
        last = self._now() >= self._seconds
        self._end(program, "closed" if last else self._random.choice(("closed", "killed", "terminated")))

    def _start(self) -> Program:
        """A window, with the session of the one before."""
        self._lives += 1
        self.done["windows"] += 1
        seed = 1000 * self._seed + self._lives
        self.tally.did("start")
        self._say(f"window {self._lives} begins")
        program = Program(self._folder, self._place, seed, self._token, self.tally)
        until = time.monotonic() + _START
        while not program.ready.wait(_TICK):
            if not program.alive or time.monotonic() > until:
                self.tally.error(f"window {self._lives} did not open")
                program.end(1.0)
                raise SoakError("A window did not open.")
        return program

    def _end(self, program: Program, how: str) -> None:
        self._let_go()
        self.tally.did(f"end {how}")
        self._say(f"window {self._lives} is {how}")
        self.done["closed" if how == "closed" else f"windows {how}"] += 1
        match how:
            case "killed":
                program.process.kill()
            case "terminated":
                program.process.terminate()
            case "closed":
                program.order("close")
        status = program.end(_FROZEN)
        if status is None:
            self.tally.error(f"a window that was {how} did not end")
        elif status not in ((0,) if how != "killed" else (-signal.SIGKILL,)):
            self.tally.error(f"a window that was {how} ended with status {status}")
        left = self._gone(_FROZEN)
        if left:
            self.tally.error(f"after a window was {how}, these were left: {left}")
            for process in marked(self._token):
                process.kill()
        for path in (self._place / "settings").glob("*.broken-*"):
            self.tally.error(f"a session was set aside: {path.name}")

    def _gone(self, patience: float) -> list[str]:
        """What is left after so long. A training outlives its window, and is asked to end."""
        for process in marked(self._token):
            with contextlib.suppress(psutil.Error):
                if _TRAINING in process.cmdline():
                    process.terminate()
        until = time.monotonic() + patience
        while (left := [" ".join(each.cmdline())[:120] for each in marked(self._token)]) and (
            time.monotonic() < until
        ):
            time.sleep(_TICK)
        return left

    # Playing

    def _play(self, program: Program, until: float, *, kills: bool) -> Program:
        """Let it play until then, and do to it what can be done from outside; the window, or the next one."""
        program.order("roam" if self._lives > 1 else "go")
        deeds = self._outside(kills)
        due = {deed: self._now() + self._random.expovariate(1 / every) for deed, every in deeds.items()}
        while self._now() < until:
            time.sleep(_TICK)
            if not program.alive:
                self.tally.error(f"a window ended by itself, with status {program.process.returncode}")
                self._end(program, "killed")
                program = self._start()
            self._watch(program)
            for deed, when in due.items():
                if self._now() >= when:
                    due[deed] = self._now() + self._random.expovariate(1 / deeds[deed])
                    deed(program)
        self._let_go()
        return program

    def _outside(self, kills: bool) -> dict[Callable[[Program], None], float]:
        """What is done, and how many seconds lie between in the middle."""
        short = min(1.0, self._seconds / 600)
        deeds: dict[Callable[[Program], None], float] = {
            self._touch: 3.0, self._stop_engine: 60 * short, self._fill: 90 * short
        }  # fmt: skip
        if not shutil.which("xdotool"):
            del deeds[self._touch]
            self._skip("real keys and clicks: xdotool is not installed")
        if not self._is_small:
            del deeds[self._fill]
        if kills:
            deeds[self._kill_engine] = 60 * short
        return deeds

    def _watch(self, program: Program) -> None:
        now = time.monotonic()
        if self._stopped is not None and now > self._stopped[1]:
            self._wake()
        if self._filled_until and now > self._filled_until:
            self._empty()
        if now > program.told + _FROZEN:
            program.ask_where()
            self.tally.error(f"the window did nothing for {_FROZEN:g} s")
            time.sleep(2.0)
            program.process.kill()
        if now > self._sampled + 2.0:
            self._sampled = now
            there = list(marked(self._token))
            if len(there) > self.most_processes:
                self.most_processes = len(there)
                self._names = Counter(_kind(each) for each in there)
            sizes = program.sizes()
            if sizes is not None:
                self.memory.append((round(self._now(), 1), self._lives, *sizes))

    def _count(self, program: Program) -> None:
        """Let it rest, and count what is there."""
        self._let_go()
        before = len(program.rests)
        program.order("rest" if self._seconds >= WHOLE else "pause")
        until = time.monotonic() + 600
        while len(program.rests) == before:
            time.sleep(_TICK)
            self._watch(program)
            if not program.alive or time.monotonic() > until:
                self.tally.error("the window did not come to rest")
                return
        rest = min(_REST, self._seconds / 20)
        seen = []
        until = time.monotonic() + rest
        while time.monotonic() < until:
            if (sizes := program.sizes()) is not None:
                seen.append(sizes)
            time.sleep(0.25)
        engine = program.engine()
        if not seen or engine is None:
            self.tally.error("at rest there is no engine")
            return
        found: dict[str, Any] = {
            "at": round(self._now()), "window": program.rests[-1], "engine": {"pid": engine.pid}
        }  # fmt: skip
        memory = held(seen)
        for who, process, size in (
            ("window", psutil.Process(program.process.pid), memory[0]), ("engine", engine, memory[1])
        ):  # fmt: skip
            found[who] |= {"memory": size, "files": process.num_fds(), "os threads": process.num_threads()}
        found["window"]["threads"], found["engine"]["threads"] = (
            found[who]["os threads"] for who in ("window", "engine")
        )
        self.counts.append(found)
        self._say(f"window {memory[0] / 1e6:.1f} MB, engine {memory[1] / 1e6:.1f} MB at rest")

    # What is done from outside

    def _touch(self, program: Program) -> None:
        """Real events of mouse and keyboard."""
        width, height = program.size
        if not width:
            return
        x, y = self._random.randrange(5, width - 5), self._random.randrange(60, height - 5)
        words = self._random.choice((
            ("click", 1), ("click", 1), ("click", 3), ("click", "--repeat", 5, 4),
            ("click", "--repeat", 5, 5),
            ("mousedown", 1, "mousemove_relative", 40, 25, "mousemove_relative", 30, -10, "mouseup", 1),
            ("key", "Escape"), ("key", "Tab", "Tab", "space"), ("key", "Tab", "Right", "Right", "Left"),
            ("key", f"ctrl+{self._random.randrange(1, 8)}"), ("key", "ctrl+z", "ctrl+shift+z"),
            ("key", "ctrl+Tab"), ("key", "Home", "End"), ("type", "--delay", 2, "3.5"),
        ))  # fmt: skip
        self.tally.did(f"touch {x} {y} {words}")
        focus = ("windowfocus", program.frame) if words[0] in ("key", "type") else ()
        all_words = (*focus, "mousemove", x, y, *words)
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(["xdotool", *map(str, all_words)], check=False, timeout=20, capture_output=True)

    def _kill_engine(self, program: Program) -> None:
        engine = program.engine()
        if engine is not None and self._stopped is None:
            self.tally.did("kill the engine")
            self.done["engines killed"] += 1
            with contextlib.suppress(psutil.Error):
                engine.kill()

    def _stop_engine(self, program: Program) -> None:
        engine = program.engine()
        if engine is not None and self._stopped is None:
            seconds = self._random.choice((1.0, 3.0, 8.0, 20.0)) * min(1.0, self._seconds / 300)
            self.tally.did(f"stop the engine for {seconds:g} s")
            self.done["engines stopped"] += 1
            with contextlib.suppress(psutil.Error):
                engine.suspend()
                self._stopped = (engine, time.monotonic() + seconds)

    def _wake(self) -> None:
        if self._stopped is not None:
            with contextlib.suppress(psutil.Error):
                self._stopped[0].resume()
            self._stopped = None

    def _fill(self, _program: Program) -> None:
        """Let the disk be full for some seconds."""
        if self._filled_until:
            return
        self.tally.did("fill the disk")
        self.done["disk filled"] += 1
        small_disk.fill(self._place)
        self._filled_until = time.monotonic() + self._random.uniform(2, 10)

    def _empty(self) -> None:
        if self._filled_until:
            self._filled_until = 0.0
            small_disk.empty(self._place)
            self.tally.did("empty the disk")

    def _let_go(self) -> None:
        self._wake()
        self._empty()

    # Surroundings

    @contextlib.contextmanager
    def _disk(self) -> Iterator[Path]:
        """A small disk, where the machine lets one be mounted."""
        folder = self._folder / "disk"
        with small_disk.small_disk(folder, DISK_MB) as self._is_small:
            if not self._is_small:
                self._skip("a filling disk: no file system can be mounted here")
            yield folder

    @contextlib.contextmanager
    def _reference(self) -> Iterator[Callable[[], list[float]]]:
        """A heartbeat of nobody, beside all this."""
        words = [sys.executable, "-m", "tests.soak.reference"]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            words, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            yield lambda: json.loads(process.communicate()[0] or b"[]")

    def _skip(self, what: str) -> None:
        if what not in self.skipped:
            self.skipped.append(what)

    # What was found

    def _found(self, reference: list[float]) -> dict[str, Any]:
        tally = self.tally
        return {
            "seconds": self._seconds, "seed": self._seed, "took": round(self._now()), "errors": tally.errors,
            "counts": self.counts, "memory": self.memory, "done": dict(self.done), "skipped": self.skipped,
            "deeds": dict(tally.deeds), "refused": dict(tally.refused.most_common()), "late": tally.late,
            "reference": reference, "worst": tally.worst, "most processes": self.most_processes,
            "processes": dict(self._names), "left": self._left(),
        }  # fmt: skip

    def _left(self) -> dict[str, list[str]]:
        """What should not be there any more."""
        processes = self._gone(15.0)
        for process in marked(self._token):
            process.kill()
        everything = [*self._place.rglob("*"), *(self._folder / "tmp").iterdir()]
        temporary = [each for each in everything if each.name.endswith(".part") or each.parent.name == "tmp"]
        # PyTorch makes an empty folder when a network is trained, always the same.
        temporary = [each for each in temporary if not each.name.startswith("torchinductor_")]
        damaged = []
        for path in sorted((self._place / "exports").glob("export-*.*")):
            with contextlib.suppress(OSError):
                if why := _damage(path):
                    damaged.append(f"{path.name}: {why}")
        return {
            "processes": processes,
            "files": sorted(str(each.relative_to(self._folder)) for each in temporary),
            "broken": [each.name for each in (self._place / "settings").glob("*.broken-*")],
            "damaged": damaged,
        }


class SoakError(Exception):
    """The soak cannot go on."""


def _damage(path: Path) -> str:
    """Why an exported file does not read back; empty where it does."""
    if path.suffix not in (".png", ".gif", ".webp", ".npz", ".svg") or not path.is_file():
        return ""
    try:
        read_recipe(path)
    except PlaygroundError as error:
        # Results are no recipe, and say so.
        return "" if "its format is" in error.sentence else error.sentence
    return ""


def _kind(process: psutil.Process) -> str:
    try:
        words = " ".join(process.cmdline())
    except psutil.Error:
        return "gone"
    for name in ("tests.soak.window", "spawn_main", "resource_tracker", "forkserver"):
        if name in words:
            return name
    return words[:60]
