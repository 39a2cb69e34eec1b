"""Parts beside and over each other stand where they were named."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from playground.ui.widgets.layouts import across, down, lay_out


@pytest.fixture
def labels(qapp: QApplication) -> list[QLabel]:
    """Parts of one size, which room that is left over makes no larger."""
    made = [QLabel() for _ in range(4)]
    for label in made:
        label.setFixedSize(20, 10)
    return made


def _shown(widget: QWidget, width: int, height: int) -> QWidget:
    widget.resize(width, height)
    layout = widget.layout()
    assert layout is not None
    layout.activate()
    return widget


def test_rows_and_columns_stand_within_each_other(labels: list[QLabel]) -> None:
    one, two, three, four = labels
    box = down(one, across(two, 7, three, spacing=0), four, spacing=3)
    whole = _shown(lay_out(QWidget(), box, left=5, top=2), 52, 38)
    places = [(label.x(), label.y()) for label in labels]
    assert places == [(5, 2), (5, 15), (32, 15), (5, 28)]
    assert all(label.parent() is whole for label in labels)


def test_room_goes_where_it_is_asked_for(labels: list[QLabel]) -> None:
    one, two, three, four = labels
    whole = _shown(lay_out(QWidget(), across(one, None, two, (None, 3), three, four, spacing=0)), 120, 10)
    assert [label.x() for label in labels] == [0, 30, 80, 100]
    assert all(label.parent() is whole for label in labels)


def test_the_order_of_children_is_that_of_the_parts(labels: list[QLabel]) -> None:
    one, two, three, four = labels
    whole = lay_out(QWidget(), across(four, down(two, one), three))
    assert [child for child in whole.children() if isinstance(child, QLabel)] == [four, two, one, three]
