"""Every panel of every tab with models of any shape: it shows their pictures, or says quietly what they lack.

With ``PLAYGROUND_SHOTS=FOLDER`` each one's picture is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground import paradigms
from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms.cards import rules
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.vae_images import recipes as vae
from playground.runtimes.catalogue import catalogue
from playground.runtimes.resources import ModelStore
from playground.ui.plots.colours import CLASS_COLOURS, class_colour
from playground.ui.stage.covered import Covered
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs import discover
from playground.ui.tabs.nflow.explain import NflowBinding
from tests.runtimes.test_any_shape import MODELS, recipes_of
from tests.support import any_shape
from tests.support.resting import come_to_rest
from tests.support.undoing import undo_stack


class World:
    """Runs what tabs ask for on the models of a folder."""

    types = paradigms.recipe_types()

    def __init__(self, folder: Path) -> None:
        self.cards: tuple[Card, ...] = tuple(entry.card for entry in catalogue((folder,), rules()).entries)
        self._store = ModelStore((folder,), rules())

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> paradigms.Run:
        return paradigms.run(recipe, self._store.at(Placement(), lambda _: None))

    def placements(self) -> tuple[Placement, ...]:
        return (Placement(),)


class Bench:
    """A tab on an engine in this process, and what it reported."""

    def __init__(self, world: World, family: str) -> None:
        self.world, self.link, self.reports = world, Link(), []
        self._now = 0.0
        entry = next(entry for entry in discover() if entry.name == family)
        self.tab = entry.load()(Context(self.link, undo_stack(), world.cards))
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.link.attach(self._connect)
        self.tab.resize(1280, 820)

    reports: list[str]

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: self.world, clock=self._clock)
        return self.engine

    def _clock(self) -> float:
        self._now += 1.0
        return self._now

    def settle(self) -> None:
        come_to_rest(self.engine.pump, lambda: self.link.busy, 2000)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("shapes")
    any_shape.write_models(folder / "models")
    any_shape.write_held_out(folder / "heldout")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", str(folder))
        yield World(folder / "models")


ALL = [(family, model) for family, models in MODELS.items() for model in models]


@pytest.mark.parametrize(("family", "model"), ALL)
def test_every_panel_shows_the_model_or_says_what_it_lacks(
    qtbot: QtBot, world: World, family: str, model: str
) -> None:
    bench = Bench(world, family)
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    for number, recipe in enumerate(recipes_of(family, model)):
        if isinstance(recipe, vae.Likelihood):
            continue  # It has no panel.
        assert bench.tab.accept(recipe), recipe
        bench.settle()
        name = f"{family}-{model}-{number}-{type(recipe).__struct_config__.tag}"
        keep(bench.tab, name)
        assert bench.reports == [], f"{name}: {bench.reports}"
        covers = [one for one in bench.tab.findChildren(Covered) if one.isVisible() and one.covered]
        assert all(one.notice.text() for one in covers)


@pytest.mark.parametrize(("model", "classes"), [("colour-nflow", True), ("wide-nflow", False)])
def test_of_classes_is_spoken_where_there_are_some(
    qtbot: QtBot, world: World, model: str, classes: bool
) -> None:
    bench = Bench(world, "nflow")
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    for recipe in recipes_of("nflow", model):
        if isinstance(recipe, nflow.Inspect):
            assert bench.tab.accept(recipe)
            bench.settle()
    headings = [label.text() for label in bench.tab.findChildren(QLabel) if label.isVisible()]
    assert any("P(class" in text for text in headings) == classes
    assert ("nflow_classes" in NflowBinding().shown(bench.tab)) == classes


@pytest.mark.parametrize(
    ("family", "told", "untold"),
    [("diffusion", "colour-classes", "wide-ddpm"), ("flow", "colour-flow", "wide-flow")],
)
def test_a_label_is_a_part_of_the_dataflow_where_there_are_some(
    qtbot: QtBot, world: World, family: str, told: str, untold: str
) -> None:
    bench = Bench(world, family)
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    for model in (told, untold, told):
        assert bench.tab.accept(next(recipes_of(family, model)))
        bench.settle()
        parts = bench.tab.diagrams.flow.parts
        assert ("label" in parts) == (model == told)
        assert parts["time"].stacked == ("label" in parts) and all(
            each.isVisible() for each in parts.values()
        )
        keep(bench.tab, f"{family}-{model}-dataflow")


def keep(tab: QWidget, name: str) -> None:
    if folder := os.environ.get("PLAYGROUND_SHOTS"):
        tab.grab().save(str(Path(folder) / f"{name}.png"))


def test_classes_beyond_ten_have_colours_of_their_own() -> None:
    found = [class_colour(label).getRgb() for label in range(60)]
    assert len(set(found)) == len(found)
    assert [class_colour(label).name() for label in range(10)] == [
        class_colour(label).name() for label in range(len(CLASS_COLOURS))
    ]
    apart = [
        np.linalg.norm(np.subtract(one[:3], other[:3]))  # type: ignore[index]
        for index, one in enumerate(found[:20])
        for other in found[:index]
    ]
    assert min(apart) >= 20
