"""The Compare tab on its own link, with no models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from playground.ui.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.compare import TAB
from playground.ui.tabs.compare.tab import CompareTab


@pytest.fixture
def tab(qtbot: QtBot) -> Iterator[CompareTab]:
    """The tab, shown, without an engine."""
    link = Link()
    tab = TAB(Context(link, QUndoStack(), ()))
    qtbot.addWidget(tab)
    tab.resize(900, 700)
    tab.show()
    qtbot.waitExposed(tab)
    yield tab
    link.close()
