"""The table's stage in a tab that is shown, with the cards of three models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.compare import TAB
from tests.support.undoing import undo_stack
from tests.ui.tabs.compare.quality_world import cards


@contextmanager
def opened(qtbot: QtBot, height: int) -> Iterator[Any]:
    """The stage; its ``tab`` is the one around it."""
    link = Link()
    tab = TAB(Context(link, undo_stack(), cards()))
    qtbot.addWidget(tab)
    tab.store.load(change(tab.store.state, stage="table"))
    tab.resize(1000, height)
    tab.show()
    qtbot.waitExposed(tab)
    made: Any = tab.stage
    made.tab = tab
    yield made
    tab.end()
    link.close()
