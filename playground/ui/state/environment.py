"""What a command of this program is told when the window starts it."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QProcessEnvironment

import playground


def environment() -> QProcessEnvironment:
    """That of this process, with this program first on Python’s path, wherever the window was started."""
    found = QProcessEnvironment.systemEnvironment()
    own, others = str(Path(playground.__file__).resolve().parent.parent), found.value("PYTHONPATH")
    found.insert("PYTHONPATH", f"{own}{os.pathsep}{others}" if others else own)
    return found
