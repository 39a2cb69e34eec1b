"""A seat before the real program: its window, a real mouse and keyboard (XTEST), and what the probe sees."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).parent / "shots"
PATIENCE = 60.0
"""Seconds after which a condition is given up; a busy machine may take long for what takes milliseconds."""

_LOOK_FIRST, _LOOK_LAST = 0.02, 0.2
"""Seconds between two looks: at first, and once it has taken long."""

_COUNTED = 2.0
"""Seconds that one look and its pause may count for."""


def need_screen() -> None:
    """Raise with one sentence where there is no X server or no xdotool to drive it."""
    if not os.environ.get("DISPLAY"):
        raise RuntimeError("These tests need an X server: run them by “make test-window”.")
    if shutil.which("xdotool") is None:
        raise RuntimeError("These tests move the mouse by xdotool, which is not installed.")


def environment(settings: Path, data: Path) -> dict[str, str]:
    """The environment of a user with these two folders."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    folders = {"PLAYGROUND_SETTINGS": str(settings), "PLAYGROUND_DATA": str(data), "HOME": str(data)}
    # Children import nothing from the current folder, so it is said where these tests are.
    python = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONWARNINGS": "default"}
    return {**kept, **folders, **python, "OMP_NUM_THREADS": "1"}


def until(
    condition: Callable[[], Any], what: str, seconds: float = PATIENCE, apart: float = _LOOK_FIRST
) -> Any:
    """What the condition gives once it is true; the first two looks are so many seconds apart.

    While the machine stands still nobody waits: what a look and the pause after it take beyond their share
    is not counted.
    """
    waited, pause, before = 0.0, apart, time.monotonic()
    while not (found := condition()):
        if waited > seconds:
            raise TimeoutError(f"Waited {seconds:g} s in vain until {what}.")
        time.sleep(pause)
        now = time.monotonic()
        waited, before = waited + min(now - before, _COUNTED), now
        pause = max(pause, min(_LOOK_LAST, 1.2 * pause))
    return found


class Seat:
    """One running program. Mouse and keyboard are real events of the X server.

    ``before`` stands before its command, which must stay our child; ``surroundings`` is its environment.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        before: Sequence[str] = (),
        surroundings: Mapping[str, str] | None = None,
    ) -> None:
        need_screen()
        self.settings, self.data = folder / "settings", folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        # Names of sockets are short, whatever the folder's is.
        self._sockets = Path(tempfile.mkdtemp(prefix="playground-"))
        self.probe = self._sockets / "probe"
        self.started = time.monotonic()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the seat
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.e2e.launcher", str(self.probe), *arguments],
            cwd=ROOT,
            env=dict(surroundings or environment(self.settings, self.data)),
            stderr=self.errors,
        )
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(PATIENCE)
        self._lines = self._connection.makefile("rb")
        try:
            until(self._connected, "the window is painted")
        except BaseException:
            self.kill()
            raise

    # The probe

    def ask(self, question: str, /, **values: Any) -> Any:
        """The probe's answer to a question."""
        self._connection.sendall(json.dumps({"name": question, "values": values}).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise ConnectionError(f"the program has ended:\n{self.said()}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["answer"]

    @property
    def facts(self) -> dict[str, Any]:
        """What the window as a whole says and does."""
        return dict(self.ask("facts"))

    @property
    def state(self) -> dict[str, Any]:
        """The tab's state."""
        return dict(self.ask("state"))

    @property
    def images(self) -> dict[str, Any]:
        """The state of the tab's Images."""
        return dict(self.state["images"])

    def picture(self, name: str = "Picture decoded from z") -> bytes | None:
        """The grey levels that a view shows."""
        found = self.ask("picture", name=name)
        return None if found is None else bytes.fromhex(found["data"])

    def sentences(self) -> str:
        """All messages in the window."""
        return "\n".join(text for _, text in self.facts["messages"])

    def settle(self) -> Seat:
        """Wait until the engine is ready and everything that was asked for is drawn."""

        def settled() -> bool:
            facts = self.facts
            shown = facts["painted"] if facts["pictures"] else facts["drawn"]
            return facts["engine"] == "ready" and not facts["busy"] and shown > 0

        until(settled, "everything is drawn")
        return self

    def engine(self) -> int:
        """The process id of the engine."""
        return int(until(self._engine, "there is an engine"))

    # Mouse and keyboard

    def point(self, x: int, y: int) -> None:
        """Move the mouse."""
        _xdotool("mousemove", x, y)

    def click(self, name: str, button: int = 1) -> None:
        """Click into the middle of a widget."""
        x, y, width, height = self.where(name)
        _xdotool("mousemove", x + width // 2, y + height // 2, "click", button)

    def double_click(self, x: int, y: int) -> None:
        """Click twice on a pixel."""
        _xdotool("mousemove", x, y, "click", "--repeat", 2, "--delay", 60, 1)

    def click_to_front(self, name: str) -> None:
        """Click into the middle of a widget while another window has the keyboard: the press brings this one
        to the front, as a window manager would."""
        x, y, width, height = self.where(name)
        _xdotool("windowfocus", 0)
        until(lambda: not self.facts["active"], "the window has not got the keyboard")
        place = ("mousemove", x + width // 2, y + height // 2)
        _xdotool(*place, "mousedown", 1, "windowfocus", self.facts["frame"], "mouseup", 1)

    def drag(self, points: list[tuple[int, int]], pause: float = 0.016, button: int = 1) -> None:
        """Press at the first point, move through all, and release at the last."""
        first, *moves = [("mousemove", x, y, "sleep", pause) for x, y in points]
        _xdotool(*first, "mousedown", button, *chain.from_iterable(moves), "mouseup", button)

    def drag_on_plane(self, points: list[tuple[float, float]], pause: float = 0.016, **which: str) -> None:
        """The same, through points of the latent plane, or of the plane that the probe is told."""
        self.drag([tuple(self.ask("plane_pixel", x=x, y=y, **which)) for x, y in points], pause)

    def press(self, *keys: str) -> None:
        """Press keys such as ``ctrl+z`` one after the other; the window or its open dialog gets them."""
        self._activate()
        if keys:
            _xdotool("key", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._activate()
        _xdotool("type", "--delay", 5, text)

    def type_slowly(self, text: str, pause: float) -> None:
        """Type a text, with so many seconds from key to key."""
        self._activate()
        for letter in text:
            _xdotool("type", letter)
            time.sleep(pause)

    def where(self, name: str) -> tuple[int, int, int, int]:
        """Place and size of a widget on the screen."""
        found = until(lambda: self.ask("where", name=name), f"“{name}” is to be seen")
        return tuple(found)

    # Beginning and end

    def shot(self, name: str) -> Path:
        """Keep a picture of the screen."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        if not self.ask("shot", path=str(path)):
            raise OSError(f"no picture was written to {path}")
        return path

    def close(self) -> int:
        """Close the window and wait for the program's end; gives its exit status."""
        if self.process.poll() is None:
            self.ask("close")
            self.process.wait(PATIENCE)
        self._clean()
        return self.process.returncode

    def kill(self) -> None:
        """End the program and its engine at once."""
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._clean()

    def said(self) -> str:
        """What the program wrote to its standard error."""
        if self.errors.closed:
            return self._said
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def _clean(self) -> None:
        shutil.rmtree(self._sockets, ignore_errors=True)
        if not self.errors.closed:
            self._said = self.said()
            self.errors.close()
            self._lines.close()
            self._connection.close()

    def _connected(self) -> bool:
        if self.process.poll() is not None:
            raise ConnectionError(f"the program ended at its start:\n{self.said()}")
        try:
            self._connection.connect(str(self.probe))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

    def _engine(self) -> int | None:
        for child in psutil.Process(self.process.pid).children():
            try:
                command = " ".join(child.cmdline())
            except psutil.Error:
                continue
            if "spawn_main" in command and child.status() != psutil.STATUS_ZOMBIE:
                return child.pid
        return None

    def _activate(self) -> None:
        """Give the keyboard to the window or its dialog: no window manager does."""

        def active() -> bool:
            facts = self.facts
            if not facts["active"]:
                subprocess.run(["xdotool", "windowfocus", str(facts["frame"])], check=False, timeout=PATIENCE)
            return bool(facts["active"])

        until(active, "the window has the keyboard")


@contextmanager
def seat(folder: Path, *arguments: str) -> Iterator[Seat]:
    """A running program that is ended at the end, whatever happens."""
    sitting = Seat(folder, *arguments)
    try:
        yield sitting
    finally:
        sitting.kill()


def _xdotool(*words: object) -> None:
    subprocess.run(["xdotool", *map(str, words)], check=True, timeout=PATIENCE)
