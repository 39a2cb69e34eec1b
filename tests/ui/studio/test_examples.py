"""Pictures of the chosen data set beside the form of a training."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.studio.examples import Examples
from playground.ui.studio.sources import DataChoice

FACES = DataChoice("faces-64", "Faces", 64, 3, 2, 10_000, own=False, examples="faces")


@pytest.fixture
def examples(qtbot: QtBot) -> Examples:
    made = Examples()
    qtbot.addWidget(made)
    made.show()
    return made


def show(qtbot: QtBot, examples: Examples, choice: DataChoice | None) -> bool:
    """Whether there are pictures of it."""
    examples.show_set(choice)
    qtbot.waitUntil(lambda: examples.settled)
    return examples.strip.isVisible() and examples.about.isVisible()


def test_held_out_pictures_of_the_chosen_set_are_shown(qtbot: QtBot, examples: Examples) -> None:
    assert show(qtbot, examples, FACES)
    assert len(examples.strip.shown) == 36 and "10,000 others" in examples.about.said


@pytest.mark.parametrize(
    "choice", [None, replace(FACES, examples=""), replace(FACES, examples="no-such-set")]
)
def test_of_a_set_without_them_nothing_is_shown(
    qtbot: QtBot, examples: Examples, choice: DataChoice | None
) -> None:
    assert show(qtbot, examples, FACES)
    assert not show(qtbot, examples, choice)


def test_a_damaged_set_shows_nothing(
    qtbot: QtBot, examples: Examples, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.core.heldout.folders.held_out", lambda _name: tmp_path)
    assert not show(qtbot, examples, FACES)
