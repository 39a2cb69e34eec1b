"""Opens the window, or renders a tab to a picture without one.

Start to painted window is what everybody waits for, so little happens before it. The engine gets ready beside
it; the tab is built once the window has been drawn, and what can wait is done once the tab has been drawn.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import msgspec
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

import playground
from playground.core import folders, leftovers, plugins
from playground.core.cards import told_apart
from playground.core.errors import PlaygroundError, SettingsError
from playground.core.links import LessonLink, is_link, write_link
from playground.core.recipe import Recipe, change
from playground.engine.early import EarlyEngine
from playground.engine.memory import map_large_blocks, trim
from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes import exact
from playground.runtimes.catalogue import Catalogue, catalogue
from playground.ui import tabs
from playground.ui.shell import log, mishaps
from playground.ui.shell.on_screen import OnScreen
from playground.ui.shell.session import FIRST, Session, SessionFile
from playground.ui.shell.window import TITLE, Window
from playground.ui.tab import Tab
from playground.ui.widgets.icons import application_icon
from playground.ui.widgets.messages import EVERYWHERE
from playground.ui.widgets.theme import Preference, themes

Begin: TypeAlias = Callable[[], None]
"""What is left to do once there is something to look at."""

_ALONE = "playground.engine.workbench:PlaygroundWorkbench"
"""Runs without the trainings of the user’s window."""
_WAIT_MS = 180_000
"""A busy machine may take minutes to start the engine, whose priority is low."""

_TIDY_MS = 20_000
"""From one giving back of memory to the next; it takes a few milliseconds."""

_PIXMAPS_KB = 2048
"""What Qt may keep of sliders and buttons that it has drawn; it would keep every place of every handle."""


def main(
    models: tuple[Path, ...] = (),
    opened: Path | None = None,
    engine: EarlyEngine | None = None,
    lesson: str = "",
    shown: str = "",
) -> int:
    """Open the window and run until it is closed; gives the exit status.

    ``models`` are further folders with models; ``opened`` is a file to open as if it were dropped;
    ``engine`` is one that has been started already. It begins with a ``lesson``, or with what the file or
    link ``shown`` holds.
    """
    map_large_blocks()
    application = make_application()
    log.catch_qt()
    file = SessionFile(folders.user_settings())
    troubles = [file.claim()]
    try:
        session = file.load(FIRST)
    except SettingsError as error:
        session = Session()
        troubles.append(error.sentence)
    if lesson:
        session = msgspec.structs.replace(session, tab=lesson.partition("/")[0])
    window = open_window(models, file, session)
    begin = partial(_begin, window, opened, lesson, shown)
    OnScreen(window)
    mishaps.catch_mistakes(window.messages)
    interrupts = mishaps.Interrupts(window)
    window.painted.connect(
        lambda: _finish_start(window, engine or EarlyEngine(folders.model_folders(models)), troubles, begin)
    )
    window.show()
    status = application.exec()
    interrupts.stop()
    file.release()
    log.stop()
    return status


def make_application() -> QApplication:
    """The application with its names, fonts and themes."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QPixmapCache.setCacheLimit(_PIXMAPS_KB)
    application.setApplicationName("generative-playground")
    application.setApplicationDisplayName(TITLE)
    application.setApplicationVersion(playground.__version__)
    application.setDesktopFileName("generative-playground")
    # Numbers look as they do in papers, code and exported files, wherever the user lives.
    QLocale.setDefault(QLocale.c())
    themes()
    return application


def open_window(models: tuple[Path, ...], file: SessionFile, session: Session) -> Window:
    """The window as it was left, with every model that is there; its engine is not started yet."""
    themes().prefer(session.theme)
    themes().prefer_palette(session.palette)
    themes().prefer_contrast(session.high_contrast)
    themes().set_scale(session.text_scale)
    found = catalogue(folders.model_folders(models), rules())
    cards = told_apart(exact.beside(entry.card for entry in found.entries))
    window = Window(tabs.discover(), cards, file, session, models)
    for problem in found.problems:
        window.messages.show_message(problem, severity="warning", tab=EVERYWHERE)
    window.painted.connect(partial(_watch_models, window, folders.model_folders(models), found))
    tidying = QTimer(window, interval=_TIDY_MS)
    tidying.timeout.connect(trim)
    tidying.start()
    return window


def _watch_models(window: Window, places: tuple[Path, ...], known: Catalogue) -> None:
    """Let models be chosen that come while the window is open; those that ship stay as they are."""
    from playground.ui.shell.new_models import NewModels

    NewModels(
        places[:-1], known, window.take_copied,
        lambda problem: window.messages.show_message(problem, severity="warning", tab=EVERYWHERE),
        lambda: window.importer.busy, window,
    )  # fmt: skip


def screenshot(
    tab: str,
    out: Path,
    size: tuple[int, int] = (1440, 900),
    theme: Preference = "light",
    state: Recipe | None = None,
    models: tuple[Path, ...] = (),
    stage: str = "",
    training: str = "",
    full: bool = False,
) -> None:
    """Render the window with a tab and its engine's real results to the PNG file ``out``.

    ``state`` is what the tab shows, ``stage`` the one that is open, if another than usual; ``training`` is
    the one that the Studio shows, which is a tab here, too. Tabs show ``full`` controls, or few. Raises
    :class:`PlaygroundError` if there is no such tab or stage, the tab cannot show the state, or the results
    do not arrive.
    """
    from playground.ui.shell.snapshot import Snapshot

    make_application()
    log.catch_qt()
    session = msgspec.structs.replace(
        Session() if full else FIRST, tab=tab, theme=theme, size=size, training=training
    )
    window = open_window(models, SessionFile(folders.user_settings()), session)
    try:
        if window.desk.show_place(tab) is None:
            _open_tab(window, tab, state, stage)
        elif state is not None or stage:
            raise PlaygroundError(f"The page “{tab}” has no stages, and shows no recipe.")
        window.show()
        window.link.attach(EarlyEngine(folders.model_folders(models), _ALONE).connect)
        Snapshot(window, _WAIT_MS).save(out)
    finally:
        window.close()
        log.stop()


def _open_tab(window: Window, name: str, state: Recipe | None, stage: str) -> None:
    shown = window.desk.visit(name)
    if shown is None:
        raise PlaygroundError(f"There is no tab “{name}”; there are {', '.join(window.desk.names)}.")
    if state is not None and not shown.accept(state):
        raise PlaygroundError(f"The tab “{name}” cannot show this recipe.")
    if stage:
        _open_stage(shown, stage)
    window.desk.finish(name)


def _open_stage(tab: Tab, stage: str) -> None:
    from playground.ui.stage.tab import StagedTab

    if not isinstance(tab, StagedTab):
        raise PlaygroundError(f"The tab “{tab.name}” has no stages.")
    if stage not in tab.titles:
        raise PlaygroundError(
            f"The tab “{tab.name}” has no stage “{stage}”; there are {', '.join(tab.titles)}."
        )
    tab.store.load(change(tab.store.state, stage=stage))


def _finish_start(window: Window, engine: EarlyEngine, troubles: list[str], begin: Begin) -> None:
    window.link.attach(engine.connect)
    window.open_last_tab()
    themes().load_more_fonts()
    if window.desk.current is None:
        _settle_in(window, troubles, begin)
    else:
        window.desk.finished.connect(
            lambda _tab: _settle_in(window, troubles, begin), Qt.ConnectionType.SingleShotConnection
        )


def _settle_in(window: Window, troubles: list[str], begin: Begin) -> None:
    """Everything that can wait until there is something to look at."""
    # What start-up made lives as long as the window does, and need never be searched for garbage.
    gc.freeze()
    gc.enable()
    troubles.append(log.start(folders.user_log(), lambda sentence: _warn(window, sentence)))
    troubles.append(TrustStore().mend())
    for sentence in filter(None, troubles):
        _warn(window, sentence)
    _tell_of_plugins(window)
    window.setWindowIcon(application_icon())
    threading.Thread(target=leftovers.sweep_all, name="sweep", daemon=True).start()
    QTimer.singleShot(0, window, begin)


def _begin(window: Window, opened: Path | None, lesson: str, shown: str) -> None:
    """Open what the command line names."""
    if lesson:
        window.linker.open(write_link(LessonLink(lesson)))
    if is_link(shown):
        window.linker.open(shown)
    elif shown:
        window.opener.open(Path(shown), at_once=True)
    if opened is not None:
        window.opener.open(opened)


def _tell_of_plugins(window: Window) -> None:
    troubles = plugins.troubles()
    if not troubles:
        return
    sentence = f"{len(troubles)} plug-ins are left out; the details say which, and why."
    if len(troubles) == 1:
        sentence = troubles[0].sentence
    details = "\n".join(f"{trouble.sentence}\n\n{trouble.details}" for trouble in troubles)
    window.messages.show_message(sentence, details, severity="warning", tab=EVERYWHERE)


def _warn(window: Window, sentence: str) -> None:
    window.messages.show_message(sentence, severity="warning", tab=EVERYWHERE)
