"""A panel takes as many edits as the documentation says: with them it is whole, and without any it is not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from playground.core.cards import FORMAT, Card, ImageFormat
from playground.core.dotted import load
from playground.core.errors import PlaygroundError
from playground.ui.stage.spec import TabSpec
from playground.ui.stage.stage import make
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.tab import Context
from tests.support.added_panel import EDITS, Edit
from tests.support.installed import TOY
from tests.ui.stage import test_diagrams, test_specs

pytestmark = pytest.mark.qt

LAWS: tuple[Callable[[TabSpec], None], ...] = (
    test_specs.test_every_panel_has_its_declaration_and_its_text,
    test_specs.test_in_every_panel_some_part_of_the_dataflow_plays,
    test_specs.test_a_panel_is_made_of_its_scene_alone,
    test_specs.test_groups_name_controls_that_there_are,
    test_specs.test_what_panels_ask_for_is_what_the_state_holds,
    test_diagrams.test_every_part_of_images_is_explained_by_one_panel_and_is_named_but_once_by_each,
    test_diagrams.test_parts_of_images_look_as_views_that_there_are,
)
"""What holds for every panel of the program."""


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TabSpec]]:
    """The tab of a copy of the toy package in which these edits have been made."""

    def forget() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
            del sys.modules[name]

    def make_edits(*edits: Edit) -> TabSpec:
        package = tmp_path / "toy"
        shutil.copytree(TOY / "toy", package, ignore=shutil.ignore_patterns("__pycache__"))
        for edit in edits:
            edit.make(package)
        spec: TabSpec = load("toy.tabs.toy.spec:SPEC")
        return spec

    forget()
    monkeypatch.syspath_prepend(tmp_path)
    yield make_edits
    forget()


def broken(spec: TabSpec) -> list[str]:
    """The laws that do not hold for a tab."""
    found = []
    for law in LAWS:
        try:
            law(spec)
        except (AssertionError, ImportError, KeyError, PlaygroundError):
            found.append(law.__name__)
    return found


def test_the_toy_is_whole_before(edited: Callable[..., TabSpec]) -> None:
    assert broken(edited()) == []


def test_with_all_edits_the_panel_opens_and_plays_in_the_dataflow(
    qtbot: QtBot, edited: Callable[..., TabSpec]
) -> None:
    spec = edited(*EDITS)
    assert broken(spec) == [] and len(EDITS) <= 4
    link = Link()
    image = ImageFormat(channels=1, height=16, width=24)
    card = Card(format=FORMAT, name="toy-dot", title="A dot", paradigm="toy", image=image, parts={}, files=())
    assert spec.images is not None
    store, context = (
        Store(spec.state().images, QUndoStack(link), link),
        Context(link, QUndoStack(link), (card,)),
    )
    stage = make(spec.images, "toy", context, store, (card,))
    qtbot.addWidget(stage)
    stage.go_to("end")
    assert stage.place == "end" and type(stage.panels.open).__name__ == "EndPanel"
    assert stage.diagram is not None
    playing = {name for name, node in stage.diagram.nodes.items() if node.plays("end")}
    assert playing == {"network", "picture"}
    assert {name: node.panel for name, node in stage.diagram.nodes.items()} == dict.fromkeys(
        stage.diagram.nodes, "ray"
    )


@pytest.mark.parametrize("left", EDITS, ids=lambda edit: edit.what)
def test_without_any_one_of_them_a_law_is_broken(edited: Callable[..., TabSpec], left: Edit) -> None:
    assert broken(edited(*(edit for edit in EDITS if edit is not left)))
