"""With too little address space for PyTorch there is a sentence, where the process was aborted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.process,
    pytest.mark.torch,
    pytest.mark.skipif(sys.platform != "linux", reason="address space is limited by Linux only"),
]

NARROW = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
"""

COMMAND = (
    NARROW
    + """
import sys
from playground import cli
sys.exit(cli.main(sys.argv[1:]))
"""
)

ENGINE = (
    NARROW
    + """
import queue
from playground.core import folders
from playground.core.resources import Placement
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Died, Failed, Finished
from playground.paradigms.vae_images.recipes import Sample

said = queue.Queue()

def last(engine, placement):
    engine.start("one", Sample(model="fashion-vae-2d"), placement)
    while True:
        event = said.get(timeout=60)
        if isinstance(event, Failed | Died):
            return event.sentence
        if isinstance(event, Finished):
            return "finished"

if __name__ == "__main__":
    setup = Setup(model_folders=(str(folders.shipped_models()),))
    with EngineClient(said.put, setup) as engine:
        print(last(engine, Placement("torch")), last(engine, Placement()), sep="\\n")
"""
)


def run(code: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = folder / "narrow.py"
    script.write_text(code)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, str(script), *words],
        capture_output=True, text=True, cwd=folder, env=environment, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", ["generate --model fashion-vae-2d --runtime torch --out one.png", "train fashion-vae-2d"]
)
def test_a_command_says_that_pytorch_has_no_room(words: str, tmp_path: Path) -> None:
    done = run(COMMAND, *words.split(), folder=tmp_path)
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    assert "PyTorch cannot be loaded: this process may use 600 MB of address space" in done.stderr


def test_doctor_names_it_as_a_problem(tmp_path: Path) -> None:
    done = run(COMMAND, "doctor", folder=tmp_path)
    assert done.returncode == 1 and done.stderr == ""
    assert "problem  runtimes and devices: PyTorch cannot be loaded" in done.stdout


def test_the_engine_says_so_and_lives_on(tmp_path: Path) -> None:
    done = run(ENGINE, folder=tmp_path)
    refused, drawn = done.stdout.splitlines()
    assert refused.startswith("PyTorch cannot be loaded")
    assert drawn == "finished"


def test_pytorch_is_loaded_where_there_is_room(tmp_path: Path) -> None:
    code = NARROW.replace("600 <<", "4000 <<") + "import playground, torch; print(torch.ones(2).sum().item())"
    assert run(code, folder=tmp_path).stdout == "2.0\n"
