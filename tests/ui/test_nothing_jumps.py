"""While something plays, or trains, nothing in the window changes its place or its size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.ui.plots.drag_tag import DragTag
from playground.ui.tabs.consistency import TAB as CONSISTENCY
from playground.ui.tabs.diffusion import TAB as DIFFUSION
from playground.ui.tabs.flow import TAB as FLOW
from playground.ui.widgets.theme import themes
from tests.support.garment_denoiser import garment_cards
from tests.support.layouts_counted import LayoutsCounted
from tests.support.linear_vae import LinearWorld
from tests.ui.lab.conftest import LABS
from tests.ui.lab.conftest import LabBench as PlaneBench
from tests.ui.sampling.bench import BothWorld, StageBench
from tests.ui.tabs.conftest import Bench as VaeBench
from tests.ui.tabs.gan.conftest import SMALL as SMALL_GAN
from tests.ui.tabs.gan.conftest import GanBench, GanWorld
from tests.ui.tabs.gan.images_bench import ImagesBench as GanImages
from tests.ui.tabs.nflow.bench_images import ImagesBench as NflowImages
from tests.ui.tabs.nflow.conftest import SMALL as SMALL_NFLOW
from tests.ui.tabs.nflow.conftest import LabBench as NflowLabBench
from tests.ui.tabs.test_vae_lab import SMALL as SMALL_VAE
from tests.ui.tabs.test_vae_lab import LabBench as VaeLabBench
from tests.ui.tabs.test_vae_lab import LabWorld as VaeLabWorld

pytestmark = [pytest.mark.qt, pytest.mark.torch]

SIZE = 700, 620
MOMENTS = 12
IMAGES: dict[str, Callable[[], Any]] = {
    "vae": lambda: VaeBench(LinearWorld()),
    "gan": GanImages,
    "nflow": NflowImages,
    "diffusion": lambda: StageBench(DIFFUSION),
    "flow": lambda: StageBench(FLOW, BothWorld(*garment_cards())),
    "consistency": lambda: StageBench(CONSISTENCY),
}


def rest() -> None:
    """Let layouts in layouts come to rest."""
    for _ in range(4):
        QApplication.processEvents()


def places(root: QWidget) -> dict[str, QRect]:
    """Where everything is that can be seen, and how large."""
    rest()
    found = [
        each for each in root.findChildren(QWidget) if each.isVisible() and not isinstance(each, DragTag)
    ]
    return {
        f"{number} {type(each).__name__} {each.accessibleName()}": QRect(
            each.mapTo(root, QPoint()), each.size()
        )
        for number, each in enumerate(found)
    }


def moved(before: dict[str, QRect], now: dict[str, QRect]) -> dict[str, tuple[QRect | None, QRect | None]]:
    """What is not where it was."""
    both = before.keys() | now.keys()
    return {name: (before.get(name), now.get(name)) for name in both if before.get(name) != now.get(name)}


@pytest.mark.parametrize("name", IMAGES)
def test_nothing_moves_while_a_panel_plays(qtbot: QtBot, name: str) -> None:
    themes()  # In the program's own letters.
    bench = IMAGES[name]()
    try:
        stage = bench.tab.open_stage("images")
        bench.tab.store.edit("open", stage="images")
        qtbot.addWidget(bench.tab)
        bench.tab.resize(*SIZE)
        bench.tab.show()
        played = 0
        for panel in stage.spec.panels:
            stage.go_to(panel)
            bench.settle()
            player = stage.player
            if player.count < 2:
                continue
            player.seek(0)
            bench.settle()
            before = places(bench.tab)
            for moment in range(1, MOMENTS + 1):
                player.seek(round(moment / MOMENTS * (player.count - 1)))
                bench.settle()
                assert not moved(before, places(bench.tab)), f"{panel}, {moment}"
            played += 1
        assert played
    finally:
        bench.link.close()


def test_a_drag_through_the_latent_plane_lays_nothing_out_anew(qtbot: QtBot) -> None:
    themes()
    bench = VaeBench(LinearWorld())
    try:
        qtbot.addWidget(bench.tab)
        bench.tab.resize(*SIZE)
        bench.tab.show()
        scene, counted = bench.stage.scene, LayoutsCounted(bench.tab)
        bench.settle()
        scene.move("Move z", {0: 1.11, 1: 0.55})
        bench.settle()
        rest()
        bench.tab.installEventFilter(counted)
        for x, y in ((1.22, 0.44), (1.98, 0.33), (1.01, 0.99)):
            scene.move("Move z", {0: x, 1: y})
            bench.settle()
            rest()
            qtbot.waitUntil(lambda said=f"{x}": said in bench.stage.above.picture_view.where.text())
            rest()
        assert counted.count == 0
    finally:
        bench.link.close()


class Lab:
    """A lab that trains, whatever its bench is like."""

    def __init__(self, bench: Any, stage: Any, root: QWidget) -> None:
        self.bench, self.stage, self.root = bench, stage, root
        self.slow = False

    def turn(self) -> None:
        if self.slow:
            self.stage.train("step")
        self.bench.turn(3)
        self.stage.tell()
        self.stage.planes.draw()


def plane(name: str) -> Lab:
    bench = PlaneBench(name)
    return Lab(bench, bench.stage, bench.stage)


def opened(bench: Any, run: Any) -> Lab:
    bench.tab.store.edit("open", stage="lab")
    lab = bench.tab.open_stage("lab")
    lab.scene.run.load(run)
    return Lab(bench, lab, bench.tab)


TRAINED: dict[str, Callable[[], Lab]] = {
    **{name: partial(plane, name) for name in LABS},
    "vae": lambda: opened(VaeLabBench(VaeLabWorld()), SMALL_VAE),
    "gan": lambda: opened(GanBench(GanWorld()), SMALL_GAN),
    "gan, slow": lambda: opened(GanBench(GanWorld()), SMALL_GAN),
    "nflow": lambda: opened(NflowLabBench(), SMALL_NFLOW),
}


@pytest.mark.parametrize("name", TRAINED)
def test_nothing_moves_while_a_lab_trains(qtbot: QtBot, name: str) -> None:
    themes()
    lab = TRAINED[name]()
    bench, stage = lab.bench, lab.stage
    try:
        qtbot.addWidget(lab.root)
        lab.root.resize(500, 760)
        lab.root.show()
        for _ in range(2):
            lab.turn()
        if "slow" in name:
            stage.scene.run.load(change(SMALL_GAN, slow=True, training=False))
            lab.slow = True
            lab.turn()
        before, step = places(lab.root), stage.trained()
        for moment in range(MOMENTS):
            stage.player.seek(round(moment / MOMENTS * (stage.player.count - 1)))
            lab.turn()
            assert not moved(before, places(lab.root)), moment
        assert stage.trained() > step
    finally:
        stage.player.pause()
        bench.link.close()


def test_all_digits_are_as_wide(qtbot: QtBot) -> None:
    themes()
    for bold in (False, True):
        font = QApplication.font()
        font.setBold(bold)
        assert len({QFontMetricsF(font).horizontalAdvance(digit) for digit in "0123456789"}) == 1
