"""A model that cannot be run: nothing of another model stays under its name, in any Images stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground.core.errors import SessionError
from playground.ui.state.controls import controls
from playground.ui.tabs import consistency, diffusion, flow, vae
from playground.ui.tabs.vae.explain import VaeBinding
from tests.support.garment_denoiser import CONSISTENCY, FLOW, garment_card, garment_cards
from tests.support.linear_vae import LinearWorld
from tests.support.pixel_flow import pixel_card
from tests.ui.sampling.bench import BothWorld, StageBench
from tests.ui.tabs.gan.images_bench import FEW as FEW_OF_GAN
from tests.ui.tabs.gan.images_bench import ImagesBench as GanBench
from tests.ui.tabs.nflow.bench_images import ImagesBench as NflowBench

pytestmark = pytest.mark.qt

SENTENCE = "The file denoiser.onnx is cut short; get it again."

MAKE: dict[str, Callable[[], StageBench]] = {
    "vae": lambda: StageBench(vae.TAB, LinearWorld()),  # type: ignore[arg-type]
    "gan": GanBench,
    "diffusion": lambda: StageBench(diffusion.TAB),
    "flow": lambda: StageBench(flow.TAB, BothWorld(*garment_cards(), garment_card("other", FLOW))),
    "consistency": lambda: StageBench(
        consistency.TAB, BothWorld(*garment_cards(), garment_card("other", CONSISTENCY))
    ),
    "nflow": lambda: NflowBench(pixel_card(), pixel_card("other-flow", "Others")),
}
SMALL: dict[str, dict[str, Any]] = {
    "vae": {"frames": 4, "tiles": 3},
    "gan": FEW_OF_GAN,
    "diffusion": {"steps": 4, "samples.count": 3, "frames": 4, "etas": (0.0, 1.0), "branches": 2},
    "flow": {"steps": 4, "samples.count": 3, "reflow.count": 3, "lines.count": 4, "budget": 6, "frames": 4},
    "consistency": {
        "rows.count": 2,
        "samples.count": 2,
        "points": 4,
        "rows.steps": (1, 2),
        "teacher_steps": (1,),
        "frames": 4,
    },
    "nflow": {"sample.count": 20, "frames": 5},
}
PANELS = {
    "vae": ("encode", "interpolate", "sample"),
    "gan": ("plane", "sample", "interpolate", "directions", "judge", "moments"),
    "diffusion": ("denoise", "fan", "interpolate"),
    "flow": ("denoise", "lines", "interpolate"),
    "consistency": ("denoise", "jumps", "rows", "multistep", "interpolate"),
    "nflow": ("sample", "interpolate", "inspect", "back", "scales"),
}


@pytest.fixture
def bench(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[StageBench]:
    tab, panel = request.param
    bench = MAKE[tab]()
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    known = set(controls(type(bench.images)))
    assert set(SMALL[tab]) <= known
    bench.scene.edit("few", panel=panel, **SMALL[tab])
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    yield bench
    bench.link.close()


@pytest.mark.parametrize(
    "bench", [(tab, panel) for tab in PANELS for panel in PANELS[tab]], indirect=True, ids="/".join
)
def test_the_pictures_of_another_model_go_and_a_sentence_says_why(bench: StageBench) -> None:
    stage, scene = bench.stage, bench.scene
    first = scene.card
    other = next(card for card in scene.cards.values() if card is not first)
    told: list[dict[str, object]] = []
    stage.status.connect(told.append)
    assert not stage.is_unavailable and not stage.panels.covered.covered
    count = stage.player.count
    bench.world.failure = SessionError(SENTENCE)
    scene.choose_model(other)
    bench.settle()
    cover = stage.panels.covered
    assert cover.notice.isVisible() and not cover.view.isVisible()
    assert other.title in cover.notice.text() and SENTENCE in cover.notice.text()
    assert stage.player.count == 1
    assert told[-1] == {} and not bench.tab.copy()
    assert any("could not be computed" in export.why for export in bench.tab.exports())
    # Neither an edit nor another try brings them back, nor does a run that fails again.
    scene.edit("again", frames=6)
    scene.refresh()
    bench.settle()
    assert cover.covered and stage.player.count == 1
    bench.world.failure = None
    scene.choose_model(first)
    scene.edit("again", frames=SMALL[bench.tab.name]["frames"])
    bench.settle()
    assert not stage.is_unavailable and cover.view.isVisible()
    assert stage.player.count == count


@pytest.mark.parametrize("bench", [("diffusion", "denoise")], indirect=True, ids="/".join)
def test_no_step_is_told_of_a_run_that_is_not_there(bench: StageBench) -> None:
    panel = bench.stage.panels.built["denoise"]
    assert "step 4" in panel.title.text()
    bench.world.failure = SessionError(SENTENCE)
    bench.scene.choose_model(bench.scene.cards["brief-ddpm"])
    bench.settle()
    panel._write()
    assert panel.title.text() == ""


@pytest.mark.parametrize("bench", [("diffusion", "denoise")], indirect=True, ids="/".join)
def test_a_failure_leaves_the_pictures_of_the_same_model_and_marks_them_as_old(bench: StageBench) -> None:
    bench.world.failure = SessionError(SENTENCE)
    bench.scene.edit("other", seed=77)
    bench.settle()
    assert bench.reports == [SENTENCE] and not bench.stage.panels.covered.covered
    assert bench.scene.feeds["samples"].stale


@pytest.mark.parametrize("bench", [("vae", "encode")], indirect=True, ids="/".join)
def test_a_vae_covers_what_is_lost_and_takes_the_codes_off_the_plane(bench: StageBench) -> None:
    stage = bench.stage
    assert len(stage.above.plane_view.plane.dots._points)
    assert VaeBinding().values(bench.tab)["elbo"]
    bench.world.failure = SessionError(SENTENCE)
    bench.scene.choose_model(bench.scene.cards["linear-12"])
    bench.settle()
    for place in (stage.above.plane_place, stage.above.picture_place):
        assert SENTENCE in place.notice.text() and place.covered
    assert len(stage.above.plane_view.plane.dots._points) == 0
    assert stage.above.picture_view.near_view.picture is None
    assert not VaeBinding().values(bench.tab)["elbo"]
    bench.world.failure = None
    bench.scene.choose_model(bench.scene.cards["linear-2"])
    bench.settle()
    assert not stage.above.plane_place.covered and not stage.above.picture_place.covered
    assert len(stage.above.plane_view.plane.dots._points)
