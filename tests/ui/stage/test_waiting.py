"""What is waited for, and what is not current any more, is seen where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.tabs.diffusion import TAB
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    """The tab with nothing computed yet: the engine does nothing unless it is told to."""
    bench = StageBench(TAB)
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 700)
    bench.scene.edit("few", steps=8, **{"samples.count": 4})
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    yield bench
    bench.link.close()


def test_an_empty_panel_says_what_is_computed_and_how_to_stop_it(qtbot: QtBot, bench: StageBench) -> None:
    waiting = bench.stage.panels.waiting
    bench.scene.edit("open", panel="denoise")
    qtbot.waitUntil(waiting.isVisible)
    assert "Denoising" in waiting.text() and "Esc" in waiting.text()
    assert bench.stage.panels.covered.rect().contains(waiting.geometry())
    assert bench.link.stop()
    qtbot.waitUntil(lambda: waiting.isVisible() and "Stopped" in waiting.text())
    bench.scene.edit("again", seed=1)
    bench.settle()
    assert bench.scene.current("samples") is not None and not waiting.isVisible()


def test_what_a_newer_request_will_replace_is_dimmed_until_then(qtbot: QtBot, bench: StageBench) -> None:
    bench.scene.edit("open", panel="interpolate")
    bench.settle()
    panel, feed = bench.stage.panels.built["interpolate"], bench.scene.feeds["interpolate"]
    assert not panel.view.stale
    bench.scene.edit("another", a=5)
    qtbot.waitUntil(lambda: panel.view.stale and feed.stale)
    assert not bench.stage.panels.waiting.isVisible()
    bench.settle()
    QApplication.processEvents()
    assert not panel.view.stale and feed.last.recipe.a == 5
