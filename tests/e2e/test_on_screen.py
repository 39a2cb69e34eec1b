"""On a small screen with a window manager, whose frame takes room, the whole window is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest

from playground.ui.shell.session import FILE, Session
from tests.e2e.screen import screen
from tests.e2e.seat import PATIENCE, Seat, environment, until

pytestmark = pytest.mark.e2e

ON_A_TAB = Session(tab="vae")
LARGER = Session(tab="vae", size=(1800, 1150))


@contextmanager
def small_screen(width: int, height: int, folder: Path) -> Iterator[str]:
    """A display of that size on which a window manager runs; gives its name."""
    if shutil.which("openbox") is None:
        raise RuntimeError("This test needs the window manager openbox, which is not installed.")
    with screen(width, height) as display:
        ready = folder / "ready"
        surroundings = {**os.environ, "DISPLAY": display, "HOME": str(folder)}
        manager = subprocess.Popen(
            ["openbox", "--startup", f"touch {ready}"], env=surroundings, stderr=subprocess.DEVNULL
        )
        try:
            until(ready.exists, "the window manager runs")
            yield display
        finally:
            manager.kill()
            manager.wait(PATIENCE)


@pytest.fixture
def sit_at(tmp_path: Path) -> Iterator[Callable[..., Seat]]:
    """``sit_at(width, height, session)`` starts the program on a screen of that size."""
    with ExitStack() as stack:

        def start(width: int, height: int, session: Session) -> Seat:
            display = stack.enter_context(small_screen(width, height, tmp_path))
            settings, data = tmp_path / "settings", tmp_path / "data"
            settings.mkdir()
            (settings / FILE).write_bytes(msgspec.json.encode(session))
            there = {**environment(settings, data), "DISPLAY": display}
            seat = Seat(tmp_path, surroundings=there)
            stack.callback(seat.kill)
            return seat.settle()

        yield start


def inside(part: list[int], whole: list[int]) -> bool:
    x, y, width, height = part
    left, top, across, down = whole
    return left <= x and top <= y and x + width <= left + across and y + height <= top + down


@pytest.mark.parametrize("session", [ON_A_TAB, LARGER], ids=["first", "from a larger screen"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1000, 700)])
def test_the_window_and_its_frame_are_on_the_screen(
    sit_at: Callable[..., Seat], width: int, height: int, session: Session
) -> None:
    window = sit_at(width, height, session)
    until(lambda: min(window.ask("frame")["margins"]) > 0, "the window has a frame")
    until(lambda: inside(window.ask("frame")["frame"], window.ask("frame")["free"]), "all is on the screen")
    there = window.ask("frame")
    assert inside(there["status"], there["frame"]) and inside(there["frame"], [0, 0, width, height])
    assert window.ask("in_sight", name="Resample ε")
    assert window.ask("scrolled_sideways") == [] and window.ask("cut_off") == []
    window.shot(f"framed-{width}-{session.size[0]}")
    # What is restored is as large as was kept, which is never larger than the screen.
    assert window.close() == 0
    kept = msgspec.json.decode((window.settings / FILE).read_bytes(), type=Session)
    assert kept.size[0] < width and kept.size[1] < height


def test_what_was_maximized_fits_when_it_has_its_frame_again(sit_at: Callable[..., Seat]) -> None:
    window = sit_at(1280, 800, msgspec.structs.replace(LARGER, maximized=True))
    window.ask("unmaximize")
    until(lambda: window.ask("frame")["margins"][1] > 0, "the window has a frame at its sides")
    until(lambda: inside(window.ask("frame")["frame"], window.ask("frame")["free"]), "all is on the screen")
