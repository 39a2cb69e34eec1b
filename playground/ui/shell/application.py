"""The one application that windows belong to."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The one that runs; there must be one."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        raise RuntimeError("a window needs a QApplication")
    return found
