"""Lines whose numbers run cost their own line alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel, RoomyLabel, StillLabel
from tests.support.layouts_counted import LayoutsCounted


def _fitting() -> FittingLabel:
    label = FittingLabel()
    label.set_texts(("z = (1.23, 0.45) and more of it", "z = (1.23, 0.45)"))
    return label


def _roomy() -> RoomyLabel:
    label = RoomyLabel("0000 / 0000")
    label.setText("1 / 60")
    return label


def _laid_out(label: StillLabel, qtbot: QtBot) -> tuple[QWidget, LayoutsCounted]:
    holder = QWidget()
    qtbot.addWidget(holder)
    lay_out(holder, across(label))
    holder.show()
    qtbot.waitExposed(holder)
    counted = LayoutsCounted(holder)
    holder.installEventFilter(counted)
    return holder, counted


def _settle() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QCoreApplication.processEvents()


def test_a_number_that_runs_lays_nothing_out_anew(qtbot: QtBot) -> None:
    label = _fitting()
    holder, counted = _laid_out(label, qtbot)
    _settle()
    counted.count = 0
    for number in ("9.87", "1.11", "0.00"):
        label.set_texts((f"z = ({number}, 0.45) and more of it", f"z = ({number}, 0.45)"))
        _settle()
        assert number in label.text()
    assert counted.count == 0
    label.set_texts((f"z = ({1e6:.2f}, 0.45) and more of it", f"z = ({1e6:.2f}, 0.45)"))
    _settle()
    assert counted.count > 0
    assert holder.minimumSizeHint().width() >= label.minimumSizeHint().width()


def test_a_position_that_runs_lays_nothing_out_anew(qtbot: QtBot) -> None:
    label = _roomy()
    _, counted = _laid_out(label, qtbot)
    _settle()
    counted.count = 0
    for position in (2, 37, 60):
        label.setText(f"{position} / 60")
        _settle()
    assert (counted.count, label.text()) == (0, "60 / 60")
    label.setText("100000000 / 1000000000")
    _settle()
    assert counted.count > 0


@pytest.mark.parametrize("make", [_fitting, _roomy])
def test_larger_letters_get_larger_room(make: type[StillLabel], qtbot: QtBot) -> None:
    label = make()
    holder, _ = _laid_out(label, qtbot)
    before = label.minimumSizeHint()
    font = label.font()
    font.setPointSizeF(2 * font.pointSizeF())
    holder.setFont(font)
    _settle()
    after = label.minimumSizeHint()
    assert after.width() > 1.5 * before.width() and after.height() > 1.5 * before.height()
    assert label.line.size() == label.size() and label.height() >= after.height()


def test_bold_text_and_the_same_text_plain_have_each_their_width(qtbot: QtBot) -> None:
    label = FittingLabel()
    qtbot.addWidget(label)
    label.set_texts(("Decoded from z at 12",))
    plain = label.minimumSizeHint().width()
    label.set_texts((strong("Decoded from z at 12"),))
    assert label.minimumSizeHint().width() > plain
