"""The league's stage on an engine in this process: the real run, on a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms import recipe_types
from playground.paradigms.league.recipes import League
from playground.ui.lab.stage import LabStage
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.tab import Context
from playground.ui.tabs.compare.league.board import LeagueBoard
from playground.ui.tabs.compare.league.ranking import Ranking
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.tabs.compare.league.spec import LEAGUE
from playground.ui.tabs.compare.league.state import LeagueState
from tests.support.league import TickMeter, begin, measured_roughly, of
from tests.support.undoing import undo_stack

SMALL = of("vae", "gan", "nflow", points=50, seeds=2)


class LeagueWorld:
    """Runs the league on its own clock."""

    types = recipe_types()
    cards: tuple[Card, ...] = ()

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Any:
        """The generator of a recipe's frames."""
        assert isinstance(recipe, League)
        return begin(recipe, TickMeter(0.004))

    def placements(self) -> tuple[Placement, ...]:
        """Where models can run."""
        return (Placement(),)


class LeagueBench:
    """A stage, its engine, and what was reported."""

    def __init__(self, folder: Path, recipe: League = SMALL) -> None:
        self.undo, self.link = undo_stack(), Link()
        self.store = Store(LeagueState(run=recipe), self.undo)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLAYGROUND_DATA", str(folder.parent))
            self.stage = LabStage(LEAGUE, Context(self.link, self.undo, ()), self.store)
        assert isinstance(self.stage.scene, LeagueScene) and isinstance(self.stage.planes, LeagueBoard)
        self.scene, self.board = self.stage.scene, self.stage.planes
        ranking = self.stage.parts["ranking"].widget
        assert isinstance(ranking, Ranking) and self.scene.keeper.folder == folder
        self.ranking = ranking
        self.reports: list[str] = []
        self.stage.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.halts: dict[str, Halt | None] = {}
        self.stage.halted.connect(self._note_halt)
        self._now = 0.0
        self.link.attach(self._connect)

    def _note_halt(self, channel: str, halt: Halt | None) -> None:
        self.halts[channel] = halt
        if halt is not None:
            self.reports.append(halt.sentence)

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: LeagueWorld(), clock=self._clock)
        return self.engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now

    @property
    def scalars(self) -> Any:
        """Those of the newest frame."""
        return self.scene.feed.scalars

    @property
    def numbers(self) -> str:
        """What the line of numbers says, with plain spaces."""
        return self.stage.numbers.text().replace("\u00a0", " ")

    def turn(self, times: int = 4) -> None:
        """Let engine and window work for a while: a league never comes to rest."""
        for _ in range(times):
            self._turn()
        self.board.draw()

    def _turn(self) -> None:
        QApplication.processEvents()
        self.engine.pump()
        QApplication.processEvents()

    def turn_until(self, holds: Callable[[], bool], times: int = 4000) -> None:
        """The same until something holds; what nobody looks at on the way is neither drawn nor painted."""
        self.stage.setUpdatesEnabled(False)
        try:
            for _ in range(times):
                if holds():
                    self.board.draw()
                    return
                self._turn()
        finally:
            self.stage.setUpdatesEnabled(True)
        raise AssertionError("it does not come so far")

    def finish(self) -> None:
        """Play to the end, and tell."""
        self.turn_until(lambda: self.scalars.get("phase") == "over")
        assert self.scene.keeper.wait()
        self.turn(2)
        self.stage.tell()


@pytest.fixture(scope="module")
def over(
    qapp: QApplication, roughly: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LeagueBench]:
    """A league that is over, for all tests that change nothing of it."""
    made = LeagueBench(tmp_path_factory.mktemp("league") / "compare")
    made.stage.resize(700, 640)
    made.stage.show()
    QTest.qWaitForWindowExposed(made.stage)
    made.finish()
    yield made
    made.link.close()
    made.stage.close()
    made.stage.deleteLater()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[LeagueBench]:
    made = LeagueBench(tmp_path / "compare")
    qtbot.addWidget(made.stage)
    made.stage.resize(700, 640)
    made.stage.show()
    qtbot.waitExposed(made.stage)
    yield made
    made.link.close()


@pytest.fixture
def played(bench: LeagueBench) -> LeagueBench:
    """A league that is over."""
    bench.finish()
    return bench


@pytest.fixture(autouse=True, scope="module")
def roughly() -> Iterator[None]:
    """All leagues here are measured roughly."""
    with measured_roughly(marks=5):
        yield
