"""Plays with the whole window by seeded random deeds, and counts what is there at rest."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QPointF, QSocketNotifier, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from playground.paradigms.lab.beside import can_be_two, doubled
from playground.paradigms.race.candidates import candidate_for
from playground.ui.lab.stage import LabStage
from playground.ui.shell.window import Window
from playground.ui.state.views import StageState
from playground.ui.tabs.compare.race.lane_editor import LaneEditor
from playground.ui.widgets.messages import Message
from tests.bench.watched_window import Heartbeat
from tests.soak import junk
from tests.support.playing import beating, drag, is_canvas, matters, press, timers_of, usable, use, wheel

_EVERY_MS = 50
_TELL = 1.0
_MOST_PANELS = 8
_REFRESH = 1.0
"""Seconds for which the list of widgets is good."""
_PATIENCE = 90.0

_BARRED = ("Measure", "Quit", "Open folder", "Open the models folder")
"""Buttons that begin so start other programs, or a sweep of hours."""

_LOOKS = ("theme-system", "theme-light", "theme-dark", "larger", "smaller", "normal")
_COMMANDS = (
    "undo", "redo", "copy", "reset", "controls", "explanation", "dismiss", "stop", "play", "back", "forward",
    "first", "last", "faster", "slower", "train-toggle", "train-step", "train-reset", "explain", "shortcuts",
    "copy-details", "about", "next-panel", "previous-panel", "open", "export", "next-stage", "previous-stage",
)  # fmt: skip


class Player(QObject):
    """Does something twenty times a second; orders are ``rest``, ``go``, ``roam``, ``close`` and ``pause``.

    That is a rest with no look at all that there is; who roams also lets models run elsewhere.
    """

    def __init__(self, window: Window, seed: int, folder: str) -> None:
        super().__init__(window)
        self._window, self._random, self._folder = window, Random(seed), Path(folder)
        self._there: list[QWidget] = []
        self._looked = self._told = 0.0
        self._resting = self._briefly = self._acting = False
        self._asked = 0
        self._orders = b""
        self._refused: Counter[str] = Counter()
        self._listen()
        self._heart = Heartbeat(self, lambda: None)
        self._plan = self._life()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        # A menu lets events through until it is left, but not those of the timer whose turn opened it.
        self._menus = QTimer(self, interval=_EVERY_MS)
        self._menus.timeout.connect(self._answer_menu)
        self._menus.start()
        # At first there is the Start page, and later the tab of the session before.
        for opened in (window.desk.finished, window.desk.started):
            opened.connect(self._begin)
        self._ear = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._ear.activated.connect(self._obey)

    # What is told, and what is heard

    def _tell(self, **what: Any) -> None:
        os.write(1, json.dumps(what).encode() + b"\n")

    def _error(self, text: str) -> None:
        self._tell(error=text)

    def _listen(self) -> None:
        """Every mistake that anybody notices is told."""
        warnings.simplefilter("always")
        warnings.showwarning = lambda text, kind, file, line, *_: self._error(
            f"{file}:{line}: {kind.__name__}: {text}"
        )
        sys.unraisablehook = lambda found: self._error(
            f"unraisable in {found.object!r}: "
            + "".join(traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback))
        )
        threading.excepthook = lambda found: self._error(
            "in a thread: "
            + "".join(traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback))
        )
        logging.getLogger().addHandler(_Ear(self._error, self._refused))
        for scheme in ("file", "http", "https", "mailto"):
            QDesktopServices.setUrlHandler(scheme, self, "swallow")

    @Slot(QUrl)
    def swallow(self, _url: QUrl) -> None:
        """Open nothing outside."""

    def _begin(self) -> None:
        for opened in (self._window.desk.finished, self._window.desk.started):
            opened.disconnect(self._begin)
        self._window.commands["quit"].setEnabled(False)
        self._window.opener.native_dialogs = self._window.exporter.native_dialogs = False
        self._window.move(0, 0)
        self._heart.start()
        self._timer.start(_EVERY_MS)
        self._tell(ready=int(self._window.winId()))

    def _obey(self) -> None:
        data = os.read(0, 4096)
        if not data:  # the driver has gone
            self._ear.setEnabled(False)
            self._window.close()
        *orders, self._orders = (self._orders + data).split(b"\n")
        for order in orders:
            if order == b"close":
                self._timer.stop()
                QTimer.singleShot(0, self._window, self._window.close)
            else:
                self._resting, self._briefly = order in (b"rest", b"pause"), order == b"pause"
                self._asked += self._resting
                # Whoever tries all places holds every model several times, which is no leak.
                self._window.desk.placement.setEnabled(order == b"roam")

    def _turn(self) -> None:
        # A deed may let events through, and with them the timer's.
        if self._acting:
            return
        self._acting = True
        try:
            next(self._plan)
        except Exception:
            self._error(traceback.format_exc())
            self._plan = self._life()
        finally:
            self._acting = False
        now = time.monotonic()
        if now > self._told + _TELL:
            self._told = now
            late, self._heart.late = self._heart.late, []
            size = (self._window.width(), self._window.height())
            self._tell(late=[round(each, 1) for each in late], size=size, refused=dict(self._refused))
        self._look_for_mistakes()

    def _look_for_mistakes(self) -> None:
        for kept in self._messages():
            if "mistake in the program" in kept.sentence or "nexpected error" in kept.sentence:
                self._error(f"{kept.sentence}\n{kept.text.text()}")
                kept.dismiss()

    def _messages(self) -> list[Message]:
        """Those of all tabs, not only of the one that is shown."""
        return self._window.messages.findChildren(Message)

    def _life(self) -> Iterator[bool]:
        while True:
            if self._resting:
                yield from self._rest()
            self._act()
            yield True

    def _until(self, holds: Callable[[], bool], what: str, patience: float = _PATIENCE) -> Iterator[bool]:
        until = time.monotonic() + patience
        while not holds():
            if time.monotonic() > until:
                self._error(f"waited {patience:g} s in vain until {what}")
                return
            yield True

    # Rests

    def _rest(self) -> Iterator[bool]:
        """Build and load all there is, and then be as a window that was just opened."""
        asked = self._asked
        self._tell(deed="rest")
        yield from self._close_dialogs()
        for name in self._window.desk.names[: 1 if self._briefly else None]:
            yield from self._visit(name)
        yield from self._calm()
        self._tell(rest=self._counts())
        while self._resting and self._asked == asked:
            yield True
        self._tell(deed="go on")

    def _close_dialogs(self) -> Iterator[bool]:
        while (dialog := self._dialog()) is not None:
            dialog.close()
            yield True

    def _visit(self, name: str) -> Iterator[bool]:
        """All stages and models of a tab as they are at first."""
        tab: Any = self._window.desk.visit(name)
        self._window.desk.finish(name)
        yield True
        tab.stop()
        tab.store.load(self._window._defaults[name])
        for stage in getattr(tab, "titles", ()):
            tab.walk_stages(1)
            yield from self._settle(f"{name}, {stage}")
            scene = getattr(tab.stage, "scene", None)
            one_model = hasattr(scene, "choose_model") and getattr(type(scene.state), "fitted", None) not in (
                None,
                StageState.fitted,
            )
            for card in scene.cards.values() if one_model and not self._briefly else ():
                scene.choose_model(card)
                yield from self._settle(f"{name}, {stage}, {card.name}")
            if not self._briefly and isinstance(tab.stage, LabStage):
                yield from self._train_two(tab)
            if not self._briefly and tab.store.state.stage == "race":
                yield from self._drive_all_lanes(tab)
            if not self._briefly and tab.store.state.stage == "league":
                # What learns there is loaded when it begins.
                tab.train("toggle")
                yield from self._settle("the league learns")
            for panel in range(_MOST_PANELS):
                if not self._briefly and tab.walk_panels(1):
                    yield from self._settle(f"{name}, {stage}, panel {panel}")
        tab.store.load(self._window._defaults[name])
        yield True

    def _train_two(self, tab: Any) -> Iterator[bool]:
        """What is drawn of a second training is made for the first one."""
        scene = tab.stage.scene
        if can_be_two(scene.recipe):
            scene.run.step("train another beside it", doubled(scene.recipe))
            yield from self._settle("two trainings")

    def _drive_all_lanes(self, tab: Any) -> Iterator[bool]:
        """A lane's form is made for the first lane of its kind."""
        for editor in self._window.findChildren(LaneEditor):
            kinds = {type(candidate_for(card)): name for name, card in editor.scene.cards.items()}
            for model in kinds.values():
                editor._choose_model(model)
                yield from self._settle(f"a lane of {model}")

    def _settle(self, what: str) -> Iterator[bool]:
        for _ in range(3):
            yield True
        yield from self._until(lambda: not self._window.link.busy, f"nothing is waited for in {what}")

    def _calm(self) -> Iterator[bool]:
        """Back to the first tab, without history, messages or motion."""
        window = self._window
        for name in ("theme-light", "normal", "stop"):
            window.commands[name].trigger()
        window.resize(1280, 800)
        window.desk.visit(window.desk.names[0])
        for tab in window.desk.tabs.values():
            tab.stop()
            if tab.player.playing:
                tab.player.toggle()
        yield from self._until(lambda: not self._measures(), "a stopped sweep has ended")
        yield from self._until(lambda: not window.exporter.busy, "what is written is written")
        window.undo.clear()
        for kept in self._messages():
            kept.dismiss()
        yield from self._settle("the first tab")

    def _measures(self) -> bool:
        """Whether a sweep runs, as training a tab of results begins one."""
        boards = [vars(tab).get("board") for tab in self._window.desk.tabs.values()]
        return any(board.measuring.running for board in boards if board is not None)

    def _counts(self) -> dict[str, Any]:
        widgets, tops = (
            Counter(type(each).__name__ for each in there)
            for there in (self._window.findChildren(QWidget), QApplication.topLevelWidgets())
        )
        return {
            "timers": len(timers_of(self._window)),
            "beating": len(beating(self._window)),
            "widgets": sum(widgets.values()),
            "kinds": dict(widgets),
            "threads": threading.active_count(),
            "top levels": dict(tops),
            "dialogs": len([each for each in QApplication.allWidgets() if isinstance(each, QDialog)]),
        }

    # Deeds

    def _act(self) -> None:
        deeds = (
            (self._use, 12), (self._drag, 4), (self._wheel, 2), (self._command, 3), (self._tab, 0.5),
            (self._export, 0.5), (self._open, 0.4), (self._drop, 0.4), (self._choose, 1), (self._resize, 0.2),
            (self._train, 1), (self._look, 0.05),
        )  # fmt: skip
        if self._dialog() is not None:
            deeds = ((self._use, 3), (self._shut, 1))
        if self._window.status.engine_state == "stopped" and self._random.random() < 0.1:
            deeds = ((self._restart, 1),)
        names, weights = zip(*deeds, strict=True)
        deed = self._random.choices(names, weights)[0]
        # Told before it is done: it may be the last one.
        self._tell(deed=deed.__name__.strip("_"))
        detail = deed()
        if detail:
            self._tell(detail=detail)

    def _answer_menu(self) -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            down = [Qt.Key.Key_Down] * self._random.randint(1, 3)
            for key in (*down, Qt.Key.Key_Return) if self._random.random() < 0.5 else (Qt.Key.Key_Escape,):
                press(menu, key)

    def _dialog(self) -> QWidget | None:
        return QApplication.activeModalWidget() or next(
            (
                each
                for each in QApplication.topLevelWidgets()
                if isinstance(each, QDialog) and each.isVisible()
            ),
            None,
        )

    def _widgets(self) -> list[QWidget]:
        now = time.monotonic()
        if now > self._looked + _REFRESH:
            self._looked = now
            where = self._dialog() or self._window
            self._there = where.findChildren(QWidget)
        return [each for each in self._there if isValid(each) and each.isVisible()]

    def _use(self) -> str:
        there = [each for each in self._widgets() if usable(each) and not _is_barred(each)]
        if not there:
            return ""
        widget = self._random.choice(there)
        name = f"{type(widget).__name__} “{_name(widget)}”"
        use(widget, self._random)
        return name

    def _drag(self) -> None:
        canvases = [each for each in self._widgets() if is_canvas(each)]
        if canvases:
            drag(self._random.choice(canvases), self._random)

    def _wheel(self) -> None:
        there = [each for each in self._widgets() if is_canvas(each) or usable(each)]
        if there:
            wheel(self._random.choice(there), self._random)

    def _command(self) -> str:
        name = self._random.choice(_COMMANDS)
        self._window.commands[name].trigger()
        return name

    def _look(self) -> str:
        name = self._random.choice(_LOOKS)
        self._window.commands[name].trigger()
        return name

    def _tab(self) -> str:
        name = self._random.choice(self._window.desk.names)
        self._window.desk.visit(name)
        return name

    def _train(self) -> None:
        if self._window.desk.current is not None:
            self._window.desk.current.train(self._random.choice(("toggle", "step", "reset")))

    def _export(self) -> str:
        tab = self._window.desk.current
        offered = [each for each in tab.exports() if not each.why] if tab is not None else []
        if not offered or self._window.exporter.busy:
            return ""
        export = self._random.choice(offered)
        suffix = self._random.choice(export.suffixes)
        path = self._folder / f"export-{self._random.randrange(12)}{suffix}"
        self._window.exporter.save(export, path, overwrite=True)
        return f"{export.title} to {path.name}"

    def _exported(self) -> list[Path]:
        return sorted(each for each in self._folder.glob("export-*.*") if each.is_file())

    def _open(self) -> str:
        there = self._exported()
        if not there:
            return ""
        path = self._random.choice(there)
        self._window.opener.open(path)
        return path.name

    def _drop(self) -> str:
        """Junk, or a file that is something."""
        try:
            path = junk.make(self._folder, self._random, self._exported())
        except OSError:  # the disk is full at the moment
            return ""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        middle, copy = self._window.rect().center(), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(middle, copy, data, left, none)
        QApplication.sendEvent(self._window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self._window, QDropEvent(QPointF(middle), copy, data, left, none))
        return path.name

    def _choose(self) -> str:
        """One of the choices of a message."""
        buttons = [each for each in self._window.messages.findChildren(QAbstractButton) if each.isVisible()]
        buttons = [each for each in buttons if not _is_barred(each)]
        if not buttons:
            return ""
        button = self._random.choice(buttons)
        name = _name(button)
        button.click()
        return name

    def _resize(self) -> str:
        size = self._random.randrange(1000, 1900), self._random.randrange(680, 1180)
        self._window.resize(*size)
        return f"{size[0]}×{size[1]}"

    def _shut(self) -> None:
        dialog = self._dialog()
        if dialog is not None:
            dialog.close()

    def _restart(self) -> None:
        self._window.commands["restart"].trigger()


class _Ear(logging.Handler):
    """Hears mistakes in the log; what was refused as it should be is counted."""

    def __init__(self, tell: Callable[[str], None], refused: Counter[str]) -> None:
        super().__init__(logging.WARNING)
        self._tell_error, self._refused = tell, refused

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a mistake."""
        text = record.getMessage()
        if record.name.startswith("qt."):
            if matters(text):
                self._tell_error(f"{record.name}: {text}")
        elif record.exc_info or record.name.endswith("mishaps") or "mistake in the program" in text:
            self._tell_error(f"{record.name}: {text} {record.exc_text or record.exc_info or ''}")
        else:
            self._refused[f"{record.name}: {' '.join(text.split()[-6:])}"] += 1


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or widget.objectName()


def _is_barred(widget: QWidget) -> bool:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return any(each.startswith(_BARRED) for each in (text, widget.accessibleName()))
