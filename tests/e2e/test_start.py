"""The program starts, shows pictures of the real model, and says in one sentence where it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import RUNTIMES, Sit
from tests.e2e.seat import ROOT, Seat, environment, until

pytestmark = pytest.mark.e2e


def test_the_window_shows_what_another_process_computed(sit: Sit) -> None:
    window = sit()
    facts = window.facts
    assert facts["title"].startswith("VAE")
    assert facts["messages"] == []
    picture = window.picture()
    assert picture is not None and len(picture) == 28 * 28 and max(picture) > 100
    assert window.engine() != window.process.pid
    window.shot("start")
    assert window.close() == 0
    assert window.said() == ""


def test_the_windows_process_never_loads_a_runtime(window: Seat) -> None:
    window.drag_on_plane([(0.0, 0.0), (1.0, 1.0)])
    until(lambda: window.facts["undo"] == 1, "z has moved")
    window.settle()
    modules = set(window.ask("modules"))
    assert "playground" in modules and "PySide6" in modules
    assert not modules & RUNTIMES


@pytest.mark.parametrize("display", [None, ":4711"])
def test_without_a_screen_there_is_one_sentence(display: str | None, tmp_path: Path) -> None:
    surroundings = environment(tmp_path / "settings", tmp_path / "data")
    del surroundings["DISPLAY"]
    if display is not None:
        surroundings["DISPLAY"] = display
    result = subprocess.run(
        [sys.executable, "-m", "playground"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("playground: ") and "display" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_settings_cut_in_the_middle_are_set_aside(sit: Sit) -> None:
    first = sit()
    shown = first.picture()
    assert first.close() == 0
    file = first.settings / "session.json"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    second = sit()
    assert "set aside as session.json.broken-1" in second.sentences()
    assert (second.settings / "session.json.broken-1").read_bytes() == whole[: len(whole) // 2]
    second.press("ctrl+1")
    until(lambda: second.facts["tab"] == "vae", "the first tab is open")
    assert second.settle().picture() == shown
    assert second.close() == 0
    assert sit().facts["messages"] == []


def test_two_windows_share_a_settings_folder(sit: Sit) -> None:
    first = sit()
    second = sit()
    assert "Another window is open on the same settings" in second.sentences()
    assert first.facts["messages"] == []
    first.ask("raise")
    first.drag_on_plane([(0.0, 0.0), (1.0, -1.0)])
    until(lambda: first.facts["undo"] == 1, "the first window's z has moved")
    second.ask("raise")
    second.drag_on_plane([(0.0, 0.0), (-1.0, 1.0)])
    until(lambda: second.facts["undo"] == 1, "the second window's z has moved")
    kept = first.settle().state
    assert second.settle().state != kept
    assert first.close() == 0
    assert second.close() == 0
    third = sit()
    assert third.state == kept
    assert third.facts["messages"] == []
