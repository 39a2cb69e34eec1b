"""The tab as a whole: when it is there, and what is shown in it that somebody opens."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
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
    assert bench.scene.trajectory.at(bench.images.position) == panel._places[2]


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
    bench.tab.restore(change(bench.tab.store.state, images=change(bench.images, style="go\x1bthic", seed=4)))
    bench.settle()
    (said,) = bench.reports
    assert said.startswith(f"{bench.scene.card.title} does not know the style “go") and "\x1b" not in said
    assert bench.images.style == "" and bench.scene.feeds["samples"].settled.recipe.seed == 4
