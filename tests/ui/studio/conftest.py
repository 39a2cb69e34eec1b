"""The Studio's page on folders of trainings that a test writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.cards import Card
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from playground.studio.training_folders import Plan
from playground.ui.studio.forecast import Cost
from playground.ui.studio.page import StudioPage
from playground.ui.studio.sources import DataChoice
from playground.ui.studio.trainings import Trainings
from playground.ui.widgets.messages import MessageBar
from tests.support.played_training import Played

OWN = DataChoice("drawings", "My drawings", 32, 3, 3, 60)


class Opened:
    """A page that is shown, beside what it told."""

    def __init__(self, qtbot: QtBot, cards: tuple[Card, ...] = (), chosen: str = "") -> None:
        self.qtbot = qtbot
        middle, over = QWidget(), QWidget()
        over.setParent(middle)
        qtbot.addWidget(middle)
        middle.resize(900, 640)
        self.messages = MessageBar(middle, over)
        self.trainings = Trainings(chosen, middle)
        self.page = StudioPage(self.trainings, self.messages, lambda: cards, lambda: ())
        qtbot.addWidget(self.page)
        self.page.resize(1000, 640)
        self.page.show()

    @property
    def timer(self) -> QTimer:
        """After which it looks at the trainings again."""
        (timer,) = self.trainings.findChildren(QTimer)
        return timer

    def wait(self, what: str) -> None:
        """Wait until the chosen training is told of in these words."""
        self.qtbot.waitUntil(lambda: self.page.detail.state.said.startswith(what))

    def choose(self, name: str) -> None:
        """Choose a training in the list, once it is there."""
        self.qtbot.waitUntil(lambda: self.row(name) >= 0)
        self.page.list.setCurrentRow(self.row(name))
        self.qtbot.waitUntil(lambda: self.page.detail.isVisible() and self.page.detail.title.said == name)

    def row(self, name: str) -> int:
        listed = (self.page.list.item(index).text() for index in range(self.page.list.count()))
        return next((row for row, text in enumerate(listed) if text.split("\n")[0] == name), -1)

    @property
    def told(self) -> list[str]:
        """The messages."""
        return [message.sentence for message in self.messages.messages]

    def end(self) -> None:
        self.page.end()
        self.trainings.end()


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user's data, with one data set that can be learned from."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr("playground.ui.studio.new_page.sources", lambda: (OWN,))
    monkeypatch.setattr(
        "playground.ui.studio.new_page.cost_of", lambda plan: Cost(f"{plan.minutes:g} minutes", 10_000)
    )
    return tmp_path


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    opened = Opened(qtbot)
    yield opened
    opened.end()


@pytest.fixture
def played() -> Played:
    """A training of which some is recorded."""
    played = Played(Plan(name="drawings-flow", family="flow", data="drawings"))
    played.learn(100, 200, 300)
    played.draw(1, 100, 300)
    return played


@pytest.fixture(scope="session")
def shipped() -> dict[str, Card]:
    """The cards of the models that ship, by their names."""
    found = catalogue((folders.shipped_models(),), rules())
    return {entry.card.name: entry.card for entry in found.entries}
