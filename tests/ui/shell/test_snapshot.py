"""When the picture of a window is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.core.errors import PlaygroundError
from playground.ui.explain.staged import StagedExplanation
from playground.ui.shell.app import Snapshot
from playground.ui.stage.dataflow import Dataflow
from playground.ui.stage.diagram import Diagram, Look, Node
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.link import Link

pytestmark = pytest.mark.qt


class Window(QWidget):
    """What a snapshot asks a window about; it is its own status line, desk and tab."""

    def __init__(self) -> None:
        super().__init__()
        self.link, self.engine_state = Link(self), "ready"
        self.far = True
        self.asked = 0
        self.status = self.desk = self.current = self

    def settled(self) -> bool:
        self.asked += 1
        return self.far


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


def take(window: Window, out: Path, wait_ms: int = 10_000, patience_ms: int = 10_000) -> bool:
    Snapshot(window, wait_ms, patience_ms).save(out)  # type: ignore[arg-type]
    return not QImage(str(out)).isNull()


def test_a_busy_window_is_waited_for(window: Window, tmp_path: Path) -> None:
    window.engine_state = "busy"
    seen = []

    def rest() -> None:
        seen.append(window.asked)
        window.engine_state = "ready"
        window.link.busy_changed.emit(False)

    QTimer.singleShot(20, window, rest)
    assert take(window, tmp_path / "shot.png")
    assert seen == [0] and window.asked == 1


def test_a_tab_that_is_not_settled_is_waited_for(window: Window, tmp_path: Path) -> None:
    window.far = False
    QTimer.singleShot(20, window, lambda: setattr(window, "far", True))
    assert take(window, tmp_path / "shot.png")
    assert window.asked > 1


def test_what_never_settles_is_pictured_as_it_is(window: Window, tmp_path: Path) -> None:
    window.far = False
    assert take(window, tmp_path / "shot.png", patience_ms=0)


def test_a_window_that_draws_nothing_is_given_up(window: Window, tmp_path: Path) -> None:
    window.engine_state = "starting"
    with pytest.raises(PlaygroundError, match="Nothing was drawn for 0 seconds"):
        take(window, tmp_path / "shot.png", wait_ms=0)
    assert not (tmp_path / "shot.png").exists()


def test_a_window_that_draws_is_not_given_up(window: Window, tmp_path: Path) -> None:
    window.engine_state = "busy"
    draws = QTimer(window)

    def draw() -> None:
        window.link.drawn += 1
        if window.link.drawn == 40:
            window.engine_state = "ready"

    draws.timeout.connect(draw)
    draws.start(20)
    assert take(window, tmp_path / "shot.png", wait_ms=600)


class Formulas(StagedExplanation):
    """An explanation without a tab that counts how often its numbers are written."""

    def __init__(self, parent: QWidget) -> None:
        QWidget.__init__(self, parent)
        self.written = 0

    def refresh(self) -> None:
        self.written += 1


class Growing(Formulas):
    """An explanation that needs more room once its numbers are written."""

    def __init__(self, parent: QWidget, text: QLabel) -> None:
        super().__init__(parent)
        self.text = text

    def refresh(self) -> None:
        self.text.setText("1\n2\n3\n4\n5\n6")


def test_there_is_room_for_numbers_that_have_just_appeared(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    text, page, column = QLabel("1"), QWidget(), QVBoxLayout(window)
    QVBoxLayout(page).addWidget(text)
    column.addWidget(page, 0, Qt.AlignmentFlag.AlignTop)
    Growing(window, text)
    window.resize(200, 300)
    window.show()
    qtbot.waitExposed(window)
    assert take(window, tmp_path / "shot.png")
    assert text.height() >= text.sizeHint().height()


def test_formulas_tell_the_newest_numbers(window: Window, tmp_path: Path) -> None:
    formulas = Formulas(window)
    assert take(window, tmp_path / "shot.png")
    assert formulas.written == 1


def test_dataflows_show_the_newest_numbers(window: Window, tmp_path: Path) -> None:
    looked: list[Node] = []

    class Stage(StageWidget):
        def look(self, node: Node) -> Look:
            looked.append(node)
            return None

    node = Node(sign="x", title="x", tip="", panel="")
    dataflow = Dataflow(Stage(window), Diagram("x", {"x": node}))
    dataflow.setParent(window)
    window.show()
    looked.clear()
    assert take(window, tmp_path / "shot.png")
    assert looked == [node]
