"""Which files the window's process opens while somebody goes through all of it, with a model of others there.

``python -m tests.support.window_reads FOLDER OUT [MODEL…]`` runs the real program, its engine in a process of
its own, and writes to ``OUT`` as JSON what was opened, what was visited and which libraries are loaded.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.launcher import run

_PAUSE_MS = 50
_MOST_TURNS = 60
"""So often a panel is looked at again while its pictures are awaited."""


_opened: set[str] = set()


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        _opened.add(os.fsdecode(arguments[0]))


class Walk:
    """Goes through all tabs, stages and panels, and then asks for what looks into models."""

    def __init__(self, window: Any, out: Path, names: list[str]) -> None:
        from PySide6.QtCore import QTimer

        self._window, self._out, self._names = window, out, names
        self.visited: list[str] = []
        self._steps = self._walk()
        self._timer = QTimer(window, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._go_on)
        window.desk.started.connect(self._timer.start)

    def _go_on(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._timer.stop()
            loaded = sorted({name.partition(".")[0] for name in sys.modules})
            found = {"opened": sorted(_opened), "visited": self.visited, "loaded": loaded}
            self._out.write_text(json.dumps(found))
            self._window.close()

    def _rest(self) -> Iterator[None]:
        """Until nothing is computed, but not for ever: labs train on."""
        for _ in range(_MOST_TURNS):
            yield
            if not self._window.link.busy:
                return

    def _walk(self) -> Iterator[None]:
        for name in self._window.desk.names:
            tab = self._window.desk.visit(name)
            self._window.desk.finish(name)
            yield from self._rest()
            for _stage in getattr(tab, "titles", ()):
                yield from self._panels(tab)
                self._window.commands["next-stage"].trigger()
        yield from self._of_others()

    def _panels(self, tab: Any) -> Iterator[None]:
        bar = tab.stage.panel_bar
        for _panel in range(bar.count() if bar is not None else 1):
            yield from self._rest()
            at = "" if bar is None else bar.tabText(bar.currentIndex())
            self.visited.append(f"{tab.name} {tab.store.state.stage} {at}".strip())
            self._window.commands["next-panel"].trigger()

    def _of_others(self) -> Iterator[None]:
        """Choose each model of others, of which the window tells what it is."""
        for paradigm, name in (each.split("/") for each in self._names):
            self._window._show_model(paradigm, name)
            yield from self._rest()
            self.visited.append(f"model {name}")


def main(folder: Path, out: Path, names: list[str]) -> int:
    """Run the program with a further folder of models."""
    sys.addaudithook(_note)
    walks: list[Walk] = []
    return run(["--models", str(folder)], lambda window: walks.append(Walk(window, out, names)))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
