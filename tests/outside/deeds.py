"""What is watched: every command of the program, each in the home of a user who has never started it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.outside import trace
from tests.outside.seen import ROOT, Places, Seen, judge

DEEDS = {
    "generate": "playground generate --model fashion-vae-2d --count 4 --out clothes.png",
    "verify": "playground verify clothes.png",
    "generate --runtime torch": "playground generate --model fashion-vae-16 --runtime torch --out one.png",
    "models": "playground models --json",
    "doctor": "playground doctor",
    "import": f"playground import {ROOT / 'models/fashion-vae-2d/weights.safetensors'} --name gift",
    "train": "tests.outside.tiny_train",
    "train of own pictures": "tests.outside.own_training",
    "trainings": "playground trainings list",
    "evaluate": "playground evaluate fashion-gan --samples 100",
    "compare": "playground compare fashion-gan --truncation 0.8,1 --samples 100 --workers 2 --out few.json",
    "compare, with bits": "playground compare fashion-vae-2d --samples 100 --workers 2 --out results.json",
    "compare --league": "playground compare --league --seconds 0.5 --seeds 1",
    "screenshot": "playground screenshot --out vae.png",
    "as a library, for 20 s": "tests.outside.library 20",
}
"""What follows ``python -m``; a command that reads what another wrote comes after it."""

_OWN = (
    "from playground.core import folders; "
    "print(folders.user_data(), folders.user_settings(), folders.user_log(), sep='\\n')"
)


class Home:
    """The home of a new user in an empty folder, and the folder ``work`` in which the user works."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.work = work
        home, temporary = folder / "home", folder / "temporary"
        for path in (home, temporary, work):
            path.mkdir(parents=True, exist_ok=True)
        kept = ("PATH", "LANG", "DISPLAY", "XAUTHORITY")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "USER": "someone",
            "LOGNAME": "someone",
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
        }
        own = subprocess.run(
            [sys.executable, "-c", _OWN], env=self.environment, capture_output=True, text=True, check=True
        )
        self.places = Places((*map(Path, own.stdout.splitlines()), work), temporary)
        self.log = folder / "calls"

    def see(self) -> Seen:
        """What the command did whose calls are in the log."""
        return judge(trace.calls(self.log, self.work), self.places)


def watch(name: str, folder: Path) -> Seen:
    """Run a command in a new home below ``folder`` and see what it did."""
    home = Home(folder / name.replace(" ", "-"), folder / "work")
    trace.run([sys.executable, "-m", *DEEDS[name].split()], home.work, home.environment, home.log)
    return home.see()
