"""What lies over the planes while nothing is there yet, or what is there is about to be replaced."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.ui.lab.conftest import LabBench

pytestmark = pytest.mark.qt


def test_planes_with_nothing_yet_say_that_the_training_begins(qtbot: QtBot) -> None:
    bench = LabBench("flow")
    qtbot.addWidget(bench.stage)
    bench.stage.resize(700, 700)
    veil, planes = bench.stage.veil, bench.stage.planes
    bench.stage.show()
    qtbot.waitUntil(veil.isVisible)
    assert "begins" in veil.sentence and veil.size() == planes.size()
    planes.resize(planes.size() - QSize(40, 40))
    assert veil.size() == planes.size()
    bench.turn()
    assert bench.stage.scene.feed.frame is not None and not veil.isVisible()
    veil.tell()
    assert not veil.isVisible()
    bench.link.close()


def test_a_training_that_is_stopped_before_it_began_says_so_and_can_begin_again(bench: LabBench) -> None:
    stage = bench.stage
    stage.scene.run.edit("data", data="two-moons")
    assert bench.link.stop()
    assert stage.veil.isVisible() and "stopped before it began" in stage.veil.sentence
    assert bench.reports == ["The training was stopped before it began."]
    assert stage.bar.text.text().startswith("Stopped")
    stage.train("toggle")
    bench.turn()
    assert not stage.veil.isVisible() and not any(bench.halts.values())
    assert bench.state.run.training and not bench.link.busy


def test_what_another_training_replaces_is_grey_until_that_has_come(bench: LabBench) -> None:
    veil = bench.stage.veil
    assert not veil.isVisible()
    bench.stage.scene.run.edit("data", data="two-moons")
    bench.stage.scene.feed.arrived.emit()  # one more of the training before
    veil.tell()
    assert veil.isVisible() and "not current" in veil.sentence
    bench.turn()
    assert not veil.isVisible()


def test_a_training_that_goes_on_with_other_controls_is_current(bench: LabBench) -> None:
    bench.stage.scene.run.edit("rate", learning_rate=0.01)
    bench.stage.veil.tell()
    assert not bench.stage.veil.isVisible()


def test_with_the_engine_gone_the_old_picture_is_grey_until_frames_come_again(bench: LabBench) -> None:
    veil, feed = bench.stage.veil, bench.stage.scene.feed
    feed._channel.interrupted.emit(True)
    veil.tell()
    assert feed.frame is None and veil.isVisible() and "begins" in veil.sentence
    bench.turn(6)
    assert not veil.isVisible()


def test_where_nothing_is_learned_nothing_is_waited_for(bench: LabBench) -> None:
    bench.stage.scene.run.edit("data", data="two-moons")
    bench.stage.scene.run.edit("draw", data="drawn", drawing=b"")
    bench.stage.veil.tell()
    assert not bench.stage.veil.isVisible()
