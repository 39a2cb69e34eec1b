"""A short soak: whatever befalls window and engine, nothing is lost and nothing is left behind.

``make soak`` is the long form, which also looks at memory and at how late the window answers.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.seat import ROOT, need_screen

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(580)]

SECONDS = 20.0


def test_window_and_engine_survive_what_befalls_them(tmp_path: Path) -> None:
    need_screen()
    log = tmp_path / "soak.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--seconds", str(SECONDS), "--seed", "1", "--log", str(log)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=560,
    )
    assert log.exists(), done.stdout + done.stderr
    found = json.loads(log.read_text(encoding="utf-8"))
    assert [row["what"] for row in found["rows"] if row["ok"] is False] == [], done.stdout
    assert found["done"]["windows killed"] >= 1 and sum(found["deeds"].values()) > 20
