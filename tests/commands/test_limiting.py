"""A command that takes too much memory says so and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground import cli
from playground.core.memory_limit import VARIABLE
from tests.support.tiny_model import write_model

SWELL = """
import threading
import numpy as np
from playground.commands.limiting import limited
with limited():
    kept = [np.ones(10_000_000, np.uint8) for _ in range(40)]
    threading.Event().wait()
"""


def run(*words: str, gigabytes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, VARIABLE: gigabytes}
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_a_process_that_takes_too_much_ends_with_a_sentence() -> None:
    done = run("-c", SWELL, gigabytes="0.3")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("playground: this needed more than 300 MB of memory")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", sorted(cli.LIMITED))
def test_commands_that_run_models_are_limited(tmp_path: Path, command: str) -> None:
    write_model(tmp_path / "models" / "tiny")
    words = {
        "generate": ("--model", "tiny", "--out", str(tmp_path / "out.png")),
        "verify": (str(tmp_path / "out.png"),),
        "evaluate": ("tiny",),
    }[command]
    done = run("-m", "playground", command, *words, "--models", str(tmp_path / "models"), gigabytes="0.001")
    # No Python is so small, so it is found at once, if somebody looks.
    assert done.returncode == 1
    assert "playground: this needed more than 1 MB of memory" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_a_limit_that_is_none_is_a_sentence(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    assert cli.main(["window", "--engine-memory", "much"]) == 2
    assert "“much”" in capsys.readouterr().err
    monkeypatch.setenv(VARIABLE, "-3")
    assert cli.main(["generate", "--kind", "vae-sample", "--out", "x.png"]) == 1
    assert "“-3”" in capsys.readouterr().err
