"""The window's process reads no weights and no graphs: neither those that ship nor those of others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from playground.core import folders
from playground.core.child import THREAD_LIMITS
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card
from tests.test_contracts import RUNTIMES, modules

READERS = {
    "playground.runtimes.safetensors_header", "playground.runtimes.graph_check",
    "playground.runtimes.onnx_session", "playground.runtimes.torch_session", "playground.runtimes.resources",
    "playground.importing.sources", "playground.zoo.checkpoint",
}  # fmt: skip
WEIGHTS = (".safetensors", ".onnx", ".pt", ".pth", ".pt2", ".bin", ".data")


@pytest.mark.qt
def test_the_window_imports_nothing_that_reads_weights_or_graphs() -> None:
    names = modules("playground.ui")
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        f"print(*sys.modules.keys() & {READERS!r})"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.qt
@pytest.mark.torch
@pytest.mark.process
@pytest.mark.timeout(900)
def test_no_file_of_weights_or_graphs_is_opened_by_the_window(tmp_path: Path) -> None:
    model = tmp_path / "models" / "gift"
    shutil.copytree(folders.shipped_models() / "fashion-vae-2d", model)
    card = read_card(folders.shipped_models() / "fashion-vae-2d")
    write_card(model, msgspec.structs.replace(card, name="gift", title="A gift"))
    home = {
        name: str(tmp_path / name) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    environment = {
        **os.environ, **home, **dict.fromkeys(THREAD_LIMITS, "1"),
        "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd()),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.window_reads", str(model.parent), str(tmp_path / "out"),
         "vae/gift"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out").read_text())
    assert {"compare table", "model gift"} <= set(found["visited"])
    assert [path for path in found["opened"] if path.endswith(WEIGHTS)] == []
    assert not {*RUNTIMES, "safetensors"} & set(found["loaded"])
