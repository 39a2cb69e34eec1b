"""A bar of titles: whole where there is room, and as few of them short as can be where there is little."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionTab, QToolButton
from pytestqt.qtbot import QtBot

from playground.ui.stage.panels import PanelBar

pytestmark = pytest.mark.qt

TITLES = (
    ("Latent plane", "Plane"),
    ("Samples", ""),
    ("What it says of them", "D"),
    ("Ways", "A to B, turning"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> PanelBar:
    made = PanelBar()
    qtbot.addWidget(made)
    for title, short in TITLES:
        made.add(title, f"Tip of {title}", short)
    made.resize(900, 30)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(bar: PanelBar) -> list[str]:
    """What stands on the bar."""
    return [bar.tabText(index) for index in range(bar.count())]


def fits(bar: PanelBar) -> bool:
    """Whether all stands in sight, without buttons to scroll by."""
    QApplication.processEvents()
    buttons = [each for each in bar.findChildren(QToolButton) if each.isVisible()]
    return not buttons and bar.tabRect(bar.count() - 1).right() < bar.width()


def whole(bar: PanelBar) -> int:
    """The width that the whole titles need."""
    bar.resize(2000, 30)
    QApplication.processEvents()
    return bar.tabRect(bar.count() - 1).right() + 1


def test_titles_are_whole_where_they_fit(bar: PanelBar) -> None:
    bar.resize(whole(bar), 30)
    assert shown(bar) == [title for title, _ in TITLES] and fits(bar)
    assert [bar.tabToolTip(index) for index in range(4)] == [f"Tip of {title}" for title, _ in TITLES]


def test_what_saves_the_most_is_shortened_first_and_no_more_than_needed(bar: PanelBar) -> None:
    needed = whole(bar)
    bar.resize(needed - 1, 30)
    assert shown(bar) == ["Latent plane", "Samples", "D", "Ways"] and fits(bar)
    assert bar.tabToolTip(2) == "What it says of them: Tip of What it says of them"
    saved = bar.fontMetrics().horizontalAdvance("What it says of them") - bar.fontMetrics().horizontalAdvance(
        "D"
    )
    bar.resize(needed - saved - 2, 30)  # a title is measured to a whole pixel
    assert shown(bar) == ["Plane", "Samples", "D", "Ways"] and fits(bar)


def test_nothing_is_made_longer_where_nothing_helps(bar: PanelBar) -> None:
    bar.resize(60, 30)
    assert shown(bar) == ["Plane", "Samples", "D", "Ways"] and not fits(bar)


def test_with_room_again_and_for_readers_titles_are_whole(bar: PanelBar) -> None:
    bar.resize(60, 30)
    names = [bar.accessibleTabName(index) for index in range(4)]
    assert names == [bar.title(index) for index in range(4)] == [title for title, _ in TITLES]
    bar.resize(900, 30)
    assert shown(bar) == [title for title, _ in TITLES] and fits(bar)


def test_larger_text_needs_more_room(bar: PanelBar) -> None:
    bar.resize(whole(bar), 30)
    font = bar.font()
    font.setPointSizeF(1.2 * font.pointSizeF())
    bar.setFont(font)
    assert "D" in shown(bar) and fits(bar)


def test_where_short_titles_do_not_fit_less_room_is_left_around_each_before_it_scrolls(bar: PanelBar) -> None:
    usual = bar.tabSizeHint(0).width() - bar._width_of(bar.tabText(0))
    bar.resize(10, 30)
    least = sum(bar._width_of(bar.tabText(index)) for index in range(4))
    bar.resize(least + 4 * usual, 30)
    assert fits(bar) and bar.tabSizeHint(0).width() - bar._width_of(bar.tabText(0)) == usual
    narrow = least + 4 * (usual - 6)
    bar.resize(narrow, 30)
    assert fits(bar)
    for index in range(4):
        around = bar.tabRect(index).width() - bar._width_of(bar.tabText(index))
        assert usual - 7 <= around <= usual - 6
        option = QStyleOptionTab()
        bar.initStyleOption(option, index)
        within = bar.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar)
        assert within.width() >= bar._width_of(bar.tabText(index)), "no letter is cut"
    bar.resize(least + 4, 30)
    assert not fits(bar), "the letters keep some room"
    bar.resize(2000, 30)
    assert fits(bar) and shown(bar) == [title for title, _ in TITLES]
    assert bar.tabSizeHint(0).width() - bar._width_of(bar.tabText(0)) == usual
