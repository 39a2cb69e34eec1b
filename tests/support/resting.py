"""An engine in this process and the window's events, run until neither has anything to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication


def come_to_rest(
    pump: Callable[[], bool], busy: Callable[[], bool], most: int, drawn: Callable[[], object] = lambda: None
) -> None:
    """Let both work in turn, ``most`` times at most; ``drawn`` is called whenever the window has worked."""
    for _ in range(most):
        QApplication.processEvents()
        drawn()
        if not pump() and not busy():
            QApplication.processEvents()
            drawn()
            return
    raise AssertionError("the engine does not come to rest")
