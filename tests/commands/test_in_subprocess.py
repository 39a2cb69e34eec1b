"""An import is looked at in a child, which is ended when it takes more than it may."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground.commands import in_subprocess
from playground.core.errors import ImportingError
from playground.core.memory_limit import VARIABLE

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such child"),
]


def imported(source: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "playground", "import", str(source), "--into", str(source.parent / "models")],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def test_what_takes_more_memory_than_it_may_is_ended_with_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text(json.dumps({"_class_name": "UNet2DModel"}))
    done = imported(tmp_path, **{VARIABLE: "0.06"})
    assert done.returncode == 1
    assert done.stderr.startswith("playground: This needed more than 60 MB of memory and was ended")
    assert done.stderr.count("\n") == 1


def test_what_the_child_says_is_said(tmp_path: Path) -> None:
    done = imported(tmp_path / "none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"playground: There is no {tmp_path / 'none'}.\n"


@pytest.mark.parametrize(
    ("status", "said"),
    [(-signal.SIGXCPU, "more than 300 seconds"), (-signal.SIGSEGV, "SIGSEGV")] if os.name != "nt" else [],
)
def test_whatever_ends_the_child_is_a_sentence(status: int, said: str) -> None:
    with pytest.raises(ImportingError, match=said):
        in_subprocess._judged(status, False, 1e9)
