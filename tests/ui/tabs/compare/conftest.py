"""The Compare tab on its own link, with no models and with results of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.stage.tab import StagedTab
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.compare import TAB
from tests.support.undoing import undo_stack


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own results, and no others."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr("playground.ui.tabs.compare.results.shipped_file", lambda: tmp_path / "shipped.json")
    return tmp_path / "compare"


@pytest.fixture
def tab(qtbot: QtBot, folder: Path) -> Iterator[StagedTab]:
    """The tab, shown, without an engine."""
    link = Link()
    tab = TAB(Context(link, undo_stack(), ()))
    qtbot.addWidget(tab)
    tab.resize(900, 700)
    tab.show()
    qtbot.waitExposed(tab)
    yield tab
    tab.end()
    link.close()
