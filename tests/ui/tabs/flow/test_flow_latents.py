"""A model that works on latents: tiles of its channels beside decoded pictures, of another size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.ui.explain.staged import StagedExplanation
from playground.ui.tabs.flow import TAB
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.flow.latent_world import CARD, LatentWorld, decode, encode

pytestmark = pytest.mark.qt


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[StageBench]:
    bench = StageBench(TAB, LatentWorld())
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.scene.edit(
        "few",
        model=CARD.name,
        steps=3,
        guidance=1.0,
        frames=3,
        **{"samples.count": 3, "lines.count": 4, "reflow.count": 2},
    )
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    yield bench
    bench.link.close()


def test_latents_and_their_decoder_fit_each_other() -> None:
    latents = np.random.default_rng(0).normal(size=(2, 4, 7, 7)).astype(np.float32)
    np.testing.assert_allclose(encode(decode(latents)), latents, rtol=1e-6)


def test_tiles_stand_beside_decoded_pictures(bench: StageBench) -> None:
    moment = bench.scene.trajectory.moments[-1]
    assert moment.arrays["x"].shape == moment.arrays["noise"].shape == (3, 1, 14, 14)
    assert moment.arrays["data"].shape == (3, 1, 28, 28)
    panel = bench.stage.panels.built["denoise"]
    assert panel.film.shape == (3, 4, 1)
    assert bench.reports == []
    bench.tab.grab()


@pytest.mark.parametrize("panel", ["lines", "interpolate", "solvers"])
def test_every_panel_that_a_latent_model_has_can_be_drawn(bench: StageBench, panel: str) -> None:
    bench.panel(panel)
    bench.tab.grab()
    assert bench.reports == []


def test_likelihood_of_latents_is_refused_with_a_sentence(bench: StageBench) -> None:
    panel = bench.panel("likelihood")
    assert "latents" in panel.why.text() and not panel.measure.isEnabled()


def test_the_explanation_speaks_of_latents(bench: StageBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    assert isinstance(explanation, StagedExplanation)
    qtbot.addWidget(explanation)
    assert not explanation.panel.equations["adaln_zero"].isHidden()
    explanation.explain()
    assert explanation.panel.unfolded_sections() == ("latent",)
    bench.scene.choose_model(bench.scene.cards["fashion-flow"])
    assert explanation.panel.equations["adaln_zero"].isHidden()
    explanation.explain()
    assert explanation.panel.unfolded_sections() == ("denoise",)


def test_time_under_the_equation_of_latents_runs_from_noise_as_in_the_others(
    bench: StageBench, qtbot: QtBot
) -> None:
    explanation = bench.tab.explanation()
    assert isinstance(explanation, StagedExplanation)
    qtbot.addWidget(explanation)
    view = explanation.panel.equations["latent_flow"]
    for place, time in ((0, "0.00"), (3, "1.00")):
        bench.stage.player.seek(place)
        explanation.refresh()
        assert view.values["latent_t"] == time
    assert "latent_t" in explanation.binding.terms["position"]
