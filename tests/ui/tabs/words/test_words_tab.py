"""The tab as a whole: when it is there, and what is shown in it that somebody opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.export.metadata import read_recipe
from playground.paradigms.cards import read_card
from playground.ui import tabs
from playground.ui.plots.picture_matrix import Spot
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.tabs.words.explain import WordsBinding
from tests.support.tiny_words import RECIPE
from tests.ui.sampling.bench import StageBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]


def names(window: Window) -> list[str]:
    return [window.desk.tab_bar.tabText(index) for index in range(1, window.desk.tab_bar.count())]


@pytest.mark.parametrize("there", [False, True])
def test_the_tab_is_there_once_it_has_a_model(
    qtbot: QtBot, tmp_path: Path, models: Path, there: bool
) -> None:
    card = read_card(models / RECIPE.name)
    window = Window(tabs.discover(), (card,) if there else (), SessionFile(tmp_path), Session(tab="words"))
    qtbot.addWidget(window)
    assert ("Text to Image" in names(window)) == there
    shortcuts = [
        window.commands[f"go-{name}"].shortcut().toString() for name in (*window.desk.names, "studio")
    ]
    assert shortcuts == [f"Ctrl+{number}" for number in range(1, len(shortcuts) + 1)]
    assert len(shortcuts) <= 9
    if not there:
        window.take_copied(card)
        window._show_model("words", card.name)
        assert "started again" in window.messages.messages[-1].sentence


def test_an_exported_picture_brings_prompt_and_settings_back(bench: StageBench, tmp_path: Path) -> None:
    bench.panel("prompt")
    bench.scene.edit("set", prompt="(red:1.4) heart\nblue", style="noto", negative="circle", seed=5)
    bench.settle()
    first = bench.stage.panels.open.exports()[0]
    first.save(tmp_path / "words.png", False, unwatched)
    recipe, _facts = read_recipe(tmp_path / "words.png")
    before = bench.images
    bench.scene.edit("away", prompt="", style="", negative="", seed=0, panel="guidance")
    assert bench.tab.accept(recipe)
    assert bench.images == before


def test_guidance_shows_what_the_run_gave_at_every_step(bench: StageBench) -> None:
    panel = bench.panel("guidance")
    moments = bench.scene.trajectory.moments
    for position in (0.0, 0.5, 1.0):
        bench.scene.edit("walk", position=position, sample=1)
        moment = moments[bench.scene.trajectory.at(position)]
        assert f"step {moment.step} of 6" in panel.told.text()
        for column, name in enumerate(("x", "conditional", "unconditional", "data", "added")):
            shown = panel.large._images[0, column, 0]
            if name in moment.arrays:
                assert (shown == moment.arrays[name][1]).all()
            else:
                assert not panel.large._filled[0, column]
    assert "Guidance adds 2.00 times" in panel.told.text() or "does not act" in panel.told.text()


def test_the_time_that_is_told_is_one_and_runs_from_noise_to_data(qtbot: QtBot, bench: StageBench) -> None:
    panel = bench.panel("guidance")
    time = bench.tab.diagrams.flow.parts["time"]
    for position, told in ((0.5, "0.50"), (1.0, "1.00"), (0.0, "0.00")):
        bench.scene.edit("Go to a step", position=position)
        qtbot.waitUntil(lambda told=told: time.look == told)
        assert f"t = {told}." in panel.told.text()
        assert WordsBinding().values(bench.tab)["straight_path"]["t"] == told
        # On a straight line the share of data is the papers’ time.
        assert f"{bench.scene.moment.scalars['alpha']:.2f}" == told


def looks(bench: StageBench) -> dict[str, Any]:
    """What each part of the dataflow looks like now."""
    nodes = bench.stage.diagram.nodes
    return {name: bench.stage.look(node) for name, node in nodes.items() if node.shows}


@pytest.mark.parametrize("panel", ["plane", "edit", "interpolate"])
def test_no_part_of_the_dataflow_shows_what_the_state_no_longer_asks_for(
    qtbot: QtBot, bench: StageBench, panel: str
) -> None:
    bench.panel("prompt")
    before = looks(bench)
    assert all(look is not None for look in before.values())
    bench.panel(panel)
    bench.scene.edit("other words and noise", prompt="blue cat", seed=7)
    stale = bench.tab.diagrams.flow.parts
    qtbot.waitUntil(lambda: not any(isinstance(stale[name].look, QImage) for name in ("start", "now")))
    bench.settle()
    for name, look in looks(bench).items():
        pictured = isinstance(look, np.ndarray)
        assert look is None or (pictured and not np.array_equal(look, before[name])), name
    bench.panel("prompt")
    trajectory = bench.scene.trajectory
    np.testing.assert_array_equal(looks(bench)["start"], trajectory.moments[0].arrays["x"][0])
    assert not np.array_equal(looks(bench)["start"], before["start"])


@pytest.mark.parametrize("panel", ["edit", "interpolate"])
def test_the_way_of_the_prompt_is_not_shown_beside_a_picture_of_other_words(
    bench: StageBench, panel: str
) -> None:
    bench.panel("prompt")
    bench.panel(panel)
    bench.settle()
    assert bench.scene.is_of_state("samples")
    assert [name for name, look in looks(bench).items() if look is not None] == ["data"]


@pytest.mark.parametrize("panel", ["attention", "inside"])
def test_a_picture_that_is_looked_through_is_the_one_on_the_dataflow(bench: StageBench, panel: str) -> None:
    bench.panel(panel)
    bench.scene.edit("other words and noise", prompt="blue cat", seed=7)
    bench.settle()
    moments = bench.scene.looks.moments
    for name, array in (("start", moments[0].arrays["x"]), ("data", moments[-1].arrays["data"])):
        np.testing.assert_array_equal(looks(bench)[name], array[0])


def test_without_guidance_nothing_is_added(bench: StageBench) -> None:
    panel = bench.panel("guidance")
    bench.scene.edit("alone", guidance=1.0)
    bench.settle()
    assert "does not act" in panel.told.text()
    assert not panel.large._filled[0, 2] and not panel.large._filled[0, 4]


def test_a_click_goes_to_a_step(bench: StageBench) -> None:
    panel = bench.panel("guidance")
    spot = Spot(3, 2, 0)
    panel.film.clicked.emit(spot)
    assert bench.scene.trajectory.at(bench.images.value("position")) == panel._places[2]


def test_a_click_on_the_film_of_the_run_before_goes_nowhere(bench: StageBench) -> None:
    panel, trajectory = bench.panel("guidance"), bench.scene.trajectory
    bench.scene.edit("go back", position=0.5)
    clicked: list[int] = []

    def click() -> None:
        if len(trajectory) <= panel._places[-1]:
            clicked.append(len(trajectory))
            panel.film.clicked.emit(Spot(0, len(panel._places) - 1, 0))

    bench.scene.stepped.connect(click)
    bench.scene.edit("other noise", seed=5)
    bench.settle()
    assert clicked and bench.images.value("position") == 0.5


def test_tabs_behind_the_ninth_have_no_digit(qtbot: QtBot, tmp_path: Path) -> None:
    shown = tabs.worth_visiting(tabs.discover(), ())
    many = (*shown, *(msgspec.structs.replace(shown[0], name=f"more-{number}") for number in range(4)))
    window = Window(many, (), SessionFile(tmp_path), Session(tab="vae"))
    qtbot.addWidget(window)
    keys = [window.commands[f"go-{name}"].shortcut().toString() for name in window.desk.names]
    assert keys == [f"Ctrl+{number}" if number <= 9 else "" for number in range(1, len(many) + 1)]
    tips = [window.desk.tab_bar.tabToolTip(index) for index in range(1, len(many) + 1)]
    assert [tip.endswith(f"(Ctrl+{number})") for number, tip in enumerate(tips, start=1)] == [
        bool(key) for key in keys
    ]


def test_a_style_that_the_model_does_not_know_is_left_out_and_named(bench: StageBench) -> None:
    """As a session may have it from a model that was there before."""
    bench.tab.restore(
        change(bench.tab.store.state, images=bench.images.with_values(style="go\x1bthic", seed=4))
    )
    bench.settle()
    (said,) = bench.reports
    assert said.startswith(f"{bench.scene.card.title} does not know the style “go") and "\x1b" not in said
    assert bench.images.value("style") == "" and bench.scene.feeds["samples"].settled.recipe.seed == 4
