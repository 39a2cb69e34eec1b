"""The Text to Image tab, shown, with a small model that has learned nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground import paradigms
from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import final
from playground.paradigms.cards import read_card, rules
from playground.runtimes.resources import ModelStore
from playground.ui.tabs.words import TAB
from tests.support.tiny_words import FEW, RECIPE, write_few, write_model
from tests.ui.sampling.bench import StageBench

_FEW = {"prompt": "red heart", "steps": 6, "quick": 2, "samples.count": 2, "guidance": 3.0}


class WordsWorld:
    """The family with the models of a folder."""

    def __init__(self, folder: Path) -> None:
        cards = (read_card(each) for each in sorted(folder.iterdir(), reverse=True))
        self.cards: dict[str, Card] = {card.name: card for card in cards}
        self._store = ModelStore((folder,), rules())
        self.types = paradigms.recipe_types()

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        """The generator of a recipe's frames."""
        return paradigms.run(recipe, self._store.at(placement, lambda _notice: None))

    def frame(self, recipe: Recipe) -> Frame:
        """What a recipe gives."""
        return final(recipe, self._store.at(Placement(), lambda _notice: None))

    def placements(self) -> tuple[Placement, ...]:
        """The usual one."""
        return (Placement(),)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small model."""
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / RECIPE.name)
    return folder


@pytest.fixture(scope="session")
def both_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that model and with one that was distilled from it."""
    folder = tmp_path_factory.mktemp("both")
    write_model(folder / RECIPE.name)
    write_few(folder / FEW.name)
    return folder


@pytest.fixture
def bench(qtbot: QtBot, models: Path) -> Iterator[StageBench]:
    yield from opened(qtbot, models, **_FEW)


@pytest.fixture
def fast(qtbot: QtBot, both_models: Path) -> Iterator[StageBench]:
    """The same with the distilled one beside it."""
    yield from opened(qtbot, both_models, **_FEW)


def opened(qtbot: QtBot, models: Path, **fields: Any) -> Iterator[StageBench]:
    """The tab with the models of a folder, told these fields."""
    bench = StageBench(TAB, WordsWorld(models))
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 700)
    if fields:
        bench.scene.edit("few", **fields)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()


def swapped(bench: StageBench, few: int = 2) -> Any:
    """The panel of edits, with a word of the prompt swapped."""
    panel = bench.panel("edit")
    bench.scene.edit("swap", prompt="red heart", edited="blue heart", **{"edit.count": few})
    bench.settle()
    return panel
