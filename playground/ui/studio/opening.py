"""Opening the model of a training in its tab, as it is at that moment."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from playground.core import folders
from playground.paradigms.cards import read_card
from playground.studio.training_folders import Report, keeps_model
from playground.ui.state.background import Background
from playground.ui.studio.requests import Requests
from playground.ui.studio.seen import Overview, Row


class Opening(QObject):
    """Asks a training for its model, and waits until that is there."""

    changed = Signal()
    """A model is waited for, or not any more."""

    found = Signal(object)
    """The :class:`~playground.core.cards.Card` of the model."""

    failed = Signal(str)
    """The sentence that says why there is none."""

    def __init__(self, requests: Requests, parent: QObject) -> None:
        super().__init__(parent)
        self._requests = requests
        self.name = ""
        """The training whose model is waited for."""
        self._number = 0
        self._reading = Background()
        self._reading.done.connect(self._find)
        self._reading.failed.connect(self._fail)
        requests.model_asked.connect(self._note_number)
        requests.model_refused.connect(self._give_up)

    def want(self, row: Row | None) -> None:
        """Ask for the model of a training, or read the one that is there of one that has ended before.

        Another one that is waited for is not opened any more.
        """
        if row is None or row.kept is None or row.name == self.name:
            return
        if row.kept.alive and not keeps_model(row.kept.plan, row.kept.report):
            self._requests.want_model(row.name)
            self._wait_for(row.name)
        elif row.kept.report.model:
            self._wait_for(row.name)
            self._read(row.kept.report.model)

    def look(self, seen: Overview) -> None:
        """Notice that the model is there, or that it will never be."""
        row = seen.of(self.name)
        if not self.name or not self._number or seen.trouble:
            return
        if row is None or row.kept is None:
            self._fail(f"There is no training {self.name} any more.")
        elif row.kept.report.model_asked >= self._number:
            self._read_or_fail(row.kept.report)
        elif not row.kept.alive and _is_through(row.kept.report):
            self._read(row.kept.report.model)
        elif not row.kept.alive:
            self._fail(f"The training {self.name} ended before it gave its model: {row.kept.report.sentence}")

    def _read_or_fail(self, told: Report) -> None:
        if told.model:
            self._read(told.model)
        else:
            self._fail(f"The training {self.name} has no model yet: {told.sentence}")

    def end(self) -> None:
        """The window closes."""
        self._reading.give_up()

    def _give_up(self, name: str) -> None:
        if name == self.name:
            self._wait_for("")

    def _note_number(self, name: str, number: int) -> None:
        if name == self.name:
            self._number = number

    def _read(self, model: str) -> None:
        self._number = 0
        self._reading.start(partial(read_card, _folder(model)))

    def _find(self, card: object) -> None:
        self._wait_for("")
        self.found.emit(card)

    def _fail(self, sentence: str) -> None:
        self._wait_for("")
        if sentence:
            self.failed.emit(sentence)

    def _wait_for(self, name: str) -> None:
        self._reading.give_up()
        self.name, self._number = name, 0
        self.changed.emit()


def _is_through(told: Report) -> bool:
    """Whether the model that is there is of the last step that was made, or the finished one."""
    return bool(told.model) and (told.stage == "finished" or told.model_step == told.step)


def _folder(model: str) -> Path:
    """Where a model of this user is, given by its name or its folder."""
    return folders.user_data() / "models" / Path(model).name
