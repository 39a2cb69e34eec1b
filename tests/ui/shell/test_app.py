"""The application as it is started: real engine process, real settings folder, offscreen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtGui import QImage, QPixmapCache
from pytestqt.qtbot import QtBot

from playground.core.errors import PlaygroundError
from playground.studio.training_folders import Plan
from playground.ui.shell import app
from playground.ui.shell.session import FILE, Session, parse
from playground.ui.widgets.icons import application_icon
from tests.support.played_training import Played

pytestmark = [pytest.mark.qt, pytest.mark.process]

# Runs the application until its engine has answered everything, then reports and closes the window.
DRIVE = """
import json, os, signal, sys
from PySide6.QtCore import QTimer
from playground.ui.shell import app

def report(window, **more):
    report_only(window, **more)
    window.close()

def report_only(window, **more):
    loaded = [name for name in ("torch", "onnxruntime", "onnx") if name in sys.modules]
    messages = [message.sentence for message in window.messages.messages]
    print(json.dumps({"loaded": loaded, "messages": messages, "tab": window.windowTitle(), **more}))

def when_idle(window, do):
    state = {}
    def look(*_):
        QTimer.singleShot(0, window, check)
    def check():
        shown = window.desk.current or window.desk.start_page
        if window.status.engine_state == "ready" and shown and "done" not in state:
            state["done"] = True
            window.link.busy_changed.disconnect(look)
            window.link.message.disconnect(look)
            do()
    window.link.busy_changed.connect(look)
    window.link.message.connect(look)

def start(scenario):
    original = app.open_window
    def open_window(*arguments):
        window = original(*arguments)
        scenario(window)
        return window
    app.open_window = open_window
    sys.exit(app.main())
"""

SCENARIOS = {
    "open": "start(lambda window: when_idle(window, lambda: report(window)))",
    "kill": """
pids = []
def killed(window):
    def died(message):
        if type(message).__name__ == "Ready":
            pids.append(message.process)
    window.link.message.connect(died)
    def kill():
        os.kill(pids[0], signal.SIGKILL)
        when_idle(window, lambda: report(window, pids=len(set(pids))))
    when_idle(window, kill)
start(killed)
""",
    "interrupt": """
def interrupted(window):
    def interrupt():
        report_only(window)
        os.kill(os.getpid(), signal.SIGINT)
    when_idle(window, interrupt)
start(interrupted)
""",
    "mistake": """
def mistaken(window):
    def stumble():
        raise LookupError("the moon")
    def look():
        QTimer.singleShot(0, window, stumble)
        QTimer.singleShot(0, window, lambda: QTimer.singleShot(0, window, lambda: report(window)))
    when_idle(window, look)
start(mistaken)
""",
}


def drive(tmp_path: Path, scenario: str) -> dict[str, object]:
    """What the application reports of itself, which begins at a tab where nothing was left by another."""
    if not (tmp_path / "settings").exists():
        (tmp_path / "settings").mkdir()
        (tmp_path / "settings" / FILE).write_bytes(msgspec.json.encode(Session(tab="vae")))
    script = tmp_path / "drive.py"
    script.write_text(
        f"{DRIVE}\nif __name__ == '__main__':\n"
        + "\n".join(f"    {line}" for line in SCENARIOS[scenario].splitlines())
    )
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PLAYGROUND_SETTINGS": str(tmp_path / "settings"),
        "PLAYGROUND_DATA": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    report: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return report


def test_the_window_opens_without_a_runtime_and_keeps_its_session(tmp_path: Path) -> None:
    report = drive(tmp_path, "open")
    assert report == {"loaded": [], "messages": [], "tab": "VAE – Generative Playground"}
    session = parse((tmp_path / "settings" / FILE).read_bytes())
    assert list(session.tabs) == ["vae"]
    assert (tmp_path / "data" / "playground.log").exists()
    # Once more, with what the first one left.
    assert drive(tmp_path, "open")["messages"] == []


def test_a_broken_session_is_told_and_set_aside(tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / FILE).write_text('{"format": "playground-sess')
    (message,) = drive(tmp_path, "open")["messages"]  # type: ignore[misc]
    assert "set aside as session.json.broken-1" in message
    assert (tmp_path / "settings" / f"{FILE}.broken-1").exists()
    assert parse((tmp_path / "settings" / FILE).read_bytes()).tab == "", "it opened on the Start page"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_engine_is_told_and_comes_back(tmp_path: Path) -> None:
    report = drive(tmp_path, "kill")
    assert report["pids"] == 2
    (message,) = report["messages"]  # type: ignore[misc]
    assert "SIGKILL" in message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to oneself")
def test_ctrl_c_closes_the_window_and_keeps_the_session(tmp_path: Path) -> None:
    drive(tmp_path, "interrupt")
    assert parse((tmp_path / "settings" / FILE).read_bytes()).tab == "vae"


def test_a_mistake_in_the_program_is_a_message(tmp_path: Path) -> None:
    (message,) = drive(tmp_path, "mistake")["messages"]  # type: ignore[misc]
    assert "a mistake in the program (LookupError: the moon)" in message
    assert "LookupError: the moon" in (tmp_path / "data" / "playground.log").read_text()


def test_a_screenshot_shows_the_tab_with_its_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.ui.shell.app import screenshot

    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    out = tmp_path / "shot.png"
    screenshot("vae", out, size=(1280, 800), theme="dark")
    image = QImage(str(out))
    ratio = image.devicePixelRatio()
    assert (image.width() / ratio, image.height() / ratio) == (1280, 800)
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 100
    assert not (tmp_path / "settings" / FILE).exists()
    with pytest.raises(PlaygroundError, match="There is no tab “nothing”; there are vae"):
        screenshot("nothing", out)
    with pytest.raises(PlaygroundError, match="no stage “nothing”; there are quality, table, league, race"):
        screenshot("compare", out, stage="nothing")


def test_a_screenshot_opens_the_stage_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.ui.shell import app
    from playground.ui.shell.snapshot import Snapshot

    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    opened: list[tuple[str, str]] = []

    def save(snapshot: Snapshot, _out: Path) -> None:
        current: Any = snapshot._window.desk.current
        stage = current.stages[current.store.state.stage]
        opened.append((current.store.state.stage, type(stage).__name__) if stage.isVisible() else ("", ""))

    monkeypatch.setattr(Snapshot, "save", save)
    for stage in ("quality", "table", "league", "race"):
        app.screenshot("compare", tmp_path / "shot.png", stage=stage)
    assert opened == [
        ("quality", "QualityStage"), ("table", "TableStage"),
        ("league", "LabStage"), ("race", "Stage"),
    ]  # fmt: skip


def test_a_screenshot_shows_a_training_in_the_studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    for name in ("mine-flow", "later"):
        played = Played(Plan(name=name, family="flow", data="mine"))
        played.learn(100, 200, 500)
        played.draw(*((1, 500) if name == "mine-flow" else (1000,)))
    out = tmp_path / "shot.png"
    app.screenshot("studio", out, size=(1280, 800), training="mine-flow")
    image = QImage(str(out))
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 5) for y in range(0, 700, 5)}
    assert "#80507f" in seen, "the newest sheet of the training that is named"
    assert "#ff5000" not in seen, "that of another"
    with pytest.raises(PlaygroundError, match="has no stages"):
        app.screenshot("studio", out, stage="lab")


def test_what_qt_keeps_of_drawn_controls_is_bounded(qtbot: QtBot) -> None:
    QPixmapCache.setCacheLimit(10_240)
    app.make_application()
    assert QPixmapCache.cacheLimit() == 2048


def test_pyside_reads_the_text_of_no_module_that_is_imported() -> None:
    program = "import pyqtgraph, linecache, sys; sys.exit(pyqtgraph.__file__ in linecache.cache)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 1, "as PySide does it"
    assert (
        subprocess.run([sys.executable, "-c", f"import playground.ui; {program}"], check=False).returncode
        == 0
    )


def test_this_pyside_keeps_its_references_to_none() -> None:
    # PySide6 6.12.0 on Python before 3.12 aborts after some thousand calls that return nothing.
    script = (
        "from PySide6.QtCore import QObject\no = QObject()\nfor _ in range(20000): o.setObjectName('x')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_sessions_have_defaults_that_can_be_written() -> None:
    import msgspec

    assert parse(msgspec.json.encode(Session())) == Session()


def test_the_programs_icon_has_the_sizes_that_desktops_use(qtbot: QtBot) -> None:
    sizes = {size.width() for size in application_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
