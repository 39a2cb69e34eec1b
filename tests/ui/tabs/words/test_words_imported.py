"""A network of others that is told words: what its panels show, and where they say why they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.importing.draft import Answers
from playground.importing.whole import bring_in
from playground.paradigms.words.refusals import UNSEEN
from playground.ui.tabs.words import TAB
from playground.ui.tabs.words.explain import WordsBinding, of_guidance, of_plane, of_steps
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.words.conftest import WordsWorld

pytest.importorskip("diffusers")
pytestmark = [
    pytest.mark.qt,
    pytest.mark.torch,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one that was imported from two graphs and a tokenizer."""
    from tests.importing.text_pipes import save_graphs

    folder = tmp_path_factory.mktemp("imported")
    (folder / "source").mkdir()
    save_graphs(folder / "source")
    bring_in(folder / "source", "theirs", folder / "models", Answers(), "", lambda *_: None)
    return folder / "models"


@pytest.fixture
def theirs(qtbot: QtBot, imported: Path) -> Iterator[StageBench]:
    made = StageBench(TAB, WordsWorld(imported))
    qtbot.addWidget(made.tab)
    made.tab.show()
    qtbot.waitExposed(made.tab)
    made.settle()
    yield made
    made.link.close()


def test_a_prompt_is_drawn_and_completed(theirs: StageBench) -> None:
    panel = theirs.panel("prompt")
    theirs.scene.edit("set", prompt="a reddish heart", steps=3, count=2)
    theirs.settle()
    shown = theirs.scene.current("samples")
    assert shown is not None and shown.frame.arrays["images"].shape == (2, 3, 8, 8)
    assert "heart" in theirs.scene.completions("hea")
    assert panel.box.bar._fixed


@pytest.mark.parametrize("name", ["attention", "inside", "edit"])
def test_a_panel_of_what_it_does_not_show_says_so_in_a_sentence(theirs: StageBench, name: str) -> None:
    panel = theirs.panel(name)
    said = panel.told.text() if name != "edit" else panel.edited.note.text()
    assert UNSEEN.format("source") in said


def test_equations_are_those_of_its_path(theirs: StageBench) -> None:
    images, card = theirs.images, theirs.scene.card
    assert of_guidance(images, card) == ("guidance",)
    assert of_steps(images, card)[0] == "mixing" and "flow_ode" not in of_steps(images, card)
    assert of_plane(images, card)[0] == "guidance"
    theirs.scene.edit("set", guidance=3.5)
    values = WordsBinding().image_values(theirs.images, theirs.scene)
    assert values["guidance"] == {"guidance": "3.5", "guidance_excess": "2.5"}
