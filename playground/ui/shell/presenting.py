"""Presentation: what is open fills the screen, larger, with a caption, and keys lead through the lessons."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QCursor,
    QFontInfo,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QMainWindow, QScrollBar, QSplitter, QWidget
from shiboken6 import isValid

from playground.ui.explain.content import Lesson
from playground.ui.plots.nudges import Nudged
from playground.ui.plots.thicker import Thicker
from playground.ui.shell.application import application
from playground.ui.shell.caption import Caption
from playground.ui.shell.desk import CONTROLS, EXPLANATION, Desk
from playground.ui.shell.keys import TEXTS
from playground.ui.tab import Tab
from playground.ui.timers import once
from playground.ui.widgets.theme import themes

LEAST = 0.015
"""Height of the smallest letters as a share of the screen’s."""
_SMALLEST = 0.8
"""The smallest letters of the window as a share of the usual ones, with something to spare."""
_RING = 0.075
"""Diameter of the pointer as a share of the screen’s height."""
_LOOK_AGAIN_MS = 400
"""After a lesson was set up there may be plots that were not there before."""

_Do = Callable[[], object]


class Key(NamedTuple):
    """What some keys do while something is presented."""

    name: str
    text: str
    keys: tuple[Qt.Key, ...]


KEYS = (
    Key("next", "Next lesson", (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Down)),
    Key("previous", "Previous lesson", (Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_Up)),
    Key(
        "reveal",
        "Show the answer, then more, then neither",
        (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter),
    ),
    Key("play", "Play or pause", (Qt.Key.Key_P,)),
    Key("black", "Black screen, and back", (Qt.Key.Key_B, Qt.Key.Key_Period)),
    Key("pointer", "Large pointer, or the usual one", (Qt.Key.Key_L,)),
    Key("screen", "Go to the next screen", (Qt.Key.Key_S,)),
    Key("stop", "Stop what is being computed, then leave", (Qt.Key.Key_Escape,)),
    Key("leave", "Leave", (Qt.Key.Key_F5,)),
)
"""Among them are those of a presenter’s remote: Page Up and Down, F5, Escape, B and the full stop."""

_WRITTEN_IN = (*TEXTS, QAbstractSpinBox)
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_BY_KEY = {key: each.name for each in KEYS for key in each.keys}


class _Before(NamedTuple):
    """What the window was like."""

    geometry: QRect
    state: Qt.WindowState
    hidden: Mapping[QWidget, bool]
    splitters: Mapping[QSplitter, QByteArray]
    scrolled: Mapping[QScrollBar, int]
    columns: Mapping[int, bool]
    focus: QWidget | None


class Presentation(QObject):
    """Takes away what stands around the stage, and gives it all back."""

    turned = Signal(bool)
    """Whether something is presented from now on."""

    def __init__(
        self,
        window: QMainWindow,
        place: QWidget,
        desk: Desk,
        around: Sequence[QWidget],
        stop: Callable[[], bool],
    ) -> None:
        """A caption comes to the end of ``place``; ``around`` is what is hidden, and ``stop`` gives up what
        is computed: false where there is nothing."""
        super().__init__(window)
        self._window, self._desk, self._around, self._stop = window, desk, around, stop
        self._before: _Before | None = None
        self._tab: Tab | None = None
        self._more_of: Lesson | None = None
        """The lesson of which more than the answer is said."""
        self._thicker = Thicker()
        self._actions: list[QAction] = []
        self._again = once(self, _LOOK_AGAIN_MS, self._thicken)
        self.caption, self.black = Caption(), _Black(window)
        self.caption.hide()
        column = place.layout()
        if column is not None:
            column.addWidget(self.caption)
        self.pointing = True
        """Whether the pointer is large."""
        self._do: Mapping[str, _Do] = {
            "next": lambda: self._go(1),
            "previous": lambda: self._go(-1),
            "reveal": self._reveal,
            "play": self._play,
            "black": lambda: self.black.setVisible(self.black.isHidden()),
            "pointer": self._change_pointer,
            "screen": self._go_to_next_screen,
            "stop": self._stop_or_leave,
            "leave": self.leave,
        }

    @property
    def on(self) -> bool:
        """Whether something is presented."""
        return self._before is not None

    @property
    def times(self) -> float:
        """How many times as large as usual letters have to be."""
        usual = QFontInfo(QApplication.font()).pixelSize() / themes().magnified
        return max(1.0, LEAST * self._window.screen().geometry().height() / (_SMALLEST * usual))

    def begin(self, tab: Tab) -> None:
        """Present what is open in a tab."""
        window, desk = self._window, self._desk
        self._before = _Before(
            window.geometry(),
            window.windowState(),
            {each: each.isHidden() for each in self._around},
            {each: each.saveState() for each in window.findChildren(QSplitter)},
            {each: each.value() for each in window.findChildren(QScrollBar)},
            {column: desk.is_unfolded(column) for column in (CONTROLS, EXPLANATION)},
            window.focusWidget(),
        )
        for each in self._around:
            each.hide()
        for column in self._before.columns:
            desk.unfold(column, False)
        self.turned.emit(True)
        self._take(tab)
        # Those of a menu bar that is hidden have no shortcuts.
        self._actions = [each for each in window.findChildren(QAction) if each.shortcuts()]
        window.addActions(self._actions)
        self.caption.show()
        window.setFocus()
        self._fill(window.screen())
        QApplication.setOverrideCursor(self._cursor())
        application().installEventFilter(self)

    def go_to(self, tab: Tab) -> None:
        """Go on with another tab, where something is presented."""
        if self._tab is not None and tab is not self._tab:
            self._let_go(self._tab)
            self._take(tab)
            self._thicken()

    def leave(self) -> None:
        """Let the window be what it was."""
        before, tab = self._before, self._tab
        if before is None or tab is None:
            return
        application().removeEventFilter(self)
        QApplication.restoreOverrideCursor()
        self._before = None
        self.turned.emit(False)
        self._let_go(tab)
        self.black.hide()
        self.caption.hide()
        for action in filter(isValid, self._actions):
            self._window.removeAction(action)
        for each, hidden in before.hidden.items():
            each.setVisible(not hidden)
        for column, unfolded in before.columns.items():
            self._desk.unfold(column, unfolded)
        themes().magnify(1.0)
        self._window.setWindowState(before.state)
        if not before.state & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
            self._window.setGeometry(before.geometry)
        if before.focus is not None and isValid(before.focus) and before.focus.isVisible():
            before.focus.setFocus()
        # Layouts have come to rest by then.
        QTimer.singleShot(0, self, lambda: _restore(before))

    def _take(self, tab: Tab) -> None:
        """Show what is open in a tab alone, and tell of it."""
        self._tab = tab
        self._desk.finish(tab.name)
        tab.set_bare(True)
        if tab.guide is not None:
            tab.guide.changed.connect(self._tell)
        tab.store.changed.connect(self._follow)
        self._tell()

    def _let_go(self, tab: Tab) -> None:
        self._tab = None
        if tab.guide is not None:
            tab.guide.changed.disconnect(self._tell)
        tab.store.changed.disconnect(self._follow)
        self._again.stop()
        self._thicker.give_back()
        tab.set_bare(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys before any shortcut does, but from menus and from who writes or nudges something."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        # Windows hear of a key before the widget in them does.
        if event.type() not in kinds or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if QApplication.activePopupWidget() is not None:
            return False
        name = _BY_KEY.get(Qt.Key(event.key()), "")
        focus = QApplication.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        drags = isinstance(focus, Nudged) and event.key() in _ARROWS
        elsewhere = focus is not None and focus.window() is not self._window
        if not name or not plain or drags or elsewhere or isinstance(focus, _WRITTEN_IN):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._do[name]()
        return True

    # What is shown

    def _fill(self, screen: QScreen) -> None:
        """Fill a screen, with letters and lines that are seen from its other end."""
        window = self._window
        if window.screen() is not screen:
            window.setWindowState(Qt.WindowState.WindowNoState)
            window.setScreen(screen)
        window.setGeometry(screen.geometry())
        window.setWindowState(Qt.WindowState.WindowFullScreen)
        self._thicker.give_back()
        themes().magnify(self.times, math.ceil(LEAST * screen.geometry().height()))
        self._thicken()

    def _thicken(self) -> None:
        if self._tab is not None:
            self._thicker.draw(self._tab, themes().magnified)

    def _follow(self, _old: object, _new: object) -> None:
        self._tell()
        self._again.start()

    def _tell(self) -> None:
        """Say what is shown: the lesson that is tried, its answer once that is revealed, more of it once that
        is asked for, or the panel."""
        tab = self._tab
        if tab is None:
            return
        guide = tab.guide
        lesson = None if guide is None else guide.current
        if guide is None or lesson is None:
            self.caption.tell(*tab.told())
            return
        if not guide.reveals(lesson):
            said = f"{lesson.text} **{lesson.question}**"
        elif lesson is self._more_of:
            said = f"**More.** {lesson.more}"
        else:
            said = f"**Answer.** {lesson.answer}"
        lessons = guide.order.lessons
        self.caption.tell(lesson.title, said, f"{lessons.index(lesson) + 1} / {len(lessons)}")

    # What keys do

    def _go(self, step: int) -> None:
        if self._tab is not None and self._tab.guide is not None:
            self._tab.guide.go(step)
            self._window.setFocus()

    def _play(self) -> None:
        if self._tab is not None:
            self._tab.player.toggle()

    def _reveal(self) -> None:
        """Go on from the question to the answer, to more of it where there is more, and back."""
        guide = None if self._tab is None else self._tab.guide
        lesson = None if guide is None else guide.current
        if guide is None or lesson is None:
            return
        revealed = guide.reveals(lesson)
        further = revealed and bool(lesson.more) and lesson is not self._more_of
        self._more_of = lesson if further else None
        if further:
            self._tell()
        else:
            guide.reveal(lesson, not revealed)

    def _change_pointer(self) -> None:
        self.pointing = not self.pointing
        QApplication.changeOverrideCursor(self._cursor())

    def _cursor(self) -> QCursor:
        """A ring with the point that it means in its middle."""
        if not self.pointing:
            return QCursor(Qt.CursorShape.ArrowCursor)
        ratio = self._window.devicePixelRatioF()
        side = round(_RING * self._window.screen().geometry().height())
        picture = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(side / 2, side / 2)
        for colour, width in (("#101216", side / 9), ("#ffd24a", side / 16)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(middle, side * 0.42, side * 0.42)
            painter.drawPoint(middle)
        painter.end()
        return QCursor(picture, side // 2, side // 2)

    def _go_to_next_screen(self) -> None:
        screens = QGuiApplication.screens()
        here = screens.index(self._window.screen())
        if len(screens) > 1:
            self._fill(screens[(here + 1) % len(screens)])
            QApplication.changeOverrideCursor(self._cursor())

    def _stop_or_leave(self) -> None:
        tab = self._tab
        if self.black.isVisible():
            self.black.hide()
        elif tab is not None and tab.player.playing:
            tab.player.pause()
        elif not self._stop():
            self.leave()


class _Black(QWidget):
    """Nothing, over all of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Black screen")
        self.hide()

    def setVisible(self, visible: bool) -> None:
        """Cover the window as large as it is now, or let it be seen again."""
        self.setGeometry(self.window().rect())
        super().setVisible(visible)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.end()


def _restore(before: _Before) -> None:
    for splitter, state in before.splitters.items():
        if isValid(splitter):
            splitter.restoreState(state)
    for bar, value in before.scrolled.items():
        if isValid(bar):
            bar.setValue(value)
