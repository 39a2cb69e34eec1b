"""What monkeys do to widgets, and what they count of a window: that of a lab, and those of the soak."""

from __future__ import annotations

from random import Random

import psutil
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

MOST_GROWTH = 1.05
"""Of the memory of a process at rest, from the first count to the last."""

_SHARE = 10
"""One in so many looks at a rest may find less than what is counted."""

_SLIDE = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip
_CHOOSE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
_SPIN = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def use(widget: QWidget, random: Random) -> None:
    """A key or a click on a control."""
    match widget:
        case QAbstractSlider():
            press(widget, random.choice(_SLIDE))
        case QComboBox():
            press(widget, random.choice(_CHOOSE))
        case QDoubleSpinBox():
            press(widget, random.choice(_SPIN))
        case QAbstractButton():
            widget.click()


def drag(canvas: QWidget, random: Random) -> None:
    """Press, move and let go on something that is drawn."""
    places = [_somewhere(canvas, random) for _ in range(random.randint(1, 6))]
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * len(places)]
    for kind, place in zip(kinds, [places[0], *places], strict=True):
        _mouse(canvas, kind, place)
    _mouse(canvas, QEvent.Type.MouseButtonRelease, places[-1])


def wheel(widget: QWidget, random: Random) -> None:
    """Turn the wheel over a widget, up or down."""
    place, turn = _somewhere(widget, random), QPoint(0, random.choice((-240, -120, 120, 240)))
    there, none = QPointF(widget.mapToGlobal(place)), QPoint()
    event = QWheelEvent(
        QPointF(place), there, none, turn, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def timers_of(window: QWidget) -> list[QTimer]:
    """All timers of a window and of the application."""
    parents = (window, QApplication.instance())
    return [each for parent in parents for each in parent.findChildren(QTimer)]


def beating(window: QWidget) -> list[str]:
    """Whose timers fire again and again."""
    every = timers_of(window)
    return sorted(_owner(each) for each in every if each.isActive() and not each.isSingleShot())


def held(sizes: list[tuple[int, ...]]) -> tuple[int, ...]:
    """What processes hold at a rest but for their highs, and for the moment after memory was given back."""
    return tuple(sorted(each)[len(each) // _SHARE] for each in zip(*sizes, strict=True))


def _somewhere(widget: QWidget, random: Random) -> QPoint:
    return QPoint(random.randrange(max(1, widget.width())), random.randrange(max(1, widget.height())))


def written(process: psutil.Process) -> int:
    """Bytes of a process that it has written and shares with no other.

    What it has only read of a library's file would count as its own until another program opens that library.
    """
    if not psutil.LINUX:
        return int(process.memory_full_info().uss)
    return sum(int(part.private_dirty) for part in process.memory_maps(grouped=True))


def usable(widget: QWidget) -> bool:
    controls = (QAbstractSlider, QComboBox, QDoubleSpinBox, QAbstractButton)
    return (
        isinstance(widget, controls)
        and not isinstance(widget, QScrollBar)
        and widget.isEnabled()
        and widget.isVisible()
    )


def is_canvas(widget: QWidget) -> bool:
    """Whether something is drawn here that takes the mouse: the viewport of a plot.

    That of a text is none: selected text that is dragged waits for a real button to be let go, which nobody
    does.
    """
    return (
        widget.isVisible()
        and widget.objectName() == "qt_scrollarea_viewport"
        and widget.width() > 40
        and not isinstance(widget.parentWidget(), QPlainTextEdit | QTextEdit)
    )


def press(widget: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def _mouse(widget: QWidget, kind: QEvent.Type, place: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    there = QPointF(widget.mapToGlobal(place))
    event = QMouseEvent(kind, QPointF(place), there, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def _owner(timer: QTimer) -> str:
    parent = timer.parent()
    return "" if parent is None else type(parent).__name__


def matters(text: str) -> bool:
    """Whether Qt says something of the program, and not of the screen it is on."""
    return "propagateSizeHints" not in text
