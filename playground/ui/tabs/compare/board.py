"""What the parts of the stage share: results, the sweep that runs, the models, and their usual settings."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.leftovers import new_folder
from playground.core.machine import this_machine
from playground.evaluate.sweep.choices import Choice, choices, measurable
from playground.evaluate.sweep.choosing import data_sets
from playground.evaluate.sweep.jobs import Job
from playground.ui.tab import Tab
from playground.ui.tabs.compare.measuring import Measuring
from playground.ui.tabs.compare.quality.state import QualityState
from playground.ui.tabs.compare.results import Results
from playground.ui.tabs.compare.table.parameters import Parameters


class Board:
    """Read by the views, changed by nobody but the objects that it holds."""

    def __init__(self, tab: Tab) -> None:
        """What a tab's models can be measured by, with its link's runtime and device, and the user's own
        results; what goes wrong is reported by the tab."""
        self.results, self.measuring = Results(folders.user_data() / "compare", tab), Measuring(tab)
        self.parameters = Parameters(tab.context.folders, tab)
        for each in (self.results, self.measuring):
            each.report.connect(tab.report)
        self.measuring.measured.connect(self.results.add)
        self.models_changed = tab.models_changed
        self._tab = tab
        self._link, self._folders = tab.context.link, tab.context.folders
        self.placed = self._link.placed
        self._machine = this_machine()
        self._folder: Path | None = None
        self._left = ExitStack()
        weakref.finalize(self, self._left.close)
        self.results.load()

    @property
    def cards(self) -> Mapping[str, Card]:
        """The models that are there, by name."""
        return {card.name: card for card in self._tab.context.cards}

    def choices(self, state: QualityState) -> tuple[Choice, ...]:
        """The settings of the models of the state's data, if anything can judge their pictures."""
        placement, known = self._link.placement, self.results.known
        return choices(state, self.cards, known, self._machine, placement)

    def data(self) -> tuple[str, ...]:
        """The data sets of models whose pictures can be measured, and of results."""
        results = (one.result for one in self.results.known)
        return data_sets(measurable(self.cards), results, self.cards)

    def stop(self) -> bool:
        """Stop the sweep, if one runs; what it has measured is kept."""
        return self.measuring.stop()

    def end(self) -> None:
        """End the processes of the sweep and of what counts."""
        self.measuring.end()
        self.parameters.end()

    def measure(self, jobs: Sequence[Job], workers: int) -> None:
        """Begin to measure jobs, ``workers`` at a time, or as many as there are cores but one."""
        path = Path("jobs.json")
        try:
            self._folder = self._folder or self._left.enter_context(new_folder())
            path = self._folder / path
            path.write_bytes(msgspec.json.encode(tuple(jobs)))
        except OSError as error:
            why = error.strerror or str(error)
            self.measuring.report.emit(f"What is to be measured cannot be written to {path}: {why}.", "")
            return
        placement = self._link.placement
        told = ["--jobs", str(path), "--results", str(self.results.folder)]
        told += ["--runtime", placement.runtime, "--device", placement.device]
        told += [part for folder in self._folders for part in ("--models", str(folder))]
        self.measuring.start(told + (["--workers", str(workers)] if workers else []))
