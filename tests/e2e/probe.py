"""Looks into the running window for the tests, one JSON line per question on a local socket.

It answers on the window's thread, between two events. Questions look and do not touch, but for those under
“What cannot be done from outside”: a window manager's work (there is none), a drag from another program,
keeping the engine busy for the bench, and beginning anew for the next test.
"""

from __future__ import annotations

import hashlib
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QSocketNotifier, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollBar,
    QStatusBar,
    QTabBar,
    QWidget,
)

from playground.core.recipe import decode
from playground.ui.plots.drag_tag import DragTag
from playground.ui.shell.window import Window
from playground.ui.state.controls import Controlled
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.theme import themes
from tests.e2e.axes import AxisQuestions
from tests.e2e.compared import CompareQuestions
from tests.e2e.crowd import CrowdQuestions
from tests.e2e.fit import FitQuestions
from tests.e2e.presses import Presses, PressQuestions
from tests.e2e.renewed import RenewQuestions
from tests.e2e.staged import StagedQuestions, Steps
from tests.e2e.watch import follow_pictures

DECODED = "Picture decoded from z"


_QUICK = 80
"""Qt’s quality of a PNG file that is hardly compressed."""


class Probe(
    StagedQuestions,
    FitQuestions,
    CrowdQuestions,
    AxisQuestions,
    PressQuestions,
    CompareQuestions,
    RenewQuestions,
    QObject,
):
    """Questions are methods whose names begin with ``ask_``."""

    def __init__(
        self, window: Window, path: str, painted: float, tab_painted: float, pictures: list[float]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._painted = painted
        self._paints = pictures
        self._watch: QObject | None = None
        self._connection: socket.socket | None = None
        self._rest = b""
        self._tab_painted = tab_painted
        window.desk.built.connect(self._follow)
        for tab in window.desk.tabs.values():
            self._follow(tab)
        self._folds: dict[Fold, bool] = {}
        self.note_folds()
        window.desk.finished.connect(self.note_folds)
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(path)
        self._server.listen(1)
        self._door = QSocketNotifier(self._server.fileno(), QSocketNotifier.Type.Read, self)
        self._door.activated.connect(self._accept)
        self.count_sent()
        QApplication.instance().aboutToQuit.connect(self._hang_up)

    # The conversation

    def _accept(self) -> None:
        self._connection, _ = self._server.accept()
        self._line = QSocketNotifier(self._connection.fileno(), QSocketNotifier.Type.Read, self)
        self._line.activated.connect(self._read)

    def _read(self) -> None:
        assert self._connection is not None
        data = self._connection.recv(1 << 16)
        if not data:
            self._line.setEnabled(False)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            question = json.loads(line)
            try:
                answer = {"answer": getattr(self, f"ask_{question['name']}")(**question["values"])}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            self._connection.sendall(json.dumps(answer).encode() + b"\n")

    def _hang_up(self) -> None:
        for end in filter(None, (self._server, self._connection)):
            end.close()

    def _follow(self, tab: Any) -> None:
        if tab.name == "vae":
            follow_pictures(
                tab, lambda stage: stage.above.picture_view.view.painted.connect(self._note_painted)
            )

    def _follow_pictures(self, stage: Any) -> None:
        stage.above.picture_view.view.painted.connect(self._note_painted)

    def _note_painted(self) -> None:
        self._paints.append(time.monotonic())

    # What is there

    def ask_state(self) -> Any:
        """The current tab's state; of a stage that holds recipes, its controls by their names."""
        state = self._tab().store.state
        parts = {name: getattr(state, name) for name in state.__struct_fields__}
        told = {name: part.by_name() for name, part in parts.items() if isinstance(part, Controlled)}
        return {**msgspec.json.decode(msgspec.json.encode(state)), **told}

    def ask_facts(self) -> dict[str, Any]:
        """What the window as a whole says and does."""
        window, tab = self._window, self._window.desk.current
        focus = QApplication.focusWidget()
        active = QApplication.activeModalWidget() or window
        return {
            "engine": window.status.engine_state,
            "busy": window.link.busy,
            "messages": [[shown.severity, shown.text.text()] for shown in window.messages.messages],
            "title": window.windowTitle(),
            "tab": "" if tab is None else tab.name,
            "pictures": tab is not None and _shows_pictures(tab),
            "playing": tab is not None and tab.player.playing,
            "position": 0 if tab is None else tab.player.position,
            "count": 0 if tab is None else tab.player.count,
            "undo": window.undo.index(),
            "undo_text": window.undo.undoText(),
            "theme": themes().preference,
            "ground": window.palette().window().color().name(),
            "size": [window.width(), window.height()],
            "focus": "" if focus is None else _name(focus) or _text(focus),
            "focus_in_explanation": focus is not None and _name(focus) == "Explanation",
            "dialog": "" if active is window else active.windowTitle(),
            "frame": int(active.winId()),
            "active": active.isActiveWindow(),
            "writing": window.exporter.busy,
            "painted": len(self._paints),
            "drawn": window.link.drawn,
        }

    def ask_start(self) -> dict[str, Any]:
        """Places on the screen of the Start page’s pictures, and by their tabs what is seen in them."""
        pictures = {card.thumb.tab: card.picture for card in self._window.desk.start_page.cards}
        seen = {tab: picture.grab().toImage() for tab, picture in pictures.items()}
        return {
            "pictures": [_place(picture) for picture in pictures.values()],
            "seen": {tab: hash(bytes(image.constBits())) for tab, image in seen.items()},
        }

    def ask_modules(self) -> list[str]:
        """Top-level modules that the window's process has loaded."""
        return sorted({name.partition(".")[0] for name in sys.modules})

    def ask_painted(self, picture: int) -> dict[str, float]:
        """When window, tab, and the decoded picture of that number were painted, on the monotonic clock."""
        pictures = {"picture": self._paints[picture]} if picture < len(self._paints) else {}
        return {"window": self._painted, "tab": self._tab_painted, **pictures}

    def ask_where(self, name: str) -> list[int] | None:
        """Place and size on the screen of the visible widget or tab of that (accessible) name or text.

        Of several, a message's choice comes first: it is what the user is asked for.
        """
        for choice in self._window.messages.findChildren(QAbstractButton):
            if choice.isVisible() and choice.text() == name:
                return _place(choice)
        found = self._find(name)
        for bar in (widget for widget in self._visible() if isinstance(widget, QTabBar)):
            titles = [bar.accessibleTabName(index) or bar.tabText(index) for index in range(bar.count())]
            if name in titles:
                place = bar.tabRect(titles.index(name))
                corner = bar.mapToGlobal(place.topLeft())
                return [corner.x(), corner.y(), place.width(), place.height()]
        return None if found is None else _place(found)

    def ask_frame(self) -> dict[str, list[int]]:
        """Places on the screen: of the window with its frame, of its status line, and of all that is free."""
        frame, free = self._window.windowHandle().frameGeometry(), self._window.screen().availableGeometry()
        return {
            "frame": list(frame.getRect()),
            "margins": [frame.height() - self._window.height(), frame.width() - self._window.width()],
            "status": _place(self._window.status),
            "free": list(free.getRect()),
        }

    def ask_message_places(self) -> list[list[int]]:
        """Places on the screen of the messages that are seen, newest first."""
        return [_place(shown) for shown in self._window.messages.messages if shown.isVisible()]

    def ask_layout(self) -> list[list[int]]:
        """The places of all that is seen of the window but its messages, its status line, and what stands at
        a handle, which goes where that does."""
        apart = {self._window.status, self._window.messages, *self._window.findChildren(DragTag)}
        return [_place(widget) for widget in self._visible() if not apart & {widget, *_parents(widget)}]

    def ask_slider(self, name: str) -> list[int]:
        """Place and size on the screen of the visible slider of that name."""
        found = self._find(name, lambda widget: isinstance(widget, QAbstractSlider))
        if found is None:
            raise LookupError(f"no visible slider “{name}”")
        return _place(found)

    def ask_box(self, name: str) -> list[int]:
        """Place and size on the screen of the visible number box of that name."""
        found = self._find(name, lambda widget: isinstance(widget, QAbstractSpinBox))
        if found is None:
            raise LookupError(f"no visible number box “{name}”")
        return _place(found)

    def ask_words(self, name: str) -> str:
        """What the visible label of that name says, empty where there is none."""
        found = self._find(name, lambda widget: isinstance(widget, QLabel))
        return QTextDocumentFragment.fromHtml(found.text()).toPlainText() if isinstance(found, QLabel) else ""

    def ask_text(self, name: str) -> str:
        """What the visible text of several lines of that name says, empty where there is none."""
        found = self._find(name, lambda widget: isinstance(widget, QPlainTextEdit))
        return found.toPlainText() if isinstance(found, QPlainTextEdit) else ""

    def ask_row(self, name: str, entry: str) -> int:
        """The row, from the top, of the entry that begins so in the visible list of that name."""
        found = self._find(name, lambda widget: isinstance(widget, (QComboBox, QListWidget)))
        if isinstance(found, QComboBox):
            entries = [found.itemText(row) for row in range(found.count())]
        elif isinstance(found, QListWidget):
            entries = [found.item(row).text() for row in range(found.count())]
        else:
            raise LookupError(f"no visible list “{name}”")
        rows = [row for row, text in enumerate(entries) if text.startswith(entry)]
        if not rows:
            raise LookupError(f"no “{entry}” among {entries}")
        return rows[0]

    def ask_popup(self) -> bool:
        """Whether a list is dropped down."""
        return QApplication.activePopupWidget() is not None

    def ask_scroll_to(self, name: str) -> None:
        """Bring a widget that is scrolled out of sight into sight, as the wheel would."""
        found = self._find(name)
        parent = found.parentWidget() if found is not None else None
        while parent is not None:
            if hasattr(parent, "ensureWidgetVisible"):
                parent.ensureWidgetVisible(found)
                return
            parent = parent.parentWidget()

    def ask_focus(self, name: str) -> None:
        """Give a widget the keyboard, as Tab would."""
        found = self._find(name, lambda widget: widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        if found is None:
            raise LookupError(f"no visible “{name}”")
        found.setFocus(Qt.FocusReason.TabFocusReason)

    def ask_rest(self) -> None:
        """Take the keyboard from the control that has it, as a fresh window has it."""
        self._window.desk.setFocus()

    def ask_plane_pixel(self, x: float, y: float, side: str = "latent") -> list[int]:
        """The screen's pixel over a point of the latent plane, of a lab's large plane, or of a side of the
        VAE's lab."""
        plane = self._plane(side)
        pixel = plane.canvas.mapToGlobal(plane.to_pixel(x, y).toPoint())
        return [pixel.x(), pixel.y()]

    def ask_picture(self, name: str) -> dict[str, Any] | None:
        """Bytes and shape of the picture that a view of this name shows."""
        view = self._view(name)
        if view is None or view.picture is None:
            return None
        return {"shape": list(view.picture.shape), "data": view.picture.tobytes().hex(), "stale": view.stale}

    def ask_everything(self) -> dict[str, list[str]]:
        """Every visible control's value and picture, but messages and the status line's numbers."""
        seen: dict[str, list[str]] = {}
        apart = {self._window.status, self._window.messages}
        for widget in self._visible():
            value = _value(widget)
            if value is not None and not apart & set(_parents(widget)):
                seen.setdefault(f"{_role(widget)} {_name(widget)}", []).append(value)
        if _shows_pictures(self._tab()):
            seen["handle"] = [repr(self._tab().stage.above.plane_view.plane.handle.position)]
        return {key: sorted(values) for key, values in sorted(seen.items())}

    def ask_shot(self, path: str) -> bool:
        """Save what the screen shows, in little time rather than in few bytes."""
        return bool(self._window.screen().grabWindow(0).save(path, "PNG", _QUICK))

    # What cannot be done from outside

    def ask_resize(self, width: int, height: int) -> None:
        """Give the window a size, as a window manager would; there is none."""
        self._window.resize(width, height)
        self._window.move(0, 0)

    def ask_unmaximize(self) -> None:
        """Give the window its usual size, as a double click on its title would."""
        self._window.showNormal()

    def ask_raise(self) -> None:
        """Bring the window to the front."""
        self._window.raise_()
        self._window.screen().grabWindow(0)  # an answer of the X server: it has done what was asked before

    def ask_close(self) -> None:
        """Close the window, as a window manager would."""
        QTimer.singleShot(0, self._window, self._window.close)

    def ask_drop(self, path: str) -> bool:
        """Let a file be dropped; true if the window takes files of this kind."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        middle = self._window.rect().center()
        copy, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        enter = QDragEnterEvent(middle, copy, data, left, none)
        QApplication.sendEvent(self._window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self._window, QDropEvent(QPointF(middle), copy, data, left, none))
        return enter.isAccepted()

    def ask_load(self, **values: Any) -> None:
        """Set fields of the state."""
        store = self._tab().store
        store.load(decode(json.dumps({**self.ask_state(), **values}).encode(), (type(store.state),)))

    def ask_watch(self, what: str) -> None:
        """Begin to measure ``drag``, ``typing``, ``heartbeat`` or ``busy heartbeat`` (the engine at full
        speed), or to write down the ``steps`` of samples or the ``presses`` of Space."""
        watches: dict[str, Callable[..., QObject]] = {
            "drag": Drag, "heartbeat": Heartbeat, "busy heartbeat": BusyHeartbeat, "steps": Steps,
            "presses": Presses, "typing": Typing,
        }  # fmt: skip
        self._watch = watches[what](self._tab(), self._view(DECODED), self._window)

    def ask_watched(self) -> Any:
        """End the measurement and give its numbers."""
        watch, self._watch = self._watch, None
        result = watch.result()
        watch.deleteLater()
        return result

    # Finding things

    def _tab(self) -> Any:
        return self._window.desk.current

    def _visible(self) -> Iterator[QWidget]:
        for top in (QApplication.activePopupWidget(), QApplication.activeModalWidget(), self._window):
            if top is not None:
                yield from (widget for widget in top.findChildren(QWidget) if widget.isVisible())

    def _find(self, name: str, fits: Callable[[QWidget], bool] = lambda _: True) -> QWidget | None:
        """The largest with this name, else with this text, else the first whose name or text begins so."""
        there = list(filter(fits, self._visible()))
        named = [widget for widget in there if name == (_name(widget) or _text(widget))]
        exact = named or [widget for widget in there if name == _text(widget)]
        if exact:
            return max(exact, key=lambda widget: widget.width() * widget.height())
        return next((w for w in there if _name(w).startswith(name) or _text(w).startswith(name)), None)

    def _plane(self, side: str) -> Any:
        tab = self._tab()
        if tab.name != "vae":
            return tab.stage.planes.large
        return tab.stage.above.plane_view.plane if _shows_pictures(tab) else getattr(tab.stage.planes, side)

    def _view(self, name: str) -> ImageView | None:
        views = (self._tab() or self._window).findChildren(ImageView)  # the Studio is no tab
        return next((view for view in views if view.accessibleName() == name), None)


def _place(widget: QWidget) -> list[int]:
    corner = widget.mapToGlobal(QPoint(0, 0))
    return [corner.x(), corner.y(), widget.width(), widget.height()]


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or widget.objectName()


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""


def _parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _role(widget: QWidget) -> str:
    """What a widget is called among those that say something; all labels are called alike."""
    return "Label" if isinstance(widget, QLabel) else type(widget).__name__


def _value(widget: QWidget) -> str | None:
    match widget:
        case QScrollBar() | QStatusBar():
            return None
        case QAbstractSlider():
            return str(widget.value())
        case QAbstractSpinBox() | QLabel():
            return widget.text()
        case QLineEdit():
            return None if isinstance(widget.parentWidget(), QAbstractSpinBox) else widget.text()
        case QComboBox():
            return widget.currentText()
        case QAbstractButton() if widget.isCheckable():
            return str(widget.isChecked())
        case ImageView():
            data = b"" if widget.picture is None else widget.picture.tobytes()
            return f"{hashlib.sha256(data).hexdigest()[:16]} {widget.stale}"
    return None


def _shows_pictures(tab: Any) -> bool:
    """Whether the VAE's Images are what is shown: their pictures are noted one by one."""
    return tab.name == "vae" and tab.store.state.stage == "images"


class Answered(QObject):
    """From each event of a mouse or keyboard to the paint of what it asked for, or of something newer."""

    def __init__(self, window: Window, watched: QObject, kind: QEvent.Type) -> None:
        """``watched`` gets the events of this ``kind``."""
        super().__init__(window)
        self._watched, self._kind = watched, kind
        self._asked: list[dict[str, Any]] = []
        self._waiting: list[dict[str, Any]] = []
        self._shown: Any = None
        self._event: tuple[float, float] | None = None
        watched.installEventFilter(self)

    def same(self, what: Any, shown: Any) -> bool:
        """Whether what was asked for is what is shown."""
        return bool(what == shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the X server made the event and when it came here, in milliseconds."""
        if isinstance(event, QInputEvent) and event.type() == self._kind:
            now = time.monotonic() * 1e3
            # The server's clock is the same one, in 32 bits.
            self._event = (now - (int(now) - event.timestamp()) % (1 << 32), now)
        return False

    def ask(self, what: Any) -> None:
        """The event asked for this."""
        if self._event is not None:
            made, came = self._event
            self._event = None
            asked = {"what": what, "made": made, "came": came}
            self._asked.append(asked)
            self._waiting.append(asked)

    def paint(self) -> None:
        """What is shown is painted now."""
        now = time.monotonic() * 1e3
        at = next((n for n, each in enumerate(self._waiting) if self.same(each["what"], self._shown)), None)
        if at is None:
            return
        done, self._waiting = self._waiting[: at + 1], self._waiting[at + 1 :]
        for each in done:
            each["painted"] = now
            each["own"] = each is done[-1]
        QTimer.singleShot(0, self, lambda: self._flushed(done))

    def _flushed(self, done: list[dict[str, Any]]) -> None:
        now = time.monotonic() * 1e3
        for each in done:
            each["flushed"] = now

    def result(self) -> dict[str, list[float] | int]:
        """Milliseconds for each event, by where the clock starts and stops."""
        self._watched.removeEventFilter(self)
        done = [each for each in self._asked if "flushed" in each]
        return {
            "events": len(self._asked),
            "unanswered": len(self._asked) - len(done),
            "own_picture": sum(each["own"] for each in done),
            "made_to_painted": [each["painted"] - each["made"] for each in done],
            "came_to_painted": [each["painted"] - each["came"] for each in done],
            "made_to_flushed": [each["flushed"] - each["made"] for each in done],
            "made_to_came": [each["came"] - each["made"] for each in done],
        }


class Drag(Answered):
    """From each mouse move over the latent plane to the paint of its picture, or of a newer one's."""

    def __init__(self, tab: Any, view: ImageView, window: Window) -> None:
        super().__init__(window, tab.stage.above.plane_view.plane.canvas, QEvent.Type.MouseMove)
        tab.stage.store.changed.connect(lambda _old, new: self.ask(new.decode.latent))
        tab.stage.scene.feeds["decode"].arrived.connect(self._arrive)
        view.painted.connect(self.paint)

    def same(self, what: tuple[float, ...], shown: tuple[float, ...]) -> bool:
        """Whether a picture is of a point."""
        return shown is not None and _same(what, shown)

    def _arrive(self, shown: Any) -> None:
        self._shown = tuple(round(float(value), 4) for value in shown.frame.arrays["latents"].reshape(-1))


class Typing(Answered):
    """From each key that changes a prompt to the paint of its finished pictures, or of a newer text's."""

    def __init__(self, tab: Any, view: ImageView, window: Window) -> None:
        widgets = {widget.accessibleName(): widget for widget in tab.findChildren(QWidget)}
        super().__init__(window, widgets["Prompt text"], QEvent.Type.KeyPress)
        self._pictures, self._models = widgets["Pictures by line and noise"], Counter[str]()
        self._pictures.installEventFilter(self)
        tab.stage.store.changed.connect(self._edit)
        for name in ("draft", "samples"):
            tab.stage.scene.feeds[name].arrived.connect(self._arrive)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note keys and paints."""
        if watched is self._pictures and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self.paint)
        return super().eventFilter(watched, event)

    def _edit(self, old: Any, new: Any) -> None:
        if new.samples.prompt != old.samples.prompt:
            self.ask(new.samples.prompt)

    def _arrive(self, shown: Any) -> None:
        if shown.frame.final:
            self._shown = shown.recipe.prompt
            self._models[shown.recipe.model] += 1

    def result(self) -> dict[str, Any]:
        """The same, and how many pictures which model has finished."""
        self._pictures.removeEventFilter(self)
        return {**super().result(), "drawn_by": dict(self._models)}


def _same(z: tuple[float, ...], shown: tuple[float, ...]) -> bool:
    return all(abs(a - b) < 2e-4 for a, b in zip(z, shown, strict=False))


class Heartbeat(QObject):
    """How late a precise 10 ms timer fires."""

    PERIOD = 10

    def __init__(self, tab: Any, view: ImageView, window: Window) -> None:
        super().__init__(window)
        self._late: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = time.monotonic() * 1e3
        self._timer.start(self.PERIOD)

    def _beat(self) -> None:
        now = time.monotonic() * 1e3
        self._late.append(max(0.0, now - self._last - self.PERIOD))
        self._last = now

    def result(self) -> dict[str, Any]:
        """Lateness of every beat in milliseconds."""
        self._timer.stop()
        return {"late": self._late}


class BusyHeartbeat(Heartbeat):
    """The same while planes and samples are computed and drawn one after the other without a pause."""

    def __init__(self, tab: Any, view: ImageView, window: Window) -> None:
        super().__init__(tab, view, window)
        self._store, self._link = tab.stage.store, window.link
        self._runs, self._drawn, self._on = 0, window.link.drawn, True
        self._link.busy_changed.connect(self._next)
        self._next(False)

    def _next(self, busy: bool) -> None:
        if busy or not self._on:
            return
        self._runs += 1
        values = {"sample.seed": self._runs, "tiles": 20 - self._runs % 2, "temperature": 1.0}
        state = self._store.state.with_values(panel="sample", **values)
        # In the next turn: the frames that ended the last runs are drawn first.
        QTimer.singleShot(0, self, lambda: self._store.load(state))

    def result(self) -> dict[str, Any]:
        """Lateness, how many planes and samples were computed, and how many frames were drawn."""
        self._on = False
        return {**super().result(), "runs": self._runs, "frames": self._link.drawn - self._drawn}
