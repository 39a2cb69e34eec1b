"""A model of others is met with a page, and used after a person said so; the answer can be taken back."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.recipe import change
from playground.engine.inprocess import InProcessEngine
from playground.engine.interface import Listener
from playground.engine.workbench import PlaygroundWorkbench
from playground.export.about import About, about
from playground.export.atomic import write_card
from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import Entry, entry_of
from playground.ui import tabs
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.trusted_models import TrustedModels
from playground.ui.shell.window import Window
from playground.ui.stage.tab import StagedTab
from playground.ui.stage.trust_page import Inspection, TrustPage

pytestmark = [pytest.mark.qt, pytest.mark.torch]

NAME = "fashion-vae-2d"
ENTRIES = tuple(entry for entry in tabs.discover() if entry.name == "vae")


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A model of others, which would work, and settings of nobody."""
    monkeypatch.setattr(folders, "user_settings", lambda: tmp_path / "settings")
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    shutil.copytree(folders.shipped_models() / NAME, tmp_path / "models" / NAME)
    card = entry_of(NAME, (tmp_path / "models",), rules()).card
    told = msgspec.structs.replace(card, title="A gift <b>&", summary="<img src='x'> the best\nmodel")
    write_card(tmp_path / "models" / NAME, told)
    return entry_of(NAME, (tmp_path / "models",), rules())


class Bench:
    """A window with that model alone, on an engine in this process that is the window's."""

    def __init__(self, qtbot: QtBot, entry: Entry, tmp_path: Path) -> None:
        places = (tmp_path / "models",)
        self.window = Window(ENTRIES, (entry.card,), SessionFile(tmp_path / "other"), Session(), places)
        self.engines: list[InProcessEngine] = []
        self._now = 0.0
        self.window.show()
        self.window.link.attach(lambda listener: self._connect(listener, places))
        tab = self.window.desk.visit("vae")
        assert isinstance(tab, StagedTab)
        self.tab = tab
        self.window.desk.finish("vae")
        tab.store.replace("images", change(tab.store.state, stage="images"))
        self.settle()

    def _connect(self, listener: Listener, places: tuple[Path, ...]) -> InProcessEngine:
        engine = InProcessEngine(listener, lambda tell: PlaygroundWorkbench(places, tell), clock=self._clock)
        self.engines.append(engine)
        return engine

    def _clock(self) -> float:
        self._now += 1.0
        return self._now

    def settle(self) -> None:
        """Let engine and window come to rest."""
        for _ in range(400):
            QApplication.processEvents()
            worked = sum(engine.pump() for engine in self.engines)
            if not worked and not self.window.link.busy:
                break
        QApplication.processEvents()

    @property
    def shown(self) -> object:
        """What stands in the stage's place."""
        return self.tab._stack.currentWidget()

    @property
    def page(self) -> TrustPage:
        """The page, which is there."""
        assert isinstance(self.shown, TrustPage)
        return self.shown

    @property
    def frames(self) -> int:
        """How many feeds have something to show."""
        return sum(feed.last is not None for feed in self.tab.stage.scene.feeds.values())


@pytest.fixture
def bench(qtbot: QtBot, foreign: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(Inspection, "start", lambda self, program=None: setattr(self, "begun", True))
    made = Bench(qtbot, foreign, tmp_path)
    yield made
    made.window.close()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def texts(page: TrustPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_a_page_stands_in_the_stages_place_and_nothing_is_computed(bench: Bench, foreign: Entry) -> None:
    page = bench.page
    assert bench.frames == 0 and bench.window.messages.messages == []
    told = texts(page)
    assert str(foreign.folder) in told and "the best" in told and foreign.card.licence in told
    for file in foreign.card.files:
        assert file.path in told and file.sha256 in told.replace(" ", "")
    plain = [label for label in page.findChildren(QLabel) if "<img" in label.text()]
    assert plain and all(label.textFormat() == Qt.TextFormat.PlainText for label in plain)
    assert page.later.isDefault() and not page.use.isDefault()


def test_keys_reach_both_answers_the_harmless_one_first(bench: Bench) -> None:
    page = bench.page
    bench.window.activateWindow()
    page.later.setFocus()
    QTest.keyClick(page.later, Qt.Key.Key_Tab)
    assert page.use.hasFocus() or page.later.nextInFocusChain() is page.use
    page.later.setFocus()
    QTest.keyClick(page.later, Qt.Key.Key_Space)
    assert page.currentIndex() == 1 and page.again.isVisible()
    page.again.setFocus()
    QTest.keyClick(page.again, Qt.Key.Key_Space)
    assert page.currentIndex() == 0
    assert not TrustStore().path.exists()


def test_the_model_is_used_once_somebody_said_so_and_asked_about_when_it_changes(
    bench: Bench, qtbot: QtBot, foreign: Entry, tmp_path: Path
) -> None:
    bench.page.use.click()
    bench.settle()
    assert bench.shown is bench.tab.stage and bench.frames > 0
    assert bench.window.messages.messages == []
    assert [each.name for each in TrustStore().models()] == [NAME]
    write_card(foreign.folder, msgspec.structs.replace(foreign.card, summary="Another one"))
    bench.tab.store.replace("t", change(bench.tab.store.state, images=_moved(bench)))
    bench.settle()
    assert isinstance(bench.shown, TrustPage)


def _moved(bench: Bench) -> object:
    images = bench.tab.store.state.images
    return images.with_values(draw=images.reconstruct.draw + 1)


def test_the_operators_are_told_and_a_fault_too(bench: Bench, foreign: Entry) -> None:
    found = about(foreign, TrustStore())
    bench.page.show_about(found)
    told = bench.page.graphs.text()
    assert "decoder: " in told and "5 Gemm" in told and "parameter" in told
    broken = msgspec.structs.replace(found, damage="The model file x is missing.")
    bench.page.show_about(broken)
    assert bench.page.damage.text() == "The model file x is missing."
    bench.page.show_about(msgspec.structs.replace(found, fingerprint="0" * 64))
    assert "changed" in bench.page.graphs.text()


def test_what_was_trusted_is_seen_and_taken_back(bench: Bench) -> None:
    bench.page.use.click()
    bench.settle()
    dialog = TrustedModels(bench.window)
    assert dialog.list.count() == 1 and NAME in dialog.list.item(0).text()
    assert not dialog.take_back.isEnabled()
    dialog.list.setCurrentRow(0)
    dialog.take_back.click()
    assert dialog.list.count() == 0 and TrustStore().models() == ()
    dialog.close()
    bench.tab.store.replace("t", change(bench.tab.store.state, images=_moved(bench)))
    bench.settle()
    assert isinstance(bench.shown, TrustPage)


def test_the_menu_opens_the_list(bench: Bench) -> None:
    bench.window.commands["trusted-models"].trigger()
    (dialog,) = bench.window.findChildren(TrustedModels)
    assert dialog.isVisible() and "No model" in dialog.text.text()
    dialog.close()


@pytest.mark.process
def test_a_process_of_its_own_looks_into_the_files(qtbot: QtBot, foreign: Entry, tmp_path: Path) -> None:
    holder = QLabel()
    qtbot.addWidget(holder)
    inspection = Inspection(NAME, (tmp_path / "models",), holder)
    found: list[About] = []
    inspection.told.connect(found.append)
    inspection.failed.connect(found.append)
    inspection.start()
    qtbot.waitUntil(lambda: bool(found), timeout=100_000)
    assert isinstance(found[0], About) and found[0].foreign and not found[0].damage
    assert found[0].graphs["decoder"].operators


@pytest.mark.process
@pytest.mark.parametrize("code", ["print('no')", "import sys; sys.exit(3)", "print('x' * 5_000_000)"])
def test_whatever_that_process_says_is_one_sentence(qtbot: QtBot, code: str) -> None:
    holder = QLabel()
    qtbot.addWidget(holder)
    inspection = Inspection("x", (), holder)
    said: list[str] = []
    inspection.failed.connect(said.append)
    inspection.start([sys.executable, "-c", code])
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    assert len(said) == 1 and said[0].endswith(".")
