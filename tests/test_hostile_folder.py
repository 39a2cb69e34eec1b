"""A folder full of Python files is started from: none of them runs, in no process, and everything works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from playground import cli
from playground.commands import doctor

HOSTILE = """
import os
os.close(os.open(os.path.join({folder!r}, "ran-{name}"), os.O_CREAT))
raise ImportError("this file is none of Python’s")
"""

ENGINE = """
import sys
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Finished, Ready
from tests.support.engine_diary import Diary
from tests.support.engine_world import NAME, Count

if __name__ == "__main__":
    diary = Diary()
    with EngineClient(diary, Setup(workbench=NAME)) as client:
        client.start("a", Count(total=3))
        diary.wait(Finished)
        assert len(diary.of(Ready)) == 1
"""

EXECUTOR = """
import sys
from functools import partial
from msgspec import json
from playground.evaluate.sweep.executor import LocalExecutor
from tests.support.sweeps import do, planned

if __name__ == "__main__":
    executor = LocalExecutor(2, partial(do, sys.argv[1]))
    jobs = [executor.submit(json.encode(each.job), each.key) for each in planned(2)]
    assert all(b"frechet" in job.result() for job in jobs)
    executor.close()
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a file for every module of Python’s library, which leaves a mark when it runs.

    Another is named as a plug-in by what lies there as if it were installed.
    """
    folder = tmp_path / "hostile"
    (folder / "evil-1.0.dist-info").mkdir(parents=True)
    (folder / "evil-1.0.dist-info" / "METADATA").write_text("Name: evil\nVersion: 1.0\n")
    (folder / "evil-1.0.dist-info" / "entry_points.txt").write_text("[playground.samplers]\nevil = evil:IT\n")
    for name in (*sys.stdlib_module_names, "evil"):
        (folder / f"{name}.py").write_text(HOSTILE.format(folder=str(folder), name=name), encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)  # as a user has it
    return folder


def marks(folder: Path) -> list[str]:
    """Which of the files have run."""
    return sorted(path.name for path in folder.glob("ran-*"))


@pytest.mark.process
@pytest.mark.parametrize("script", [ENGINE, EXECUTOR], ids=["engine", "executor"])
def test_workers_import_nothing_from_the_current_folder(hostile: Path, tmp_path: Path, script: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(script)
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    done = subprocess.run(
        [sys.executable, str(program), str(jobs)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, marks(hostile)) == (0, []), done.stderr


def test_the_trial_of_qt_imports_nothing_from_the_current_folder(hostile: Path) -> None:
    assert (doctor.qt_starts().status, marks(hostile)) == ("ok", [])


@pytest.mark.qt
def test_measuring_imports_nothing_from_the_current_folder(hostile: Path, qtbot, monkeypatch) -> None:
    from playground.ui.tabs.compare.measuring import Measuring

    monkeypatch.setenv("PLAYGROUND_DATA", str(hostile / "data"))
    measuring, told, ended = Measuring(), [], []
    measuring.report.connect(lambda sentence, _details: told.append(sentence))
    measuring.ended.connect(lambda: ended.append(True))
    measuring.start(("no-such-model",))
    qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
    assert marks(hostile) == []
    assert any("no-such-model" in sentence for sentence in told), told


def test_the_command_line_looks_elsewhere_as_soon_as_it_runs(hostile: Path) -> None:
    # Python itself looks here for what finds and runs a module.
    found = subprocess.run(
        [sys.executable, "-P", "-c", "import runpy, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in {name.partition(".")[0] for name in found.stdout.split()}:
        (hostile / f"{name}.py").unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "playground", "models"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, marks(hostile)) == (0, []), done.stderr
    # What lists plug-ins loads them all.
    done = subprocess.run(
        [sys.executable, "-m", "playground", "doctor"], capture_output=True, text=True, check=False
    )
    assert "playground" in done.stdout and "evil" not in done.stdout
    assert marks(hostile) == []


def test_the_program_is_found_in_its_own_folder(tmp_path: Path) -> None:
    # A copy of the sources that is not installed, and another that is.
    (tmp_path / "playground").mkdir()
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(Path(cli.__file__).with_name(name), tmp_path / "playground")
    shutil.copytree(Path(cli.__file__).with_name("core"), tmp_path / "playground" / "core")
    (tmp_path / "playground" / "cli.py").write_text("def main(): print('this one'); return 0")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "playground"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "this one\n"), done.stderr
