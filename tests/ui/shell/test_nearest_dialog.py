"""The window that shows the training pictures nearest to one."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.faces import small
from playground.ui.shell.nearest_dialog import SEARCHING, NearestDialog, words_of
from playground.zoo.nearest import Nearest

pytestmark = pytest.mark.qt
OTHERS = np.arange(10.0, 31.0)


def found(distance: float, *, learned: bool = True, others: np.ndarray = OTHERS) -> Nearest:
    pictures = np.zeros((1, 1, 4, 4), np.uint8)
    return Nearest(
        pictures=pictures, distances=np.array([distance]), known=9000, learned=learned, others=others
    )


def test_a_copy_stands_beside_its_training_picture(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    copied = small.images()[small.training_set(16)[3]]
    dialog = NearestDialog(copied, "faces-small-16", around)
    dialog.show()
    assert SEARCHING in dialog.about.text()
    qtbot.waitUntil(lambda: SEARCHING not in dialog.about.text(), timeout=60_000)
    assert dialog.strip._captions[1] == "0.0 levels"
    assert "a copy" in dialog.about.text() and "of 16 training pictures" in dialog.about.text()


def test_what_fails_is_said_in_the_window(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    dialog = NearestDialog(np.zeros((1, 9, 9), np.uint8), "mnist", around)
    qtbot.waitUntil(lambda: "another shape" in dialog.about.text())


@pytest.mark.parametrize(
    ("near", "copied"), [(found(2), True), (found(20), False), (found(2, learned=False), False)]
)
def test_only_what_is_nearer_than_held_out_pictures_may_be_a_copy(near: Nearest, copied: bool) -> None:
    assert ("a copy, or blurred" in words_of(near)) == copied
    assert "20.0 (11.0 to 29.0 for nine in ten)" in words_of(near)
    assert ("not on this machine" in words_of(near)) != near.learned


def test_without_others_nothing_is_compared() -> None:
    text = words_of(found(2, others=np.zeros(0)))
    assert "2.0 levels" in text and "copy" not in text and "copies" not in text
