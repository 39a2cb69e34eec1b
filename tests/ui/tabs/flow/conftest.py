"""The Flow Matching tab, shown, with the Images stage open and a reflowed model beside the flow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from playground.ui.tabs.flow import TAB
from tests.support.garment_denoiser import FLOW, garment_card, garment_cards
from tests.ui.sampling.bench import BothWorld, StageBench

REFLOW = garment_card("fashion-reflow", replace(FLOW, teacher="fashion-flow"), "Garments, reflowed")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = StageBench(TAB, BothWorld(*garment_cards(), REFLOW))
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 700)
    bench.scene.edit(
        "few",
        steps=4,
        budget=6,
        guidance=1.0,
        **{
            "samples.count": 3,
            "reflow.count": 3,
            "lines.count": 4,
            "likelihood.count": 3,
            "likelihood.steps": 4,
        },
    )
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()
