"""The Consistency tab, shown, with the Images stage open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.tabs.consistency import TAB
from tests.ui.sampling.bench import StageBench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = StageBench(TAB)
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 700)
    small = {
        "rows.steps": (1, 2),
        "teacher_steps": (1, 3),
        "rows.count": 2,
        "samples.count": 2,
        "points": 4,
        "fine": 1,
    }
    bench.scene.edit("few", **small)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()
