"""Forms and stages have a scroll bar where they do not fit, and only there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.scrolled import Sparing, Upright, Whole

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("make", [lambda content: Upright(content, 40, 4000), Whole], ids=["form", "stage"])
def test_a_scroll_bar_goes_once_all_fits_without_it(qtbot: QtBot, make: Callable[[QWidget], Sparing]) -> None:
    """Beside the bar the text has more lines: what fits must not depend on what was there before."""
    words = Label(" ".join(["word"] * 60), wraps=True)
    area = make(lay_out(QWidget(), down(words, None)))
    qtbot.addWidget(area)
    area.show()

    def has_bar(height: int) -> bool:
        area.resize(200, height)
        QApplication.processEvents()
        return area.verticalScrollBar().isVisible()

    heights = range(40, 600, 3)
    rising = [has_bar(height) for height in heights]
    falling = [has_bar(height) for height in reversed(heights)][::-1]
    assert rising == falling == sorted(rising, reverse=True)
    assert rising[0] and not rising[-1]
