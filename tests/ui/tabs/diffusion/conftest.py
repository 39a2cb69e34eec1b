"""The Diffusion tab, shown, with the Images stage open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.tabs.diffusion import TAB
from tests.ui.sampling.bench import StageBench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = StageBench(TAB)
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 700)
    bench.scene.edit("few", steps=8, **{"samples.count": 4})
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()
