"""A whole window with two small tabs on an engine in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.inprocess import InProcessEngine
from playground.engine.interface import Listener
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.widgets.theme import themes
from tests.support.resting import come_to_rest
from tests.ui.sketch import ENTRIES, SpotsTab, SpotsWorkbench


class Desktop:
    """Opens windows on one settings folder and closes them again."""

    def __init__(self, settings: Path) -> None:
        self.settings = settings
        self.engines: list[InProcessEngine] = []
        self.windows: list[Window] = []
        self.files: list[SessionFile] = []
        self._now = 0.0

    def open(self, session: Session | None = None, *, owned: bool = True, start: bool = False) -> Window:
        """A shown window whose first tab has been built and whose engine runs; on the Start page, if it is to
        ``start`` there."""
        file = SessionFile(self.settings)
        self.files.append(file)
        if owned:
            assert file.claim() == ""
        shown = file.load() if session is None else session
        window = Window(ENTRIES, (), file, shown if start else _at_a_tab(shown))
        self.windows.append(window)
        window.show()
        window.open_last_tab()
        window.link.attach(self._connect)
        self.settle()
        return window

    def close(self, window: Window) -> None:
        """Close a window as a user would, and delete it."""
        window.close()
        self.files.pop(self.windows.index(window)).release()
        self.windows.remove(window)
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def settle(self) -> None:
        """Let engines and windows work until none has anything to do."""
        come_to_rest(
            lambda: any([engine.pump() for engine in self.engines]),  # noqa: C419 - every one of them works
            lambda: any(window.link.busy for window in self.windows),
            1000,
        )

    def _connect(self, listener: Listener) -> InProcessEngine:
        engine = InProcessEngine(listener, SpotsWorkbench, clock=self._clock)
        self.engines.append(engine)
        return engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now


def _at_a_tab(session: Session) -> Session:
    return msgspec.structs.replace(session, tab=session.tab or ENTRIES[0].name)


HARMLESS = "This plugin does not support propagateSizeHints()"


@pytest.fixture(scope="session", autouse=True)
def own_font(qapp: QApplication) -> None:
    """All is in the program's own font from the first test on: what has room depends on it."""
    themes()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Widgets that a test has closed are gone with it, and do not wait for a loop that never comes.

    No button of the mouse stays down: the next test's widgets would take what it does for a drag.
    """
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    down = QApplication.mouseButtons()
    if down != Qt.MouseButton.NoButton:
        QTest.mouseRelease(QWidget(), Qt.MouseButton.LeftButton)
    assert down == Qt.MouseButton.NoButton


@pytest.fixture
def desktop(qtbot: QtBot, qtlog: Any, tmp_path: Path) -> Iterator[Desktop]:
    desktop = Desktop(tmp_path / "settings")
    yield desktop
    for window in list(desktop.windows):
        desktop.close(window)
    themes().prefer("system")
    themes().set_scale(1.0)
    warnings = [record.message for record in qtlog.records if record.message != HARMLESS]
    assert warnings == []
    assert QThreadPool.globalInstance().activeThreadCount() == 0


@pytest.fixture
def window(desktop: Desktop) -> Window:
    return desktop.open()


@pytest.fixture
def tab(window: Window) -> SpotsTab:
    current = window.desk.current
    assert isinstance(current, SpotsTab)
    return current
