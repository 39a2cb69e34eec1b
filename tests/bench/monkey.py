"""A monkey at a live lab: seeded random keys, clicks and drags on its controls, for as long as one likes.

``python -m tests.bench.monkey --tab gan --seconds 600`` opens the real window and prints JSON; it gives 1 if
there was an error, a leaked timer, or memory that grew. The lab trains in the engine's process all the while.
It counts what is there at rest twice, after the first tenth and at the end: in the same state, with nothing
going on but the training. Memory comes and goes with every frame, and what ended runs leave is given back
after a while: what nine in ten looks at a rest find is what is held for good. Before that it fills the undo
history and takes every slider to both its ends: what they need is no leak. A training that becomes unstable
is no error: some of the monkey's learning rates are far too large. It has to be said in one sentence, and
the next change has to begin it anew. Nine times on the way the training has to go on from wherever the lab
was left.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import psutil
from PySide6.QtCore import QObject, Qt, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QAbstractSlider, QDialog, QWidget

from playground.core import folders
from playground.core.fields import fields
from playground.core.recipe import change
from playground.engine.early import EarlyEngine
from playground.engine.memory import PAUSE
from playground.engine.protocol import Died
from playground.ui.plots.drawing_canvas import DrawingCanvas
from playground.ui.shell.app import make_application, open_window
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from tests.support.playing import (
    MOST_GROWTH,
    beating,
    drag,
    held,
    is_canvas,
    matters,
    press,
    timers_of,
    usable,
    use,
    written,
)

LABS = ("gan", "nflow", "vae")
_EVERY_MS = 50
_LEAST_REST, _MOST_REST = 1.0, 5 * PAUSE
"""Seconds of rest before a count: the longest are long enough for memory to be given back."""
_LOOK = 0.25
_PATIENCE = 180.0
_UNSTABLE = "became unstable"
_MEANT = "has not answered for", "The trained state"
"""On a busy machine the engine may have to wait; one that hangs trains no more, which is found out. And a
preset that is chosen and changed at once begins untrained, and says so."""


class Monkey(QObject):
    """Plays with the lab of a tab, counts, and closes the window at the end."""

    def __init__(self, window: Window, tab: Any, seed: int, seconds: float) -> None:
        super().__init__(window)
        self._window, self._tab, self._seconds = window, tab, seconds
        self._first = tab.store.state
        self._random = random.Random(seed)
        self._acting = False
        self._began = time.monotonic()
        self.errors: list[str] = []
        self.deeds: dict[str, int] = {}
        self.unstable = self.frames = 0
        self.counts: list[dict[str, Any]] = []
        self.memory: list[tuple[float, float, float]] = []
        self._plan = self._life()
        tab.stage.scene.feed.arrived.connect(self._note_frame)
        window.link.message.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._timer.start(_EVERY_MS)

    @property
    def result(self) -> dict[str, Any]:
        """What happened."""
        told = {"deeds": self.deeds, "frames": self.frames, "unstable": self.unstable}
        return {**told, "errors": self.errors, "counts": self.counts, "memory": self.memory}

    def note(self, error: str) -> None:
        """Something that must not happen did."""
        self.errors.append(error)

    def _note_frame(self) -> None:
        self.frames += 1

    def _hear(self, message: object) -> None:
        if isinstance(message, Died):
            self.note(message.sentence)

    # One step after the other

    def _turn(self) -> None:
        # A deed may let events through, and with them the timer's.
        if self._acting:
            return
        self._acting = True
        try:
            if next(self._plan, None) is None:
                self._timer.stop()
                self._window.close()
        finally:
            self._acting = False
        self._read_messages()
        self._leave_dialogs()

    def _life(self) -> Any:
        yield from self._until(lambda: self.frames > 0, "the lab shows something")
        yield from self._two()
        yield from self._fill()
        yield from self._stretch(Qt.Key.Key_End)
        yield from self._stretch(Qt.Key.Key_Home)
        yield from self._play(self._seconds / 10)
        yield from self._count()
        for _ in range(9):
            yield from self._play(self._seconds / 10)
            yield from self._go_on()
        yield from self._count()

    def _two(self) -> Any:
        """A second training and what shows it, which stays there, unseen, once it was closed."""
        bar = self._tab.forms["lab"].beside
        if bar is not None:
            bar.begin.click()
            yield from self._until(lambda: self._tab.stage.second is not None, "two trainings are shown")
            bar.end.click()
            yield from self._until(lambda: self._tab.stage.second is None, "one training is shown")

    def _fill(self) -> Any:
        """As many steps to undo as are kept."""
        scene = self._tab.stage.scene
        switch = next(each.name for each in fields(type(scene.state.view)) if each.kind == "switch")
        while self._window.undo.count() < self._window.undo.undoLimit():
            for _ in range(50):
                scene.act("switch", scene.view, **{switch: not getattr(scene.state.view, switch)})
            yield True

    def _stretch(self, key: Qt.Key) -> Any:
        """Everything but the learning rates at one of its ends for some frames."""
        for each in self._tab.forms["lab"].findChildren(QAbstractSlider):
            if usable(each) and "rate" not in each.accessibleName():
                press(each, key)
        yield from self._until(lambda: not self._window.link.busy, "a stretched lab begins")
        before = self.frames + self.unstable
        yield from self._until(lambda: self.frames + self.unstable > before + 2, "a stretched lab goes on")

    def _play(self, seconds: float) -> Any:
        until = looked = time.monotonic()
        until += seconds
        while (now := time.monotonic()) < until:
            if now >= looked:
                looked = now + self._seconds / 20
                self.memory.append((round(now - self._began), *self._sizes()))
            self._act()
            yield True

    def _go_on(self) -> Any:
        """The training goes on, once it is let, from wherever the lab was left."""
        scene = self._tab.stage.scene
        while scene.empty:  # one's own data, and all of it rubbed out: the first stroke begins it
            drag(self._tab.forms["lab"].findChild(DrawingCanvas), self._random)
        # While one looks back the training waits, until one goes on.
        if scene.moment or scene.failed or not scene.recipe.training:
            self._tab.train("toggle")
        yield from self._until(lambda: not scene.feed.past, "the present is shown again")
        before = self._reached()
        yield from self._until(lambda: self._reached() != before, "the training goes on")

    def _reached(self) -> tuple[Any, ...]:
        """How far the training is, in slow motion to the part, and how often it became unstable."""
        scalars = self._tab.stage.scene.feed.scalars
        return (*(scalars.get(name) for name in ("step", "player", "part")), self.unstable)

    def _sizes(self) -> tuple[int, int]:
        """Bytes that window and engine have written."""
        client: Any = self._window.link.engine
        return written(psutil.Process()), written(psutil.Process(client._life.process.pid))

    def _count(self) -> Any:
        """Back to the first state, some rest, and a count; the lab has to live."""
        self._tab.store.load(self._first)
        self._tab.train("reset")
        rest = min(max(self._seconds / 10, _LEAST_REST), _MOST_REST)
        before = self.frames
        yield from self._until(lambda: self.frames > before, "the lab goes on")
        yield from self._until(lambda: not self._window.link.busy, "nothing is waited for")
        memory = yield from self._rest(rest)
        # What waits for something beats until that has come; what is left behind beats for ever.
        usual = Counter(self.counts[0]["beating"]) if self.counts else None
        yield from self._until(
            lambda: usual is None or Counter(beating(self._window)) <= usual, "timers rest"
        )
        self.counts.append(self._found(memory))

    def _rest(self, seconds: float) -> Any:
        """What window and engine hold meanwhile but for their highs, and for the moment after giving back."""
        until, looked, seen = time.monotonic() + seconds, 0.0, [self._sizes()]
        while (now := time.monotonic()) < until:
            if now >= looked + _LOOK:
                looked = now
                seen.append(self._sizes())
            yield True
        return held(seen)

    def _until(self, holds: Callable[[], bool], what: str) -> Any:
        until = time.monotonic() + _PATIENCE
        while not holds():
            if time.monotonic() > until:
                self.note(f"waited {_PATIENCE:g} s in vain until {what}")
                return
            yield True

    def _found(self, memory: tuple[int, int]) -> dict[str, Any]:
        window, engine = memory
        return {
            "window": window,
            "engine": engine,
            "timers": len(timers_of(self._window)),
            "beating": beating(self._window),
            "widgets": len(self._window.findChildren(QWidget)),
            "threads": threading.active_count(),
        }

    def _read_messages(self) -> None:
        shown = self._window.messages.messages
        for message in shown:
            if _UNSTABLE in message.sentence:
                self.unstable += 1
            elif message.severity != "info" and not any(words in message.sentence for words in _MEANT):
                self.note(message.sentence)
        if shown:
            self._window.messages.clear()

    def _leave_dialogs(self) -> None:
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()

    # Deeds

    def _act(self) -> None:
        deed = self._random.choices((self._use, self._drag, self._train, self._undo), (12, 3, 1, 2))[0]
        name = deed.__name__.strip("_")
        self.deeds[name] = self.deeds.get(name, 0) + 1
        deed()

    def _use(self) -> None:
        """A key or a click on one of the controls."""
        places = (self._tab.forms["lab"], self._tab.stage)
        there = [each for place in places for each in place.findChildren(QWidget) if usable(each)]
        use(self._random.choice(there), self._random)

    def _drag(self) -> None:
        """Press, move and let go on something that is drawn."""
        canvases = [each for each in self._tab.stage.findChildren(QWidget) if is_canvas(each)]
        if not canvases:
            return
        drag(self._random.choice(canvases), self._random)

    def _train(self) -> None:
        self._tab.train(self._random.choices(("toggle", "step", "reset"), (2, 2, 1))[0])

    def _undo(self) -> None:
        undo = self._window.undo
        step = self._random.choice((undo.undo, undo.redo))
        for _ in range(self._random.randint(1, 4)):
            step()


def problems(found: dict[str, Any]) -> list[str]:
    """What is wrong with a monkey's result, in sentences."""
    wrong = list(found["errors"])
    if len(found["counts"]) < 2:
        return [*wrong, "the monkey did not live to its end"]
    first, last = found["counts"]
    more = [what for what in ("timers", "threads", "widgets") if last[what] > first[what]]
    return [*wrong, *(f"there were {first[what]} {what}, and {last[what]} at the end" for what in more)]


def growth(found: dict[str, Any]) -> list[str]:
    """Whether the memory of both processes together has grown too much, in a sentence."""
    first, last = found["counts"]
    before, after = (each["window"] + each["engine"] for each in (first, last))
    if after <= MOST_GROWTH * before:
        return []
    sizes = {what: (first[what] / 1e6, last[what] / 1e6) for what in ("window", "engine")}
    parts = ", ".join(f"the {what} from {one:.0f} to {other:.0f} MB" for what, (one, other) in sizes.items())
    return [f"the memory grew by {100 * (after / before - 1):.1f} %: {parts}"]


def main() -> int:
    """Let the monkey play and say what happened."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.monkey", description=__doc__)
    parser.add_argument("--tab", choices=LABS, default="gan", help="whose lab")
    parser.add_argument("--seconds", type=float, default=600.0, help="for how long")
    parser.add_argument("--seed", type=int, default=0, help="of all that is random")
    arguments = parser.parse_args()
    application = make_application()
    session = Session(tab=arguments.tab, size=(1280, 800))
    window = open_window((), SessionFile(folders.user_settings()), session)
    tab: Any = window.desk.visit(arguments.tab)
    tab.store.load(change(tab.store.state, stage="lab"))
    window.desk.finish(arguments.tab)
    window.show()
    monkey = Monkey(window, tab, arguments.seed, arguments.seconds)
    sys.excepthook = lambda *error: monkey.note("".join(traceback.format_exception(*error)))
    warnings.simplefilter("always")
    warnings.showwarning = lambda text, kind, file, line, *_: monkey.note(
        f"{file}:{line}: {kind.__name__}: {text}"
    )
    qInstallMessageHandler(lambda _kind, _context, text: monkey.note(text) if matters(text) else None)
    window.link.attach(EarlyEngine(folders.model_folders()).connect)
    application.exec()
    found = monkey.result
    wrong = problems(found)
    if not wrong and arguments.seconds >= 60:
        wrong = growth(found)
    sys.stdout.write(json.dumps({**found, "wrong": wrong}) + "\n")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
