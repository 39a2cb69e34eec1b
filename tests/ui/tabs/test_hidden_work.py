"""What nobody sees is not computed, and goes on where it was once it is seen again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.tabs import diffusion
from tests.support.pixel_flow import pixel_card
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.nflow.bench_images import ImagesBench as NflowBench

pytestmark = pytest.mark.qt


def opened(bench: StageBench, qtbot: QtBot) -> StageBench:
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    return bench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = opened(StageBench(diffusion.TAB), qtbot)
    bench.scene.edit("few", panel="denoise", steps=4, frames=4, **{"samples.count": 2})
    bench.settle()
    yield bench
    bench.link.close()


def test_a_run_of_a_hidden_tab_stands_still_and_goes_on_when_it_is_shown(bench: StageBench) -> None:
    bench.scene.edit("long", steps=40)
    bench.pump(12)
    before = len(bench.scene.trajectory)
    assert 0 < before < 40 and bench.link.busy
    bench.tab.hide()
    bench.pump(4)  # what was on its way arrives
    held, asked = len(bench.scene.trajectory), len(bench.requests)
    bench.pump(100)
    assert len(bench.scene.trajectory) == held < 40
    assert not bench.link.busy and not bench.link.stop() and bench.link.slowest() is None
    bench.tab.show()
    bench.settle()
    assert bench.scene.trajectory.final is not None and len(bench.requests) == asked
    assert [moment.step for moment in bench.scene.trajectory.moments] == list(range(41))


def test_the_lab_in_front_holds_the_images(bench: StageBench) -> None:
    bench.scene.edit("long", steps=40)
    bench.pump(6)
    bench.tab.bar.setCurrentIndex(0)
    bench.pump(4)
    held = len(bench.scene.trajectory)
    bench.pump(100)
    assert len(bench.scene.trajectory) == held < 40
    bench.tab.bar.setCurrentIndex(1)
    bench.settle()
    assert bench.scene.trajectory.final is not None


def test_a_run_of_a_panel_that_was_left_is_not_counted_for_the_one_that_is_open(bench: StageBench) -> None:
    scene = bench.scene
    scene.edit("many", panel="interpolate", frames=50, steps=20)
    bench.pump(12)
    feed = scene.feeds["interpolate"]
    assert feed.busy and bench.link.slowest().name == "diffusion/interpolate"
    scene.edit("leave", panel="denoise")
    assert bench.link.slowest().name == "diffusion/samples"
    bench.settle()
    assert scene.trajectory.final is not None and feed.busy
    assert feed.last is not None and not feed.last.frame.final
    bench.forget()
    scene.edit("back", panel="interpolate")
    bench.settle()
    assert feed.last.frame.final and bench.asked("interpolate") == []


def test_what_is_asked_for_by_a_button_is_measured_while_its_panel_is_open(bench: StageBench) -> None:
    scene = bench.scene
    scene.choose_model(bench.world.cards["brief-ddpm"])
    scene.edit("bound", panel="bound", **{"bound.count": 2})
    scene.measure("bound")
    bench.pump(3)
    scene.edit("leave", panel="denoise")
    bench.settle()
    assert not scene.feeds["bound"].last.frame.final
    scene.edit("back", panel="bound")
    bench.settle()
    assert scene.feeds["bound"].last.frame.final and scene.is_of_state("bound")


def test_bits_can_be_measured_from_the_panel_of_one_picture(qtbot: QtBot) -> None:
    bench = opened(NflowBench(pixel_card()), qtbot)
    bench.scene.edit("few", panel="inspect")
    bench.settle()
    bench.scene.stop("likelihood")
    bench.settle()
    bench.scene.edit("elsewhere", panel="sample")
    bench.settle()
    bench.scene.edit("back", panel="inspect")
    bench.scene.measure("likelihood")
    bench.settle()
    assert bench.scene.queues["likelihood"].complete
    bench.link.close()
