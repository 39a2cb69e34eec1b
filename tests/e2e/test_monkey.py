"""A monkey plays with each live lab: whatever it does, the lab goes on, and leaves nothing behind.

This is the short form; ``python -m tests.bench.monkey --tab gan --seconds 600`` is the long one, which also
looks at the memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.monkey import LABS, problems
from tests.e2e.seat import ROOT, environment, need_screen

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SECONDS = 5.0


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_survives_whatever_is_done_to_its_controls(lab: str, tmp_path: Path) -> None:
    need_screen()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.monkey", "--tab", lab, "--seconds", str(SECONDS), "--seed", "1"],
        cwd=ROOT,
        env=environment(tmp_path / "settings", tmp_path / "data"),
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.stdout.strip(), done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert problems(found) == []
    assert found["frames"] > 0 and sum(found["deeds"].values()) > 10
