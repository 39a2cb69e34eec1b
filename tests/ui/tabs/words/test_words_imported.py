"""A network of others that is told words: what its panels show, and where they say why they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.importing.draft import Answers
from playground.importing.whole import import_model
from playground.paradigms.words.refusals import UNSEEN
from playground.ui.tabs.words.explain import WordsBinding
from playground.ui.tabs.words.spec import IMAGES
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.words.conftest import opened

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
    return _imported(tmp_path_factory.mktemp("imported"), biased=False)


@pytest.fixture(scope="module")
def weighing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a network that is told how much each token is looked at."""
    return _imported(tmp_path_factory.mktemp("weighing"), biased=True)


def _imported(folder: Path, *, biased: bool) -> Path:
    from tests.importing.text_pipes import save_graphs

    (folder / "source").mkdir()
    save_graphs(folder / "source", biased=biased)
    import_model(folder / "source", "theirs", folder / "models", Answers(), "", lambda *_: None)
    return folder / "models"


@pytest.fixture
def theirs(qtbot: QtBot, imported: Path) -> Iterator[StageBench]:
    yield from opened(qtbot, imported)


@pytest.fixture
def weighed(qtbot: QtBot, weighing: Path) -> Iterator[StageBench]:
    yield from opened(qtbot, weighing)


def test_a_prompt_is_drawn_and_completed(theirs: StageBench) -> None:
    panel = theirs.panel("prompt")
    theirs.scene.edit("set", prompt="a reddish heart", steps=3, **{"samples.count": 2})
    theirs.settle()
    shown = theirs.scene.current("samples")
    assert shown is not None and shown.frame.arrays["images"].shape == (2, 3, 8, 8)
    assert "heart" in theirs.scene.completions("hea")
    assert panel.box.bar._fixed


@pytest.mark.parametrize("name", ["attention", "inside"])
def test_a_panel_of_what_it_does_not_show_says_so_in_a_sentence(theirs: StageBench, name: str) -> None:
    assert UNSEEN.format("source") in theirs.panel(name).told.text()


@pytest.mark.parametrize("which", ["theirs", "weighed"])
def test_its_edits_are_local_and_what_cannot_be_kept_is_said(
    request: pytest.FixtureRequest, which: str
) -> None:
    bench: StageBench = request.getfixturevalue(which)
    panel = bench.panel("edit")
    bench.scene.edit(
        "swap", prompt="red heart", edited="blue heart", local=0.95, steps=4, **{"edit.count": 2}
    )
    bench.settle()
    frame = bench.scene.whole("edit").frame
    before, kept, free = frame.arrays["images"].astype(int)
    assert np.abs(free - before).max() > 0 and not np.array_equal(kept, free)
    assert "mask" not in frame.arrays and "in the mean" in panel.told.text()
    bench.scene.edit("map", map_of="looked")
    assert panel.told.text() == UNSEEN.format("source")
    bench.scene.edit("keep", kept=0.5)
    bench.settle()
    assert "leave words and places kept at 0" in panel.edited.note.text()


def test_equations_are_those_of_its_path(theirs: StageBench) -> None:
    images, card = theirs.images, theirs.scene.card
    of = {
        name: IMAGES.equations(change(images, panel=name), card) for name in ("guidance", "prompt", "plane")
    }
    assert of["guidance"] == ("guidance",)
    assert of["prompt"][0] == "mixing" and "flow_ode" not in of["prompt"]
    assert of["plane"][0] == "guidance"
    theirs.scene.edit("set", guidance=3.5)
    values = WordsBinding().image_values(theirs.images, theirs.scene)
    assert values["guidance"] == {"guidance": "3.5", "guidance_excess": "2.5"}
